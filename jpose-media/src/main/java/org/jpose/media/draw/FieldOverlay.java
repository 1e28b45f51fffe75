package org.jpose.media.draw;

import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.pose.Skeleton;

/**
 * One or two planes of a field as colours over an image. Values between cell centres are bilinear.
 *
 * @param width cells in a row
 * @param height rows of cells
 * @param stride pixels of the network's input per cell
 * @param first {@code [row][column]}
 * @param second {@code [row][column]}; the same array where one plane is enough
 * @param palette colour of the two values
 */
record FieldOverlay(
    int width, int height, int stride, float[] first, float[] second, Palette palette) {

  /** The maximum over all joints' heatmaps. */
  static FieldOverlay heatmap(PoseFields fields) {
    int plane = fields.width() * fields.height();
    float[] max = new float[plane];
    int joints = fields.skeleton().jointCount();
    for (int i = 0; i < joints * plane; i++) {
      max[i % plane] = Math.max(max[i % plane], fields.heat()[i]);
    }
    return of(fields, max, max, Palette.heat());
  }

  /** The vector of the limb that is strongest in a cell. */
  static FieldOverlay affinity(PoseFields fields) {
    int plane = fields.width() * fields.height();
    float[] x = new float[plane];
    float[] y = new float[plane];
    float[] planes = fields.affinity();
    for (int channel = 0; channel < channels(fields); channel += 2) {
      for (int cell = 0; cell < plane; cell++) {
        float newX = planes[channel * plane + cell];
        float newY = planes[(channel + 1) * plane + cell];
        if (newX * newX + newY * newY > x[cell] * x[cell] + y[cell] * y[cell]) {
          x[cell] = newX;
          y[cell] = newY;
        }
      }
    }
    return of(fields, x, y, Palette.direction());
  }

  /** The strongest value of one component: 0 for x, 1 for y. */
  static FieldOverlay component(PoseFields fields, int component) {
    int plane = fields.width() * fields.height();
    float[] strongest = new float[plane];
    float[] planes = fields.affinity();
    for (int channel = component; channel < channels(fields); channel += 2) {
      for (int cell = 0; cell < plane; cell++) {
        float value = planes[channel * plane + cell];
        if (Math.abs(value) > Math.abs(strongest[cell])) {
          strongest[cell] = value;
        }
      }
    }
    return of(fields, strongest, strongest, Palette.diverging());
  }

  private static int channels(PoseFields fields) {
    Skeleton skeleton = fields.skeleton();
    return skeleton.affinityChannels();
  }

  private static FieldOverlay of(
      PoseFields fields, float[] first, float[] second, Palette palette) {
    return new FieldOverlay(
        fields.width(), fields.height(), fields.stride(), first, second, palette);
  }

  /**
   * Changes each pixel of an image to the mean of itself and its colour.
   *
   * @param transform the way from this image to the input the fields belong to
   */
  void blend(Image image, InputTransform transform) {
    int[] left = new int[image.width()];
    float[] share = new float[image.width()];
    for (int x = 0; x < left.length; x++) {
      double cell = cell(transform.inputX(x), width);
      left[x] = (int) cell;
      share[x] = (float) (cell - left[x]);
    }
    float[] firstRow = new float[width + 1];
    float[] secondRow = new float[width + 1];
    byte[] pixels = image.pixels();
    int red = image.order().red();
    for (int y = 0, i = 0; y < image.height(); y++) {
      double row = cell(transform.inputY(y), height);
      between(first, row, firstRow);
      between(second, row, secondRow);
      for (int x = 0; x < left.length; x++, i += 3) {
        int column = left[x];
        float a = firstRow[column] + share[x] * (firstRow[column + 1] - firstRow[column]);
        float b = secondRow[column] + share[x] * (secondRow[column + 1] - secondRow[column]);
        int colour = palette.rgb(a, b);
        pixels[i + red] = mean(pixels[i + red], colour >> 16);
        pixels[i + 1] = mean(pixels[i + 1], colour >> 8);
        pixels[i + 2 - red] = mean(pixels[i + 2 - red], colour);
      }
    }
  }

  /** Place on the grid of a pixel of the network's input, held inside the grid. */
  private double cell(double pixel, int cells) {
    return Math.max(0, Math.min(cells - 1, (pixel + 0.5) / stride - 0.5));
  }

  /** A row between two rows of cells; its last value stands twice. */
  private void between(float[] plane, double row, float[] values) {
    int upper = (int) row;
    int lower = Math.min(height - 1, upper + 1);
    float share = (float) (row - upper);
    for (int column = 0; column < width; column++) {
      float above = plane[upper * width + column];
      values[column] = above + share * (plane[lower * width + column] - above);
    }
    values[width] = values[width - 1];
  }

  private static byte mean(byte pixel, int colour) {
    return (byte) (((pixel & 0xff) + (colour & 0xff) + 1) >> 1);
  }
}
