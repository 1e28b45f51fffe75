package org.jpose.media.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.natives.JavaCpp;
import org.jpose.core.natives.NativeLibrary;

/**
 * Reads plain JPEG files ({@link PlainJpeg}) with OpenCV, if its native library is there: the same
 * pixels as ImageIO's in about half the time. It says nothing of damage, and is not asked about
 * files that have any. Thread-safe. Memory: outside of the heap 3 bytes a pixel and the file, until
 * a call returns.
 */
final class NativeJpeg {
  /** Larger ones are left to a reader that minds the heap. */
  private static final long MOST_PIXELS = 16_000_000;

  private static final long MOST_BYTES = 16 << 20;

  private static final int FLAGS =
      opencv_imgcodecs.IMREAD_COLOR_BGR | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;

  private final WholeJpegs whole = new WholeJpegs();
  private volatile boolean outOfMemory;

  /** Loaded when the first plain file is read. */
  static final NativeLibrary LIBRARY =
      new NativeLibrary(
          JavaCpp.part(
              "OpenCV",
              "plain JPEG files of datasets, which Java reads more slowly",
              Loader.getPlatform(),
              Set.of(
                  "linux-x86_64", "linux-arm64", "macosx-x86_64", "macosx-arm64", "windows-x86_64"),
              List.of(
                  new JavaCpp.Preset(
                      "opencv",
                      "jniopencv_core",
                      List.of("opencv_core", "opencv_imgproc", "opencv_imgcodecs", "jnicvkernels")),
                  new JavaCpp.Preset("openblas", "jniopenblas_nolapack", List.of())),
              List.of()),
          opencv_imgcodecs.class,
          files -> {
            JavaCpp.use(files);
            Loader.load(opencv_imgcodecs.class);
          });

  /** Whether the library can be loaded, and there was memory enough so far. */
  boolean isAvailable() {
    return !outOfMemory && LIBRARY.problem().isEmpty();
  }

  /**
   * Reads a file.
   *
   * @param most pixels it may have
   * @return empty if it is not a plain JPEG of moderate size, or cannot be read: others know better
   *     what it is, or what is wrong
   */
  Optional<Image> read(EncodedImage file, long most) {
    if (!isAvailable()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = bytesOfJpeg(file);
      Optional<PlainJpeg> plain = whole.find(bytes);
      long limit = Math.min(most, MOST_PIXELS);
      return plain
          .filter(p -> (long) p.width() * p.height() <= limit)
          .filter(p -> !p.exif() || Orientation.of(file, ImageKind.JPEG).isUpright())
          .flatMap(p -> read(bytes, p));
    } catch (IOException e) {
      return Optional.empty();
    } catch (OutOfMemoryError e) {
      // JavaCPP waits for seconds before it throws this: not again for every file.
      outOfMemory = true;
      return Optional.empty();
    }
  }

  /** The whole file; none of it if it is large or does not begin as a JPEG does. */
  private static byte[] bytesOfJpeg(EncodedImage file) throws IOException {
    long size = file.size();
    if (size < 4 || size > MOST_BYTES) {
      return new byte[0];
    }
    byte[] bytes = new byte[(int) size];
    try (InputStream in = file.open()) {
      int start = in.readNBytes(bytes, 0, 4);
      boolean jpeg = start == 4 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xd8;
      return jpeg && in.readNBytes(bytes, 4, bytes.length - 4) == bytes.length - 4
          ? bytes
          : new byte[0];
    }
  }

  private static Optional<Image> read(byte[] bytes, PlainJpeg plain) {
    try (BytePointer pointer = new BytePointer(bytes);
        Mat encoded = new Mat(1, bytes.length, opencv_core.CV_8UC1, pointer);
        Mat decoded = opencv_imgcodecs.imdecode(encoded, FLAGS);
        BytePointer data = decoded.data()) {
      if (decoded.cols() != plain.width()
          || decoded.rows() != plain.height()
          || decoded.type() != opencv_core.CV_8UC3
          || !decoded.isContinuous()) {
        return Optional.empty();
      }
      byte[] pixels = new byte[plain.width() * plain.height() * 3];
      data.get(pixels);
      return Optional.of(Image.wrap(plain.width(), plain.height(), ColourOrder.BGR, pixels));
    } catch (RuntimeException e) {
      // OpenCV's exceptions, of which none is expected for a plain file.
      return Optional.empty();
    }
  }
}
