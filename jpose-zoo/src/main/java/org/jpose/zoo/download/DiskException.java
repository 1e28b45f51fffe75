package org.jpose.zoo.download;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jpose.core.disk.DiskFault;

/** The cache cannot be written: the disk's trouble, not a server's. */
public final class DiskException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what the disk says. */
  public DiskException(Path place, IOException cause) {
    super(place + ": " + describe(cause), cause);
  }

  private static String describe(IOException cause) {
    String reason =
        cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
    String said = reason == null ? cause.getClass().getSimpleName() : reason;
    DiskFault fault = DiskFault.of(cause).orElse(null);
    if (fault == DiskFault.FULL) {
      return "the disk is full (" + said + "); free some space and run the same again";
    }
    if (fault == DiskFault.READ_ONLY || fault == DiskFault.NOT_WRITABLE) {
      return "cannot be written ("
          + (reason == null ? "access denied" : said)
          + "); make the folder writable, or set JPOSE_HOME to one that is";
    }
    return "cannot be written (" + said + ")";
  }
}
