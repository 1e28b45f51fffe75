package org.jpose.media.video.write;

import static org.jpose.media.video.ffmpeg.FfmpegException.check;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.media.video.ffmpeg.ColourMatrix;
import org.jpose.media.video.ffmpeg.FfmpegException;

/**
 * Brings images into the form encoders take: YUV with halved colours, of even size. An odd last
 * column or row is repeated, so that nothing is scaled or lost; images of another size than the
 * first are scaled to it. Not thread-safe.
 */
final class PictureInput implements AutoCloseable {
  private static final int CHANNELS = 3;
  private static final int SPARE_BYTES = 64;

  /** Pixels the converter can make one of, along an axis; it refuses images that need more. */
  private static final int CONVERTED_AT_ONCE = 16;

  private final int width;
  private final int height;
  private final int matrix;
  private final boolean fullRange;
  private final AVFrame frame = avutil.av_frame_alloc();
  private final PointerPointer<BytePointer> planes = new PointerPointer<>(4);
  private final IntPointer strides = new IntPointer(4);
  private BytePointer pixels;
  private byte[] padded;
  private SwsContext converter;
  private Form form;

  /** What the converter was made for. */
  private record Form(int width, int height, ColourOrder order) {}

  /**
   * For frames of an even size.
   *
   * @param space {@code AVCOL_SPC_...} of the encoder
   * @param fullRange whether luminance is 0 to 255 and not 16 to 235
   */
  PictureInput(int width, int height, int format, int space, boolean fullRange)
      throws FfmpegException {
    this.width = width;
    this.height = height;
    this.matrix = ColourMatrix.of(space);
    this.fullRange = fullRange;
    frame.width(width);
    frame.height(height);
    frame.format(format);
    frame.colorspace(space);
    frame.color_range(fullRange ? avutil.AVCOL_RANGE_JPEG : avutil.AVCOL_RANGE_MPEG);
    check(avutil.av_frame_get_buffer(frame, 0));
  }

  /** An even number at or above. */
  static int even(int length) {
    return length + (length & 1);
  }

  /** The frame of the last image. */
  AVFrame last() {
    return frame;
  }

  /** The image as a frame, which is used again for the next. */
  AVFrame frame(Image given) throws FfmpegException {
    Image image = BlockMean.of(given, block(given.width(), width), block(given.height(), height));
    prepare(new Form(even(image.width()), even(image.height()), image.order()));
    pixels.position(0).put(evenPixels(image));
    check(avutil.av_frame_make_writable(frame));
    check(
        swscale.sws_scale(
            converter, planes, strides, 0, form.height, frame.data(), frame.linesize()));
    return frame;
  }

  private static int block(int length, int wanted) {
    int most = Math.multiplyExact(wanted, CONVERTED_AT_ONCE);
    return (length + most - 1) / most;
  }

  private byte[] evenPixels(Image image) {
    byte[] from = image.pixels();
    if (image.width() == form.width && image.height() == form.height) {
      return from;
    }
    int row = image.width() * CHANNELS;
    int evenRow = form.width * CHANNELS;
    for (int y = 0; y < form.height; y++) {
      int source = Math.min(y, image.height() - 1) * row;
      System.arraycopy(from, source, padded, y * evenRow, row);
      System.arraycopy(
          from, source + row - CHANNELS, padded, (y + 1) * evenRow - CHANNELS, CHANNELS);
    }
    return padded;
  }

  private void prepare(Form wanted) throws FfmpegException {
    if (wanted.equals(form)) {
      return;
    }
    free();
    int bytes = Math.multiplyExact(Math.multiplyExact(wanted.width, wanted.height), CHANNELS);
    padded = new byte[bytes];
    pixels = new BytePointer((long) bytes + SPARE_BYTES);
    for (int i = 0; i < 4; i++) {
      planes.put(i, i == 0 ? pixels : null);
      strides.put(i, i == 0 ? wanted.width * CHANNELS : 0);
    }
    // Without accurate rounding the converter takes the colours of every other pixel only.
    converter =
        swscale.sws_getContext(
            wanted.width,
            wanted.height,
            wanted.order == ColourOrder.BGR ? avutil.AV_PIX_FMT_BGR24 : avutil.AV_PIX_FMT_RGB24,
            width,
            height,
            frame.format(),
            swscale.SWS_BICUBIC | swscale.SWS_ACCURATE_RND,
            null,
            null,
            (double[]) null);
    if (converter == null || converter.isNull()) {
      throw new FfmpegException(
          "images of %dx%d pixels cannot be converted".formatted(wanted.width, wanted.height));
    }
    ColourMatrix.set(converter, matrix, true, fullRange);
    form = wanted;
  }

  private void free() {
    swscale.sws_freeContext(converter);
    converter = null;
    form = null;
    if (pixels != null) {
      pixels.deallocate();
      pixels = null;
    }
  }

  @Override
  public void close() {
    free();
    planes.deallocate();
    strides.deallocate();
    avutil.av_frame_free(frame);
  }
}
