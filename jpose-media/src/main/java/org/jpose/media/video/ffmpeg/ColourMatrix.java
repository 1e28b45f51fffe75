package org.jpose.media.video.ffmpeg;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.IntPointer;

/** Which of the formulas between YUV and RGB is set in FFmpeg's converter. */
public final class ColourMatrix {
  private static final int ONE = 1 << 16;

  private ColourMatrix() {}

  /**
   * The converter's number of a video's colour space. Videos that do not say theirs are taken as
   * BT.601, whatever their size, as FFmpeg and OpenCV do.
   *
   * @param space {@code AVCOL_SPC_...}
   */
  public static int of(int space) {
    if (space == avutil.AVCOL_SPC_BT709) {
      return swscale.SWS_CS_ITU709;
    }
    if (space == avutil.AVCOL_SPC_BT2020_NCL) {
      return swscale.SWS_CS_BT2020;
    }
    if (space == avutil.AVCOL_SPC_SMPTE240M) {
      return swscale.SWS_CS_SMPTE240M;
    }
    return space == avutil.AVCOL_SPC_FCC ? swscale.SWS_CS_FCC : swscale.SWS_CS_DEFAULT;
  }

  /** Sets matrix and ranges; formats without a matrix are left as they are. */
  public static void set(SwsContext converter, int matrix, boolean fromFull, boolean toFull) {
    IntPointer coefficients = swscale.sws_getCoefficients(matrix);
    swscale.sws_setColorspaceDetails(
        converter, coefficients, fromFull ? 1 : 0, coefficients, toFull ? 1 : 0, 0, ONE, ONE);
  }
}
