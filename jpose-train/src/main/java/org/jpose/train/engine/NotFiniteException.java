package org.jpose.train.engine;

/** A step met NaN or infinity; the message says where first. The engine is as before the step. */
public final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotFiniteException(String message) {
    super(message);
  }
}
