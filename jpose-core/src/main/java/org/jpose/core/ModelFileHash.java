package org.jpose.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jpose.core.disk.Sha256;

/**
 * What vouches for the numbers of a model file: SHA-256 of all fields of an ONNX file but the entry
 * {@code jpose.hash} of its metadata, in which the hash stands. A network with a few wrong bits
 * would run, and find nobody or somebody else.
 */
public final class ModelFileHash {
  /** The entry of the metadata that has the hash. */
  public static final String KEY = ModelEntry.HASH.key();

  /** {@code ModelProto.metadata_props}. */
  private static final int METADATA = 14;

  private final byte[] file;
  private final MessageDigest digest = Sha256.digest();
  private Optional<String> stated = Optional.empty();
  private int at;

  private ModelFileHash(byte[] file) {
    this.file = file;
  }

  /**
   * Compares the hash that a file states, if it states one; files of other programs do not. What is
   * no ONNX file at all is left to who reads it.
   *
   * @param file an ONNX file
   * @param name what messages call it
   * @throws ModelFormatException if the file is not what was written
   */
  public static void check(byte[] file, String name) {
    ModelFileHash hash = new ModelFileHash(file);
    Optional<String> found = hash.read();
    if (found.isPresent() && hash.stated.isPresent() && !found.equals(hash.stated)) {
      throw new ModelFormatException(
          name
              + ": is damaged: it is not what was written (by its own hash); copy or convert it again,"
              + " or take "
              + KEY
              + " out of its metadata if you have changed it");
    }
  }

  /** The hash that the file should state; empty if it is no whole ONNX file. */
  private Optional<String> read() {
    while (at < file.length) {
      int from = at;
      long tag = varint();
      if (!skip((int) (tag & 7))) {
        return Optional.empty();
      }
      if (tag >>> 3 != METADATA || !isOwn(from)) {
        digest.update(file, from, at - from);
      }
    }
    return Optional.of(Sha256.hex(digest));
  }

  /** Whether a field of the metadata, which ends here, is the hash's; notes what it states. */
  private boolean isOwn(int from) {
    String entry = new String(file, from, at - from, StandardCharsets.ISO_8859_1);
    int key = entry.indexOf(KEY);
    if (key < 0 || key > 8) {
      return false;
    }
    int value = key + KEY.length() + 2;
    stated = Optional.of(entry.substring(Math.min(value, entry.length())));
    return true;
  }

  private boolean skip(int wireType) {
    return switch (wireType) {
      case 0 -> {
        varint();
        yield true;
      }
      case 1 -> step(Long.BYTES);
      case 2 -> step(varint());
      case 5 -> step(Integer.BYTES);
      default -> false;
    };
  }

  private boolean step(long length) {
    if (length < 0 || length > file.length - at) {
      return false;
    }
    at += (int) length;
    return true;
  }

  /** A number of variable length; one that the file's end cuts off is taken as it is. */
  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && at < file.length; shift += 7) {
      byte next = file[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return value;
  }
}
