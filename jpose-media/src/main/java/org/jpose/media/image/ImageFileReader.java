package org.jpose.media.image;

import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.MediaException.Fault;
import org.jpose.media.StandardInput;

/**
 * Reads JPEG (also CMYK, grey, progressive), PNG, BMP, GIF (its first frame), TIFF (its first
 * page), WebP, and by FFmpeg HEIC, AVIF, JPEG 2000, PNM and TGA files into upright images: EXIF's
 * orientation is carried out (HEIC's and AVIF's own instead), damaged EXIF is ignored, transparency
 * dropped, grey and 16-bit values scaled. Thread-safe.
 *
 * <p>Memory: 3 bytes a pixel for the image. One that must be turned or converted is decoded in
 * strips, which take a sixteenth of the free heap, 48 MB at least and 512 MB at most. A JPEG or PNG
 * file is decoded from its start for each strip, so that {@code n} strips cost about {@code (n + 1)
 * / 2} times one.
 */
public final class ImageFileReader {
  private static final long SPARE_BYTES = 8 << 20;

  /** Of more there is no telling what is black and what is white. */
  private static final int MOST_SAMPLE_BITS = 16;

  /** Of a pipe, whose size nobody knows. */
  private static final int MOST_PIPED_BYTES = 1 << 30;

  private static final long MAX_ARRAY_PIXELS = (Integer.MAX_VALUE - 8) / 3;

  /** Scans of a JPEG file that are taken whatever its size; cameras and programs write up to 10. */
  private static final int ORDINARY_SCANS = 12;

  /** Pixels of all scans together, of which a second takes about 300 million. */
  private static final long MOST_SCANNED_PIXELS = 1_500_000_000;

  private final ImageReadOptions options;
  private final Heap heap;

  /** A reader with the given options. */
  public ImageFileReader(ImageReadOptions options) {
    this(options, Heap.ofThisJvm());
  }

  ImageFileReader(ImageReadOptions options, Heap heap) {
    this.options = Objects.requireNonNull(options, "options");
    this.heap = heap;
  }

