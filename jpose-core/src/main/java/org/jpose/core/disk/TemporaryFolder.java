package org.jpose.core.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A hidden folder of this process inside another folder, for what is not whole yet: on the same
 * disk, so that the whole can be moved out of it, and with names as long as the disk allows. {@code
 * PARENT/.jpose-USER/NAME/}, with a locked file {@code NAME.lock} beside it.
 *
 * <p>Closing deletes it with all that is in it. What a killed process leaves is deleted by the next
 * one that makes such a folder in the same parent: the system gives the lock back when its holder
 * ends, however it ends, in whatever container it ran. Only the owner may enter. Thread-safe as a
 * file system is.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final Pattern NAME = Pattern.compile("(?:[0-9a-z]+-){2}[0-9a-z]+(?:\\.lock)?");
  private static final int ATTEMPTS = 100;

  /** Those of this process of which no other is told, for when it has no time to end its work. */
  private static final Set<TemporaryFolder> OPEN = ConcurrentHashMap.newKeySet();

  /** Read by who makes one until it is among the open ones; written by the end of the process. */
  private static final ReadWriteLock MAKING = new ReentrantReadWriteLock();

  private final Path shared;
  private final Path path;
  private final Path lockFile;
  private final FileChannel lock;
  private boolean closed;

  private TemporaryFolder(Path path, Path lockFile, FileChannel lock) {
    this.shared = path.getParent();
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /** Names of this process and of no other on this machine, known without asking anybody. */
  private static final class Owner {
    static final String NAME = name();

    private static String name() {
      ProcessHandle process = ProcessHandle.current();
      long start = process.info().startInstant().map(time -> time.toEpochMilli()).orElse(0L);
      return Long.toString(process.pid(), 36) + "-" + Long.toString(start, 36) + "-";
    }
  }

  /** Makes one in the system's folder for temporary files. */
  public static TemporaryFolder ofSystem() throws IOException {
    return in(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * Makes one in a folder, and deletes there what ended processes left.
   *
   * @throws IOException if it cannot be made
   */
  public static TemporaryFolder in(Path parent) throws IOException {
    MAKING.readLock().lock();
    try {
      TemporaryFolder folder = in(parent, abandoned -> {});
      OPEN.add(folder);
      return folder;
    } finally {
      MAKING.readLock().unlock();
    }
  }

  /**
   * Makes one in a folder, and deletes there what ended processes left.
   *
   * @param inherited told of each folder that a process left, before it is deleted
   * @throws IOException if it cannot be made
   */
  public static TemporaryFolder in(Path parent, Consumer<Path> inherited) throws IOException {
    Path shared = parent.toAbsolutePath().resolve(".jpose-" + user());
    for (int attempt = 0; ; attempt++) {
      try {
        boolean made = makeShared(shared);
        TemporaryFolder folder = lockedIn(shared);
        if (!made) {
          sweep(shared, inherited);
        }
        return folder;
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        // Another process has just deleted the folder it was the last to use.
        if (attempt == ATTEMPTS || !Files.isDirectory(parent)) {
          throw e;
        }
      }
    }
  }

  private static boolean makeShared(Path shared) throws IOException {
    try {
      Files.createDirectory(shared, ownerOnly(shared));
      return true;
    } catch (FileAlreadyExistsException e) {
      BasicFileAttributes found =
          Files.readAttributes(shared, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isDirectory()) {
        throw new IOException(shared + " is not a folder; delete it", e);
      }
      return false;
    }
  }

  private static TemporaryFolder lockedIn(Path shared) throws IOException {
    String name =
        Owner.NAME + Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
    Path lockFile = shared.resolve(name + LOCK);
    FileChannel lock =
        FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      requireOwn(shared, lockFile);
      if (lock(lock) == Holder.ANOTHER || !Files.exists(lockFile)) {
        // Swept between its creation and its lock.
        throw new NoSuchFileException(lockFile.toString());
      }
      Path path = shared.resolve(name);
      Files.createDirectory(path);
      return new TemporaryFolder(path, lockFile, lock);
    } catch (IOException e) {
      lock.close();
      Files.deleteIfExists(lockFile);
      throw e;
    }
  }

  /** In a folder that is everybody's, another user could have made it first. */
  private static void requireOwn(Path shared, Path file) throws IOException {
    if (isPosix(shared) && !Files.getOwner(shared).equals(Files.getOwner(file))) {
      throw new IOException(
          shared + " belongs to " + Files.getOwner(shared) + " and not to this user; delete it");
    }
  }

  /** Who has a lock after it was tried. */
  private enum Holder {
    THIS,
    ANOTHER,
    /** The file system knows no locks: nobody sweeps there. */
    NOBODY
  }

  private static Holder lock(FileChannel channel) {
    try {
      return channel.tryLock() == null ? Holder.ANOTHER : Holder.THIS;
    } catch (OverlappingFileLockException e) {
      return Holder.ANOTHER;
    } catch (IOException e) {
      return Holder.NOBODY;
    }
  }

  /** The folder; it exists until closed. */
  public Path path() {
    return path;
  }

  private static void sweep(Path shared, Consumer<Path> inherited) {
    try (Stream<Path> found = Files.list(shared)) {
      found
          .filter(entry -> NAME.matcher(entry.getFileName().toString()).matches())
          .filter(entry -> !isOfThisProcess(entry))
          .forEach(entry -> sweepEntry(entry, inherited));
    } catch (IOException | UncheckedIOException e) {
      // Old folders that cannot be deleted now are no reason to make no new one.
    }
  }

  /** Closing a second channel of a file would give back the lock of the first. */
  private static boolean isOfThisProcess(Path entry) {
    return entry.getFileName().toString().startsWith(Owner.NAME);
  }

  private static void sweepEntry(Path entry, Consumer<Path> inherited) {
    String name = entry.getFileName().toString();
    try {
      if (!name.endsWith(LOCK)) {
        // A folder's lock is made before it and deleted after it.
        if (!Files.exists(entry.resolveSibling(name + LOCK))) {
          delete(entry);
        }
        return;
      }
      try (FileChannel channel = FileChannel.open(entry, StandardOpenOption.WRITE)) {
        if (lock(channel) == Holder.THIS) {
          Path folder = entry.resolveSibling(name.substring(0, name.length() - LOCK.length()));
          if (Files.exists(folder)) {
            inherited.accept(folder);
          }
          delete(folder);
          Files.deleteIfExists(entry);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // The next process may be able to delete it.
    }
  }

  /**
   * Deletes all folders of this process, whoever uses them: for a process that ends at once. Its
   * threads can write nothing there from then on, and who wants another waits for ever. Those that
   * tell the next process something stay for it.
   */
  public static void closeAll() {
    letNobodyMakeMore();
    // What threads write meanwhile takes another turn.
    for (int attempt = 0; !OPEN.isEmpty() && attempt < ATTEMPTS; attempt++) {
      for (TemporaryFolder folder : OPEN) {
        try {
          folder.removeFromWriters();
        } catch (IOException | UncheckedIOException e) {
          // The next attempt may, or the next process, as after one that was killed.
        }
      }
    }
  }

  /** One that is being made would stay; but a disk that hangs is no reason never to end. */
  private static void letNobodyMakeMore() {
    try {
      MAKING.writeLock().tryLock(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Deletes the folder and all in it; may be called twice.
   *
   * @throws IOException if something in it cannot be deleted; then a later process does
   */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      remove();
    }
  }

  /** Threads that write into it by its name would keep it from being deleted: it gets another. */
  private synchronized void removeFromWriters() throws IOException {
    Path away = path.resolveSibling(path.getFileName() + "0");
    try {
      Files.move(path, away);
    } catch (IOException e) {
      // It is gone, or is deleted where it is.
    }
    delete(away);
    remove();
  }

  private synchronized void remove() throws IOException {
    try {
      delete(path);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      lock.close();
    }
    Files.deleteIfExists(lockFile);
    try {
      Files.deleteIfExists(shared);
    } catch (DirectoryNotEmptyException e) {
      // Other processes use it.
    }
    OPEN.remove(this);
  }

  private static String user() {
    Object user = System.getProperty("user.name");
    try {
      // Users without an entry in the list of users all have the name "?".
      user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | RuntimeException e) {
      // Not on Linux: the name has to do.
    }
    return Integer.toString(user.hashCode() & Integer.MAX_VALUE, 36);
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] ownerOnly(Path path) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }
}
