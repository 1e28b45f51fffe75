package org.jpose.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.pickle.ByteRegion;

/**
 * Reads entries of a zip archive into memory; nothing is ever written, so names that point outside
 * of the archive are only names.
 *
 * <p>Weights hardly compress: an archive that claims to unpack to more than ten times its size, and
 * more than 32 MB, is refused before anything is unpacked.
 */
public final class ArchiveReader implements AutoCloseable {
  private static final int MOST_ENTRIES = 100_000;
  private static final long ALWAYS = 32L << 20;
  private static final int RATIO = 10;

  private final String file;
  private final ZipFile zip;
  private final List<ZipEntry> entries;
  private final long unpacked;

  private ArchiveReader(Path path, ZipFile zip) {
    this.file = path.toString();
    this.zip = zip;
    if (zip.size() > MOST_ENTRIES) {
      throw fault("has " + zip.size() + " entries, expected " + MOST_ENTRIES + " at most");
    }
    this.entries = List.copyOf(zip.stream().toList());
    this.unpacked = requireSizes(path.toFile().length());
  }

  /**
   * Opens an archive.
   *
   * @throws ModelFormatException if it is damaged or would unpack to too much
   */
  public static ArchiveReader open(Path path) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(path.toFile());
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw damaged(path.toString(), e);
    }
    try {
      return new ArchiveReader(path, zip);
    } catch (IllegalArgumentException e) {
      zip.close();
      throw damaged(path.toString(), e);
    } catch (ModelFormatException e) {
      zip.close();
      throw e;
    }
  }

  private static ModelFormatException damaged(String file, Exception e) {
    return new ModelFormatException(
        file + ": damaged or cut off zip archive (" + e.getMessage() + ")", e);
  }

  private long requireSizes(long size) {
    long sum = 0;
    for (ZipEntry entry : entries) {
      boolean plain = entry.getMethod() == ZipEntry.STORED;
      if (entry.getSize() < 0 || (plain && entry.getSize() > size)) {
        throw fault(
            "entry '%s' has %d bytes, the archive has %d; is it damaged?"
                .formatted(entry.getName(), entry.getSize(), size));
      }
      sum += entry.getSize();
      if (sum < 0 || (sum > ALWAYS && sum / RATIO > size)) {
        throw fault(
            "%d bytes would unpack to more than %d; no weights compress like that"
                .formatted(size, Math.max(ALWAYS, size * RATIO)));
      }
    }
    return sum;
  }

  private ModelFormatException fault(String words) {
    return new ModelFormatException(file + ": " + words);
  }

  /** Returns the names of the entries, in order. */
  public List<String> names() {
    return entries.stream().map(ZipEntry::getName).toList();
  }

  /** Returns how many bytes all entries have together, unpacked. */
  public long unpackedBytes() {
    return unpacked;
  }

  /** Returns an entry's size, unpacked; empty if there is no such entry. */
  public Optional<Long> size(String name) {
    return Optional.ofNullable(zip.getEntry(name)).map(ZipEntry::getSize);
  }

  /**
   * Returns some bytes of an entry.
   *
   * @throws ModelFormatException if it has not that many, or is damaged
   */
  public ByteRegion bytes(String name, long from, long count) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null || from < 0 || count < 0 || from > entry.getSize() - count) {
      throw fault("has no " + count + " bytes from " + from + " of an entry '" + name + "'");
    }
    if (count > Integer.MAX_VALUE - 8) {
      throw fault("entry '" + name + "' is larger than 2 GB, which is not read");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      in.skipNBytes(from);
      byte[] bytes = in.readNBytes((int) count);
      if (bytes.length < count) {
        throw fault("entry '" + name + "' is cut off");
      }
      return ByteRegion.of(bytes);
    } catch (ZipException | EOFException e) {
      throw damaged(file, e);
    }
  }

  /** Returns all bytes of an entry. */
  public ByteRegion bytes(String name) throws IOException {
    return bytes(name, 0, size(name).orElse(0L));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
