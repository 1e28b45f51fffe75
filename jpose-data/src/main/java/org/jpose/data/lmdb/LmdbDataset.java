package org.jpose.data.lmdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jpose.core.disk.FileException;
import org.jpose.core.natives.NativeLibrary;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;

/**
 * CMU's training data: an LMDB with one record for each main person of an image, with the others
 * around (DESIGN section 5; docs/DATA.md says what a record cannot hold). Keys may be any; their
 * order is the samples'. Thread-safe; many threads read at once.
 *
 * <p>Nobody may write the database meanwhile: no lock is taken, so that data on a read-only disk
 * can be read. LMDB itself has no part in reading, since it trusts its own pages, and ends the
 * process over a damaged one: the tree is walked through here, and a file that is damaged or was
 * cut off is refused.
 */
public final class LmdbDataset implements PoseDataset {
  private static final String FILE = "data.mdb";

  private final Path folder;
  private final Records records;
  private final RecordCodec codec;
  private final Skeleton skeleton;
  private final int size;

  private LmdbDataset(Path folder, Records records, LmdbOptions options) {
    this.folder = folder;
    this.records = records;
    this.codec = new RecordCodec(options.firstPixel());
    this.skeleton = records.layout(0).skeleton();
    this.size = Math.min(records.size(), options.limit());
  }

  /** LMDB as a native library, which is loaded when the first is written. */
  public static NativeLibrary library() {
    return LmdbLibrary.LIBRARY;
  }

  /** Whether this is a folder with an LMDB. */
  public static boolean isLmdb(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /**
   * Opens a database and lists its keys.
   *
   * @param folder the folder with {@code data.mdb}
   * @throws FileException if there is none, it was cut off, is damaged, of another kind of LMDB,
   *     has no records or none of CMU's
   */
  public static LmdbDataset open(Path folder, LmdbOptions options) {
    Objects.requireNonNull(options, "options");
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new FileException(folder + ": no LMDB: there is no " + FILE + " in it");
    }
    Records records = Records.open(folder, file);
    try {
      return new LmdbDataset(folder, records, options);
    } catch (RuntimeException e) {
      records.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "LMDB " + folder;
  }

  @Override
  public Skeleton skeleton() {
    return skeleton;
  }

  @Override
  public int size() {
    return size;
  }

  /**
   * Reads a record: the image in its size before padding, all its people with the main person at
   * its place among them, and {@code mask_miss}. A box's width is the least that holds the joints.
   *
   * @throws FileException if the record is damaged or not one of CMU's
   */
  @Override
  public Sample sample(int index) {
    byte[] record = records.read(Objects.checkIndex(index, size));
    String origin = origin(index);
    try {
      return codec.decode(origin, record).to(skeleton);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw damaged(origin, e);
    }
  }

  /**
   * Where a record stands; reads its first rows only.
   *
   * @throws FileException if the record is damaged or not one of CMU's
   */
  public RecordNumbers numbers(int index) {
    try {
      return records.beginning(Objects.checkIndex(index, size)).numbers();
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      Objects.checkIndex(index, size);
      throw damaged(origin(index), e);
    }
  }

  /**
   * The images of the records, each once and about no one in particular: the first record of each
   * image number. It reads from this dataset and closes it.
   */
  public PoseDataset images() {
    return LmdbImages.of(this);
  }

  private String origin(int index) {
    return folder + ": record " + new String(records.key(index), StandardCharsets.US_ASCII);
  }

  private static FileException damaged(String origin, Exception cause) {
    return new FileException(
        origin + " is damaged or not one of CMU's: " + cause.getMessage() + "; write it again",
        cause);
  }

  @Override
  public void close() {
    records.close();
  }
}
