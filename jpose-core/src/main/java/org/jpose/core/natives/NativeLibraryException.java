package org.jpose.core.natives;

/**
 * A native library cannot be loaded. The message says which, why and what to do: a library of the
 * system is missing, no folder can hold it, or there is none for this machine.
 */
public final class NativeLibraryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NativeLibraryException(String message, Throwable cause) {
    super(message, cause);
  }
}
