package org.jpose.data.coco;

import java.util.Arrays;

/**
 * A mask as lengths of runs, down the columns one after another: outside, inside, outside and so
 * on. Immutable.
 */
public final class Rle implements Segmentation {
  private static final int MOST_PIXELS = 1 << 30;

  private final int width;
  private final int height;
  private final int[] runs;

  /**
   * Copies.
   *
   * @param width pixels in a row
   * @param height rows
   * @param runs lengths of runs; the first is outside and may be 0
   * @throws IllegalArgumentException if the runs do not fill the mask exactly
   */
  public Rle(int width, int height, int... runs) {
    this.width = width;
    this.height = height;
    this.runs = runs.clone();
    long pixels = (long) width * height;
    if (width < 1 || height < 1 || pixels > MOST_PIXELS) {
      throw new IllegalArgumentException("a mask of " + width + "x" + height + " pixels");
    }
    long sum = 0;
    for (int run : runs) {
      sum = run < 0 ? Long.MIN_VALUE : sum + run;
    }
    if (sum != pixels) {
      throw new IllegalArgumentException(
          sum < 0
              ? "a run of a mask is negative"
              : "runs of a mask sum to "
                  + sum
                  + " pixels, expected "
                  + width
                  + " x "
                  + height
                  + " = "
                  + pixels);
    }
  }

  /**
   * Reads COCO's compressed form: each run in groups of 5 bits, low ones first, as characters from
   * '0', the sixth bit meaning that more follow; from the fourth run on, the difference to the run
   * two before.
   *
   * @throws IllegalArgumentException if the text is none, or its runs do not fill the mask
   */
  public static Rle parse(int width, int height, String text) {
    int[] runs = new int[text.length()];
    int count = 0;
    for (int at = 0; at < text.length(); count++) {
      long value = 0;
      int shift = 0;
      int group;
      do {
        if (at == text.length() || shift > 30) {
          throw new IllegalArgumentException(
              "the compressed mask breaks off, or a run is too long, at character " + at);
        }
        group = text.charAt(at++) - '0';
        if (group < 0 || group > 63) {
          throw new IllegalArgumentException(
              "character '" + text.charAt(at - 1) + "' does not belong in a compressed mask");
        }
        value |= (long) (group & 0x1f) << shift;
        shift += 5;
      } while ((group & 0x20) != 0);
      if ((group & 0x10) != 0) {
        value |= -1L << shift;
      }
      long run = count > 2 ? value + runs[count - 2] : value;
      if (run != (int) run) {
        throw new IllegalArgumentException(
            "the compressed mask has a run of " + run + " pixels: too long");
      }
      runs[count] = (int) run;
    }
    return new Rle(width, height, Arrays.copyOf(runs, count));
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  /** Pixels in a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Number of pixels inside. */
  public int area() {
    int area = 0;
    for (int i = 1; i < runs.length; i += 2) {
      area += runs[i];
    }
    return area;
  }

  /** The mask, row by row: true inside. A new array. */
  public boolean[] pixels() {
    boolean[] pixels = new boolean[width * height];
    int at = 0;
    for (int i = 0; i < runs.length; i++) {
      int end = at + runs[i];
      for (; at < end; at++) {
        pixels[at % height * width + at / height] = i % 2 == 1;
      }
    }
    return pixels;
  }
}
