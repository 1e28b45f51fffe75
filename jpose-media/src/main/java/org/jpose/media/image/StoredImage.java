package org.jpose.media.image;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import org.jpose.core.disk.FileException;

/**
 * An open image with the ImageIO reader that understands it. Not thread-safe.
 *
 * <p>The JDK's own readers come first; TwelveMonkeys' JPEG reader takes what they cannot read, such
 * as CMYK.
 */
final class StoredImage implements AutoCloseable {
  /** Warnings that mean lost pixels; others, such as stray bytes between markers, do not. */
  private static final Pattern LOSS =
      Pattern.compile(
          "premature|truncated|missing eoi|end of|insufficient|corrupt jpeg data: (bad|found)");

  private final ImageInputStream stream;
  private final ImageReader reader;
  private final ImageKind kind;
  private final int width;
  private final int height;
  private final ImageTypeSpecifier type;
  private String loss;

  private StoredImage(ImageInputStream stream, ImageReader reader, ImageKind kind)
      throws IOException {
    this.stream = stream;
    this.reader = reader;
    this.kind = kind;
    reader.addIIOReadWarningListener((source, warning) -> noteLoss(warning));
    stream.seek(0);
    reader.setInput(stream, false, true);
    width = reader.getWidth(0);
    height = reader.getHeight(0);
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    if (width < 1 || height < 1 || !types.hasNext()) {
      throw new IIOException("no pixels or unknown colours");
    }
    type = types.next();
  }

  /**
   * Opens an image and reads its header.
   *
   * @return empty if it is of no kind jpose reads
   * @throws IOException if its header is damaged
   */
  static Optional<StoredImage> open(EncodedImage image) throws IOException {
    ImageInputStream file = image.openAnywhere();
    StoredImage opened = null;
    try {
      ImageInputStream stream = PngPixels.of(file);
      opened = open(stream);
      return Optional.ofNullable(opened);
    } finally {
      if (opened == null) {
        file.close();
      }
    }
  }

  private static StoredImage open(ImageInputStream stream) throws IOException {
    List<ImageReader> readers = new ArrayList<>();
    ImageIO.getImageReaders(stream).forEachRemaining(readers::add);
    readers.sort(Comparator.comparing(reader -> !isJdk(reader)));
    IOException failure = null;
    for (ImageReader reader : readers) {
      Optional<ImageKind> kind =
          ImageKind.ofFormats(reader.getOriginatingProvider().getFormatNames());
      if (kind.isEmpty()) {
        continue;
      }
      try {
        return new StoredImage(stream, reader, kind.get());
      } catch (IOException | RuntimeException e) {
        reader.dispose();
        if (failure == null) {
          failure = new IOException(FileException.reason(e), e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return null;
  }

  private static boolean isJdk(ImageReader reader) {
    return reader.getClass().getModule() == ImageReader.class.getModule();
  }

  private void noteLoss(String warning) {
    if (loss == null && LOSS.matcher(warning.toLowerCase(Locale.ROOT)).find()) {
      loss = warning;
    }
  }

  ImageKind kind() {
    return kind;
  }

  /** Pixels in a stored row. */
  int width() {
    return width;
  }

  /** Stored rows. */
  int height() {
    return height;
  }

  /** Whether {@link #read} gives pixels that need no conversion. */
  boolean isThreeByteColour() {
    return type.getBufferedImageType() == BufferedImage.TYPE_3BYTE_BGR;
  }

  /** Bits of one colour of a pixel, as it is stored. */
  int sampleBits() {
    return type.getSampleModel().getSampleSize(0);
  }

  /** Bytes of a pixel as {@link #read} gives it. */
  int bytesPerPixel() {
    SampleModel model = type.getSampleModel();
    int bits = DataBuffer.getDataTypeSize(model.getDataType());
    return Math.max(1, model.getNumDataElements() * bits / 8);
  }

  /** Whether some rows can be read with less memory than all. */
  boolean readsInStrips() {
    return kind != ImageKind.WEBP;
  }

  /**
   * Looks at what readers pass over: whether all pixels are there.
   *
   * @param file where this was opened
   * @throws IOException that says what is missing
   */
  void checkWhole(EncodedImage file) throws IOException {
    if (kind == ImageKind.GIF) {
      WholeGif.check(file, (long) width * height);
    } else if (kind == ImageKind.WEBP) {
      WholeWebp.check(file, width, height);
    }
  }

  /**
   * Reads rows as they are stored.
   *
   * @throws IOException if the file is damaged, also where the reader would only warn
   */
  BufferedImage read(int top, int rows) throws IOException {
    ImageReadParam parameters = reader.getDefaultReadParam();
    if (rows < height) {
      parameters.setSourceRegion(new Rectangle(0, top, width, rows));
    }
    BufferedImage strip = reader.read(0, parameters);
    if (loss != null) {
      throw new IIOException(loss);
    }
    if (strip.getWidth() != width || strip.getHeight() != rows) {
      throw new IIOException("the file holds fewer pixels than it says");
    }
    return strip;
  }

  /** Closes the file. May be called twice. */
  @Override
  public void close() throws IOException {
    reader.dispose();
    stream.close();
  }
}
