package org.jpose.media.video.read;

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
 * Makes images of decoded frames: BGR of 8 bits, by the frame's own colour matrix and range, scaled
 * to one size if a stream changes its size on the way, turned upright. One copy out of native
 * memory a frame. Not thread-safe.
 */
final class FrameConverter implements AutoCloseable {
  private static final int CHANNELS = 3;

  /** Bytes a row begins at, which the converter's fast ways ask for. */
  private static final int ALIGNMENT = 64;

  /** Pixels the converter makes at once. */
  private static final int BLOCK_PIXELS = 16;

  private final int width;
  private final int height;
  private final int rowBytes;
  private final FrameRotation rotation;
  private final BytePointer pixels;
  private final PointerPointer<BytePointer> planes;
  private final IntPointer strides;
  private SwsContext converter;
  private Layout layout;

  /** What the converter was made for. */
  private record Layout(int width, int height, int format, int space, int range) {
    static Layout of(AVFrame frame) {
      return new Layout(
          frame.width(), frame.height(), frame.format(), frame.colorspace(), frame.color_range());
    }

    boolean isFullRange() {
      return range == avutil.AVCOL_RANGE_JPEG
          || format == avutil.AV_PIX_FMT_YUVJ420P
          || format == avutil.AV_PIX_FMT_YUVJ422P
          || format == avutil.AV_PIX_FMT_YUVJ444P
          || format == avutil.AV_PIX_FMT_YUVJ440P
          || format == avutil.AV_PIX_FMT_YUVJ411P;
    }
  }

  /** A converter to images of {@code width x height} before they are turned. */
  FrameConverter(int width, int height, FrameRotation rotation) {
    this.width = width;
    this.height = height;
    this.rotation = rotation;
    // The converter leaves the last columns as they were if rows have no room for whole blocks.
    rowBytes = aligned(Math.multiplyExact(aligned(width, BLOCK_PIXELS), CHANNELS), ALIGNMENT);
    pixels = new BytePointer(Math.addExact(Math.multiplyExact((long) rowBytes, height), ALIGNMENT));
    planes = new PointerPointer<>(4);
    strides = new IntPointer(rowBytes, 0, 0, 0);
    for (int i = 0; i < 4; i++) {
      planes.put(i, i == 0 ? pixels : null);
    }
  }

  private static int aligned(int length, int alignment) {
    return Math.addExact(length, alignment - 1) / alignment * alignment;
  }

  /** The image of a frame, in an array of its own. */
  Image image(AVFrame frame) throws FfmpegException {
    prepare(Layout.of(frame));
    FfmpegException.check(
        swscale.sws_scale(
            converter, frame.data(), frame.linesize(), 0, frame.height(), planes, strides));
    byte[] stored = new byte[width * height * CHANNELS];
    int row = width * CHANNELS;
    if (row == rowBytes) {
      pixels.position(0).get(stored);
    } else {
      for (int y = 0; y < height; y++) {
        pixels.position((long) y * rowBytes).get(stored, y * row, row);
      }
      pixels.position(0);
    }
    byte[] upright = rotation.upright(stored, width, height);
    return Image.wrap(
        rotation.width(width, height), rotation.height(width, height), ColourOrder.BGR, upright);
  }

  private void prepare(Layout wanted) throws FfmpegException {
    if (wanted.equals(layout)) {
      return;
    }
    free();
    converter =
        swscale.sws_getContext(
            wanted.width,
            wanted.height,
            wanted.format,
            width,
            height,
            avutil.AV_PIX_FMT_BGR24,
            swscale.SWS_BICUBIC,
            null,
            null,
            (double[]) null);
    if (converter == null || converter.isNull()) {
      throw new FfmpegException("its colours (pixel format " + wanted.format + ") are unknown");
    }
    ColourMatrix.set(converter, ColourMatrix.of(wanted.space), wanted.isFullRange(), true);
    layout = wanted;
  }

  private void free() {
    swscale.sws_freeContext(converter);
    converter = null;
    layout = null;
  }

  @Override
  public void close() {
    free();
    pixels.deallocate();
    planes.deallocate();
    strides.deallocate();
  }
}
