package org.jpose.data.remote;

/** Why a frame was dropped. */
public enum Malformed {
  /** Not a frame of this protocol at all. */
  NOT_OURS,
  /** A frame of another version of the protocol. */
  OTHER_VERSION,
  /** A kind of frame this side does not take. */
  UNKNOWN_KIND,
  /** Shorter or longer than its content says. */
  WRONG_LENGTH,
  /** A text or number that cannot be. */
  BAD_VALUE,
  /** Larger than frames may be. */
  OVERSIZED,
  /** Its checksum is wrong: damaged on the way. */
  CHECKSUM,
  /** In more parts than one. */
  PARTS,
  /** Answers something that was never asked. */
  NOT_ASKED,
  /** Answers another request than the one asked. */
  OTHER_REQUEST,
  /** A batch that has not the numbers its shape needs. */
  OTHER_SHAPE,
  /** A session that is not the peer's. */
  OTHER_SESSION
}
