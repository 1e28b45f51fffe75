package org.jpose.core.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Objects;

/**
 * Three colour values of 8 bits a pixel, interleaved, rows from the top. Immutable by contract:
 * whoever holds the array must not change it while an estimator reads it. Thread-safe.
 */
public final class Image {
  private static final int CHANNELS = 3;
  private static final double MOST_ASPECT = 16;

  private final int width;
  private final int height;
  private final ColourOrder order;
  private final byte[] pixels;
  private final double pixelAspect;

  private Image(int width, int height, ColourOrder order, byte[] pixels, double pixelAspect) {
    this.width = width;
    this.height = height;
    this.order = order;
    this.pixels = pixels;
    this.pixelAspect = pixelAspect;
  }

  /**
   * Wraps pixels without a copy.
   *
   * @param width pixels in a row, at least 1
   * @param height rows, at least 1
   * @param order colour order
   * @param pixels {@code [row][column][colour]}, {@code height * width * 3} bytes
   * @throws IllegalArgumentException if the sizes do not agree
   */
  public static Image wrap(int width, int height, ColourOrder order, byte[] pixels) {
    Objects.requireNonNull(order, "order");
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "image of " + width + "x" + height + " pixels; both must be at least 1");
    }
    if (pixels.length != (long) width * height * CHANNELS) {
      throw new IllegalArgumentException(
          "image of %sx%s pixels needs %s bytes, got %s"
              .formatted(width, height, (long) width * height * CHANNELS, pixels.length));
    }
    return new Image(width, height, order, pixels, 1);
  }

  /**
   * Takes the colours of an AWT image. Transparency is dropped, grey and 16-bit values are scaled
   * to three times 8 bits. An image of type {@link BufferedImage#TYPE_3BYTE_BGR} that owns its
   * whole raster is wrapped, any other is copied.
   */
  public static Image of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    Raster raster = image.getRaster();
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && raster.getParent() == null
        && raster.getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getData().length == width * height * CHANNELS) {
      return new Image(width, height, ColourOrder.BGR, buffer.getData(), 1);
    }
    byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)];
    if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      copyGrey(raster, image.getColorModel().getComponentSize(0), pixels);
    } else {
      copyColours(image, pixels);
    }
    return new Image(width, height, ColourOrder.RGB, pixels, 1);
  }

  // Not getRGB: it takes grey values for linear light and brightens them.
  private static void copyGrey(Raster raster, int bits, byte[] pixels) {
    int width = raster.getWidth();
    int[] row = new int[width];
    int max = (1 << bits) - 1;
    for (int y = 0, i = 0; y < raster.getHeight(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        byte grey = (byte) ((row[x] * 255 + max / 2) / max);
        pixels[i++] = grey;
        pixels[i++] = grey;
        pixels[i++] = grey;
      }
    }
  }

  private static void copyColours(BufferedImage image, byte[] pixels) {
    int width = image.getWidth();
    int[] row = new int[width];
    for (int y = 0, i = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        pixels[i++] = (byte) (row[x] >> 16);
        pixels[i++] = (byte) (row[x] >> 8);
        pixels[i++] = (byte) row[x];
      }
    }
  }

  /**
   * The same pixels, shown with another shape.
   *
   * @param aspect width of a pixel by its height, such as 2 where a picture is twice as wide as its
   *     pixels are many
   * @return an image that shares the pixels
   * @throws IllegalArgumentException if the aspect is not from 1/16 to 16
   */
  public Image withPixelAspect(double aspect) {
    if (!(aspect >= 1 / MOST_ASPECT && aspect <= MOST_ASPECT)) {
      throw new IllegalArgumentException(
          "pixels of aspect " + aspect + ": expected 1/16 to 16 (width by height)");
    }
    return aspect == pixelAspect ? this : new Image(width, height, order, pixels, aspect);
  }

  /** Width of a pixel by its height, as the picture is to be shown; 1 but for some videos. */
  public double pixelAspect() {
    return pixelAspect;
  }

  /** Pixels in a row. */
  public int width() {
    return width;
  }

  /** Number of rows. */
  public int height() {
    return height;
  }

  /** Order of the colours of a pixel. */
  public ColourOrder order() {
    return order;
  }

  /** The pixels themselves, {@code [row][column][colour]}; not a copy, not to be changed. */
  public byte[] pixels() {
    return pixels;
  }

  /** One colour value, 0 to 255; {@code channel} counts in this image's colour order. */
  public int value(int x, int y, int channel) {
    Objects.checkIndex(x, width);
    Objects.checkIndex(y, height);
    return pixels[(y * width + x) * CHANNELS + Objects.checkIndex(channel, CHANNELS)] & 0xff;
  }

  /** A copy with left and right exchanged. */
  public Image mirrored() {
    byte[] mirrored = new byte[pixels.length];
    for (int y = 0; y < height; y++) {
      int from = y * width * CHANNELS;
      int to = from + (width - 1) * CHANNELS;
      for (int x = 0; x < width; x++, from += CHANNELS, to -= CHANNELS) {
        mirrored[to] = pixels[from];
        mirrored[to + 1] = pixels[from + 1];
        mirrored[to + 2] = pixels[from + 2];
      }
    }
    return new Image(width, height, order, mirrored, pixelAspect);
  }

  /** An AWT image that shares this image's pixels: what is drawn on it changes this image. */
  public BufferedImage toBufferedImage() {
    ColorSpace srgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
    DataBufferByte buffer = new DataBufferByte(pixels, pixels.length);
    int red = order.red();
    PixelInterleavedSampleModel model =
        new PixelInterleavedSampleModel(
            DataBuffer.TYPE_BYTE,
            width,
            height,
            CHANNELS,
            width * CHANNELS,
            new int[] {red, 1, 2 - red});
    WritableRaster raster = Raster.createWritableRaster(model, buffer, null);
    ComponentColorModel colours =
        new ComponentColorModel(
            srgb, false, false, ComponentColorModel.OPAQUE, DataBuffer.TYPE_BYTE);
    return new BufferedImage(colours, raster, false, null);
  }

  @Override
  public String toString() {
    return "Image[" + width + "x" + height + " " + order + "]";
  }
}
