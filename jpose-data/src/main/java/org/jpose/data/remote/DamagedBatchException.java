package org.jpose.data.remote;

/** Bytes are no batch of the shape that was asked for. */
final class DamagedBatchException extends Exception {
  private static final long serialVersionUID = 1L;

  DamagedBatchException(String message) {
    super(message);
  }
}
