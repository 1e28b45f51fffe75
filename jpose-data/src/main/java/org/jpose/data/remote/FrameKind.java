package org.jpose.data.remote;

import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of frames, by the byte that says so on the wire. */
enum FrameKind {
  /** A worker comes: who it is and which data it has. */
  HELLO(1),
  /** It has understood the recipe. */
  READY(2),
  /** A batch that was asked for. */
  BATCH(3),
  /** A request that could not be met. */
  FAILED(4),
  /** It goes, or its connection broke. */
  BYE(5),
  /** Recipe and terms. */
  WELCOME(16),
  /** Not let in, with the reason. */
  REFUSED(17),
  /** A request. */
  ASK(18),
  /** The trainer does not know this worker: it shall say hello. */
  WHO(19),
  /** The trainer is done. */
  END(20),
  /** Somebody is there; both ways. */
  BEAT(32);

  private final int code;

  FrameKind(int code) {
    this.code = code;
  }

  byte code() {
    return (byte) code;
  }

  static Optional<FrameKind> of(byte code) {
    return Stream.of(values()).filter(kind -> kind.code == code).findFirst();
  }
}
