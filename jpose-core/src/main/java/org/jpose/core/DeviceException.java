package org.jpose.core;

import java.util.Objects;

/** A device that was asked for cannot be had. */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a device cannot be had. */
  public enum Reason {
    /** There is no device of this number; those of lower numbers may be there. */
    NO_SUCH_NUMBER,
    /** The program, the driver or the machine has nothing of the kind, or it failed. */
    UNUSABLE
  }

  private final Reason reason;

  /** With a message that names the device, the cause and what to do. */
  public DeviceException(String message, Reason reason, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Why it cannot be had. */
  public Reason reason() {
    return reason;
  }
}
