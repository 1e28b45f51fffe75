package org.jpose.zoo;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jpose.core.disk.LockedFile;
import org.jpose.zoo.download.StoreDisk;

/**
 * One at a time, over all processes. The operating system takes the lock back when its process
 * ends, however it ends; the file stays, because deleting it would let two in.
 */
final class StoreLock {
  private static final long POLL_MILLIS = 50;

  private StoreLock() {}

  /** What is done while nobody else may. */
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Does the work holding the lock; waits for another holder, in this process or another.
   *
   * @param waiting told once if there is another holder
   */
  static <T> T holding(StoreDisk disk, Path file, Runnable waiting, Work<T> work)
      throws IOException {
    disk.createFolders(file.getParent());
    LockedFile lock = wait(file, waiting);
    try {
      return work.run();
    } finally {
      lock.close();
    }
  }

  private static LockedFile wait(Path file, Runnable waiting) throws InterruptedIOException {
    try {
      Optional<LockedFile> lock = LockedFile.tryLock(file);
      if (lock.isEmpty()) {
        waiting.run();
      }
      while (lock.isEmpty()) {
        Thread.sleep(POLL_MILLIS);
        lock = LockedFile.tryLock(file);
      }
      return lock.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + file);
    } catch (IOException e) {
      throw StoreDisk.failure(file, e);
    }
  }
}
