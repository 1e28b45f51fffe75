package org.jpose.zoo.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * The part of a file that is here, with a note of what it is a part of, so that a later attempt, or
 * a later process, can go on where this one was stopped.
 */
final class PartFile {
  private final StoreDisk disk;
  private final Path file;
  private final Path note;

  PartFile(StoreDisk disk, Path target) {
    this.disk = disk;
    this.file = target.resolveSibling(target.getFileName() + ".part");
    this.note = target.resolveSibling(target.getFileName() + ".part.properties");
  }

  /**
   * Which file a server is sending.
   *
   * @param address where it was asked for
   * @param version strong entity tag or date of change, which a server that has neither leaves out
   */
  record Source(URI address, Optional<String> version) {}

  Path path() {
    return file;
  }

  long length() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** What the part is a part of; empty if there is none, or none that can be gone on with. */
  Optional<Source> source() throws IOException {
    if (length() == 0 || !Files.exists(note)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(note)) {
      properties.load(reader);
      return Optional.of(
          new Source(
              URI.create(properties.getProperty("address", "")),
              Optional.ofNullable(properties.getProperty("version"))));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // a note cut off by a crash: begin again
    }
  }

  /** Begins anew. */
  OutputStream begin(Source source) throws IOException {
    disk.delete(note);
    OutputStream out = disk.open(file, false);
    try {
      Properties properties = new Properties();
      properties.setProperty("address", source.address().toString());
      source.version().ifPresent(version -> properties.setProperty("version", version));
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      properties.store(text, null);
      disk.write(note, text.toByteArray());
      return out;
    } catch (IOException e) {
      out.close();
      throw e;
    }
  }

  /** Goes on at the end. */
  OutputStream resume() throws IOException {
    return disk.open(file, true);
  }

  void discard() throws IOException {
    disk.delete(note);
    disk.delete(file);
  }

  /** The part is whole: it gets its name. */
  void complete(Path target) throws IOException {
    disk.move(file, target);
    disk.delete(note);
  }
}
