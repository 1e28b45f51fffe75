package org.jpose.ros.topic;

/** A ROS system, or a part of it, cannot be reached or answers what it should not. */
public final class RosException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that says what, found, expected and the next step. */
  public RosException(String message) {
    super(message);
  }

  /** With a message that says what, found, expected and the next step, and the cause. */
  public RosException(String message, Throwable cause) {
    super(message, cause);
  }
}
