package org.jpose.media.image;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * Remembers which files were found to be plain JPEGs, by length and CRC-32 of all their bytes: of
 * what is read again and again, as the images of a data set, each is walked through once.
 * Thread-safe. Memory: about 100 bytes a file, 26 MB at most.
 */
final class WholeJpegs {
  private static final int MOST = 1 << 18;

  private final Map<Long, PlainJpeg> known = new ConcurrentHashMap<>();

  /** What {@link PlainJpeg#of} says of a file. */
  Optional<PlainJpeg> find(byte[] file) {
    CRC32 check = new CRC32();
    check.update(file);
    long key = (long) file.length << Integer.SIZE | check.getValue();
    PlainJpeg seen = known.get(key);
    if (seen != null) {
      return Optional.of(seen);
    }
    Optional<PlainJpeg> plain = PlainJpeg.of(file);
    if (known.size() < MOST) {
      plain.ifPresent(found -> known.put(key, found));
    }
    return plain;
  }
}
