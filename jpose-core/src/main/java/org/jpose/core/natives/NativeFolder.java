package org.jpose.core.natives;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import org.jpose.core.disk.DiskFault;
import org.jpose.core.disk.PendingFile;
import org.jpose.core.disk.TemporaryFolder;

/**
 * A folder with the native libraries of jars, each jar's in a folder of its name: {@code
 * ffmpeg-8.0.1-linux-x86_64.jar/org/bytedeco/ffmpeg/linux-x86_64/libavutil.so}. That is also how
 * JavaCPP keeps them, size and time included, so that it takes what it finds.
 *
 * <p>A library that is there is compared with the checksum its jar has of it; one that is missing
 * or differs is unpacked beside its place and moved there. So any number of processes may do this
 * at once, and one that is killed leaves nothing half.
 */
final class NativeFolder {
  private static final int BUFFER = 1 << 16;

  private final Path root;

  NativeFolder(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /**
   * Unpacks what is not there yet.
   *
   * @param anchor where the anchor of the files is, in a jar
   * @return the folder the files are in
   * @throws IOException if it cannot be; the message is the end of a sentence on the root
   */
  Path unpack(URL anchor, NativeFiles files) throws IOException {
    JarURLConnection connection = (JarURLConnection) anchor.openConnection();
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      Path place = root.resolve(Path.of(jar.getName()).getFileName());
      List<JarEntry> entries =
          jar.stream()
              .filter(entry -> !entry.isDirectory() && files.include(entry.getName()))
              .toList();
      List<JarEntry> missing =
          entries.stream()
              .filter(entry -> !isThere(entry, place.resolve(entry.getName())))
              .toList();
      if (!missing.isEmpty()) {
        unpack(jar, missing, place);
      }
      // On a file system that forbids programs no file can be executed, whatever its permissions.
      if (!Files.isExecutable(place.resolve(files.anchor()))) {
        throw new IOException(DiskFault.NO_PROGRAMS.words());
      }
      return place.resolve(files.folder());
    }
  }

  private static boolean isThere(JarEntry entry, Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) == entry.getSize()
          && Files.getLastModifiedTime(file).toMillis() == entry.getTime()
          && checksum(file) == entry.getCrc();
    } catch (IOException e) {
      return false;
    }
  }

  private static long checksum(Path file) throws IOException {
    CRC32 checksum = new CRC32();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        checksum.update(buffer, 0, count);
      }
    }
    return checksum.getValue();
  }

  private void unpack(JarFile jar, List<JarEntry> entries, Path place) throws IOException {
    try {
      Files.createDirectories(root);
      try (TemporaryFolder pending = TemporaryFolder.in(root)) {
        for (JarEntry entry : entries) {
          Path target = place.resolve(entry.getName());
          Path beside = pending.path().resolve(target.getFileName());
          try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, beside);
          }
          beside.toFile().setExecutable(true);
          Files.setLastModifiedTime(beside, FileTime.fromMillis(entry.getTime()));
          Files.createDirectories(target.getParent());
          // In place of a damaged one, which a process that has it loaded keeps.
          PendingFile.move(beside, target);
        }
      }
    } catch (IOException e) {
      throw new IOException(DiskFault.words(e), e);
    }
  }
}
