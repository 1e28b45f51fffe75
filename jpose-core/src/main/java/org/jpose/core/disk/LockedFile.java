package org.jpose.core.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that one holder has at a time, over all threads and processes, whatever name they know it
 * by. The system takes the lock back when its process ends, however it ends. Thread-safe.
 *
 * <p>A lock of POSIX (fcntl(2)) belongs to the process, and closing any channel of the file gives
 * it back. So this class opens no second channel of a file that this process holds; nobody else may
 * open one either.
 */
public final class LockedFile implements AutoCloseable {
  /** Files of which this process has a channel. */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path real;
  private final FileChannel channel;
  private boolean closed;

  private LockedFile(Path real, FileChannel channel) {
    this.real = real;
    this.channel = channel;
  }

  /**
   * Locks a file, which is made if it is not there.
   *
   * @return empty if another has it, in this process or another, or looks at it in this moment
   * @throws java.nio.file.FileSystemException if it cannot be opened
   * @throws IOException if it cannot be locked
   */
  public static Optional<LockedFile> tryLock(Path file) throws IOException {
    Path real = real(file);
    if (!OPEN.add(real)) {
      return Optional.empty();
    }
    LockedFile held = null;
    try {
      held = locked(real);
      return Optional.ofNullable(held);
    } finally {
      if (held == null) {
        OPEN.remove(real);
      }
    }
  }

  /** Null if another has it. */
  private static LockedFile locked(Path real) throws IOException {
    FileChannel channel =
        FileChannel.open(
            real, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Of this process, but not of this class.
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    return locked ? new LockedFile(real, channel) : null;
  }

  /**
   * Whether somebody has the file. Who wants it in the moment of looking is told that another has
   * it, and should try again.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if it cannot be opened, or the disk knows no locks
   */
  public static boolean isLocked(Path file) throws IOException {
    Path real = real(file);
    if (!OPEN.add(real)) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ)) {
      // A shared lock, so that those who look do not take each other for a holder.
      return channel.tryLock(0, Long.MAX_VALUE, true) == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } finally {
      OPEN.remove(real);
    }
  }

  private static Path real(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    try {
      return absolute.toRealPath();
    } catch (NoSuchFileException e) {
      return absolute.getParent().toRealPath().resolve(absolute.getFileName());
    }
  }

  /** To read and write what is in it. */
  public FileChannel channel() {
    return channel;
  }

  /** Lets others have it; may be called twice. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      channel.close();
    } finally {
      OPEN.remove(real);
    }
  }
}
