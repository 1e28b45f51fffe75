package org.jpose.zoo;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw StoreDisk.failure(file, e);
    }
    try (channel) {
      for (boolean told = false; !tryLock(channel, file); told = true) {
        if (!told) {
          waiting.run();
        }
        Thread.sleep(POLL_MILLIS);
      }
      return work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + file);
    }
  }

  private static boolean tryLock(FileChannel channel, Path file) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by a thread of this process
    } catch (IOException e) {
      throw StoreDisk.failure(file, e);
    }
  }
}