  /**
   * Reads one image, of a file, a pipe or {@link StandardInput#FILE}. Pipes are read to their end.
   *
   * @throws MediaException if the file is missing, a folder, unreadable, empty, not an image,
   *     truncated or damaged, has more pixels than the options allow, or needs more heap than is
   *     free; the message says which
   */
  public Image read(Path file) {
    if (file.equals(StandardInput.FILE)) {
      return read(System.in, StandardInput.NAME);
    }
    checkIsThere(file);
    if (Files.isRegularFile(file)) {
      checkIsFile(file);
      return read(new EncodedImage.Stored(file));
    }
    try (InputStream pipe = Files.newInputStream(file)) {
      return read(pipe, file.toString());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads one image from a stream, to its end.
   *
   * @param stream of at most 1 GiB; not closed
   * @param name what messages call it
   * @throws MediaException as {@link #read(Path)} does
   */
  public Image read(InputStream stream, String name) {
    byte[] encoded;
    try {
      encoded = stream.readNBytes(MOST_PIPED_BYTES);
      if (encoded.length == MOST_PIPED_BYTES && stream.read() >= 0) {
        throw new MediaException(
            Fault.TOO_LARGE, name + ": gives more than 1 GiB, expected one image", null);
      }
    } catch (IOException e) {
      throw new MediaException(name + ": cannot be read: " + FileException.reason(e), e);
    }
    return read(encoded, name);
  }

  /**
   * Reads one image that is in memory.
   *
   * @param encoded a whole image file; not changed, and not to be changed meanwhile
   * @param name what messages call it
   * @throws MediaException as {@link #read(Path)} does
   */
  public Image read(byte[] encoded, String name) {
    if (encoded.length == 0) {
      throw empty(name);
    }
    return read(new EncodedImage.Held(name, encoded));
  }

  /** Whatever breaks in a library is the file's fault: others can be read after it. */
  private Image read(EncodedImage file) {
    try {
      return readStored(file);
    } catch (OutOfMemoryError e) {
      throw heap.shortage(file.toString(), SPARE_BYTES);
    } catch (Error e) {
      throw broken(file, e);
    }
  }

  /** A decoder that is not there is no damage: no image can be read then. */
  static MediaException broken(Object file, Error cause) {
    if (cause instanceof LinkageError) {
      return new MediaException(
          Fault.NO_DECODER,
          file
              + ": cannot be read by this Java, of which a part is missing ("
              + FileException.reason(cause)
              + "); install a complete one, as the package openjdk-17-jre-headless, and look at"
              + " JAVA_HOME",
          cause);
    }
    return new MediaException(
        Fault.DAMAGED,
        file
            + ": damaged in a way that breaks its decoder ("
            + FileException.reason(cause)
            + "); copy or download it again, or save it with another program",
        cause);
  }

  private Image readStored(EncodedImage file) {
    Optional<StoredImage> found = open(file);
    if (found.isEmpty()) {
      return readOther(file);
    }
    StoredImage opened = found.get();
    try (StoredImage stored = opened) {
      return read(file, stored);
    } catch (IOException | RuntimeException e) {
      if (e instanceof MediaException known) {
        throw known;
      }
      throw damaged(file, opened, e);
    } catch (OutOfMemoryError e) {
      throw heap.shortage(what(file, opened), neededBytes(opened, stripRows(opened), false));
    }
  }

  private Image readOther(EncodedImage file) {
    ImageKind kind;
    try {
      kind = OtherDecoder.kind(file).orElseThrow(() -> notAnImage(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    try {
      return OtherDecoder.decode(
          file,
          kind,
          (width, height) -> requireRoom(what(file, kind, width, height), width, height));
    } catch (OutOfMemoryError e) {
      throw heap.shortage(file + ": " + kind.label(), SPARE_BYTES);
    }
  }

  private void requireRoom(String what, int width, int height) {
    requireFewPixels(what, (long) width * height);
    // An image that has to be turned is in memory twice.
    heap.require(what, 6L * width * height + SPARE_BYTES);
  }

  private void requireFewPixels(String what, long pixels) {
    long limit = Math.min(options.maxPixels(), MAX_ARRAY_PIXELS);
    if (pixels > limit) {
      throw new MediaException(
          Fault.TOO_LARGE,
          ("%s is more than the limit of %s pixels; raise the limit (at most %s) if you"
                  + " trust the file, or scale it down")
              .formatted(what, limit, MAX_ARRAY_PIXELS),
          null);
    }
  }

  private static void checkIsThere(Path file) {
    if (Files.notExists(file)) {
      throw new MediaException(file + ": no such file; check the name");
    }
    if (!Files.exists(file)) {
      throw unreadable(file, new AccessDeniedException(file.toString()));
    }
    if (Files.isDirectory(file)) {
      throw new MediaException(file + ": is a folder, expected an image file; name a file in it");
    }
  }

  private static void checkIsFile(Path file) {
    try {
      if (Files.size(file) == 0) {
        throw empty(file.toString());
      }
      if (!Files.isReadable(file)) {
        throw new AccessDeniedException(file.toString());
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static MediaException empty(String name) {
    return new MediaException(
        Fault.UNKNOWN_KIND,
        name + ": is empty (0 bytes), expected an image; copy or download it again",
        null);
  }

  private static Optional<StoredImage> open(EncodedImage file) {
    try {
      return StoredImage.open(file);
    } catch (AccessDeniedException | FileNotFoundException e) {
      throw unreadable(file, e);
    } catch (IOException e) {
      throw new MediaException(
          Fault.DAMAGED,
          "%s: truncated or damaged: %s; its header cannot be read; copy or download it again"
              .formatted(file, FileException.reason(e)),
          e);
    }
  }

  static MediaException unreadable(Object file, IOException cause) {
    return new MediaException(
        file
            + ": cannot be opened for reading; check its permissions ("
            + FileException.reason(cause)
            + ")",
        cause);
  }

  private static MediaException notAnImage(EncodedImage file) {
    try {
      return new MediaException(
          Fault.UNKNOWN_KIND,
          "%s: not an image jpose reads (%s): %s"
              .formatted(file, ImageKind.labels(), FileStart.describe(file)),
          null);
    } catch (IOException e) {
      return unreadable(file, e);
    }
  }

  private static MediaException damaged(EncodedImage file, StoredImage stored, Exception cause) {
    return new MediaException(
        Fault.DAMAGED,
        "%s: truncated or damaged %s: %s; expected %sx%s pixels; copy or download it again"
            .formatted(
                file,
                stored.kind().label(),
                FileException.reason(cause),
                stored.width(),
                stored.height()),
        cause);
  }

  private Image read(EncodedImage file, StoredImage stored) throws IOException {
    if (stored.sampleBits() > MOST_SAMPLE_BITS) {
      throw new MediaException(
          "%s of %s bits a colour (float or integer) is not read; convert it to 8 or 16 bits"
              .formatted(what(file, stored), stored.sampleBits()));
    }
    requireFewPixels(what(file, stored), (long) stored.width() * stored.height());
    requireFewScans(file, stored);
    stored.checkWhole(file);
    Orientation orientation = Orientation.of(file, stored.kind());
    boolean inPlace = orientation.isUpright() && stored.isThreeByteColour();
    int rows = inPlace ? stored.height() : stripRows(stored);
    boolean direct = orientation.isUpright() && rows == stored.height();
    heap.require(what(file, stored), neededBytes(stored, rows, direct));
    return direct ? Image.of(stored.read(0, rows)) : readStrips(stored, orientation, rows);
  }

  private static void requireFewScans(EncodedImage file, StoredImage stored) throws IOException {
    if (stored.kind() != ImageKind.JPEG) {
      return;
    }
    int scans = JpegScanCount.of(file);
    long scanned = (long) scans * stored.width() * stored.height();
    if (scans > ORDINARY_SCANS && scanned > MOST_SCANNED_PIXELS) {
      throw new MediaException(
          Fault.TOO_LARGE,
          ("%s in %s scans, which are %s million pixels to decode, more than the limit of"
                  + " %s million; save it as an ordinary JPEG")
              .formatted(
                  what(file, stored), scans, scanned / 1_000_000, MOST_SCANNED_PIXELS / 1_000_000),
          null);
    }
  }

  private int stripRows(StoredImage stored) {
    if (!stored.readsInStrips()) {
      return stored.height();
    }
    long rowBytes = (long) stored.width() * stripBytesPerPixel(stored);
    return (int) Math.max(1, Math.min(stored.height(), heap.stripBytes() / rowBytes));
  }

  /** A strip is held as it was read, and as three bytes a pixel if that is not the same. */
  private static int stripBytesPerPixel(StoredImage stored) {
    return stored.isThreeByteColour() ? 3 : stored.bytesPerPixel() + 3;
  }

  private static long neededBytes(StoredImage stored, int rows, boolean direct) {
    long image = 3L * stored.width() * stored.height();
    long strip = (long) rows * stored.width() * stripBytesPerPixel(stored);
    return (direct ? 0 : image) + strip + SPARE_BYTES;
  }

  private static String what(EncodedImage file, StoredImage stored) {
    return what(file, stored.kind(), stored.width(), stored.height());
  }

  private static String what(EncodedImage file, ImageKind kind, int width, int height) {
    return file + ": " + kind.label() + " of " + width + "x" + height + " pixels";
  }

  private static Image readStrips(StoredImage stored, Orientation orientation, int rows)
      throws IOException {
    int width = stored.width();
    int height = stored.height();
    byte[] pixels = new byte[width * height * 3];
    ColourOrder order = ColourOrder.BGR;
    for (int top = 0; top < height; top += rows) {
      BufferedImage raw = stored.read(top, Math.min(rows, height - top));
      Image strip = Image.of(raw);
      order = strip.order();
      orientation.copy(strip, top, height, pixels);
    }
    return orientation.swapsSides()
        ? Image.wrap(height, width, order, pixels)
        : Image.wrap(width, height, order, pixels);
  }
}
