package org.jpose.core.field;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jpose.core.image.InputTransform;

/**
 * Averages the fields of one image seen at several sizes (Cao et al. 2017, section 3). Each is
 * brought to a common grid by cubic interpolation between cell centres (Catmull and Rom 1974), as
 * OpenPose does: a peak between two cells of a coarse grid keeps its place and nine tenths of its
 * height. It goes through the image's own pixels, so that rounding of network sizes does not shift
 * anything.
 */
public final class FieldAverage {
  private FieldAverage() {}

  /**
   * The mean of fields on the grid of one of them.
   *
   * @param fields fields of one skeleton and stride
   * @param transforms for each the way from the image to its input
   * @param target one of the transforms: the grid and frame of the result
   * @throws IllegalArgumentException if the lists differ in length or the target is not among them
   */
  public static PoseFields of(
      List<PoseFields> fields, List<InputTransform> transforms, InputTransform target) {
    int reference = transforms.indexOf(target);
    if (reference < 0 || fields.size() != transforms.size()) {
      throw new IllegalArgumentException(
          fields.size() + " fields with " + transforms.size() + " transforms, target " + target);
    }
    PoseFields grid = fields.get(reference);
    float[] heat = new float[grid.heat().length];
    float[] affinity = new float[grid.affinity().length];
    float weight = 1f / fields.size();
    for (int i = 0; i < fields.size(); i++) {
      PoseFields source = fields.get(i);
      InputTransform transform = transforms.get(i);
      Axis columns =
          Axis.of(
              grid.width(),
              source.width(),
              cell -> source.toCell(transform.inputX(target.sourceX(grid.toPixel(cell)))));
      Axis rows =
          Axis.of(
              grid.height(),
              source.height(),
              cell -> source.toCell(transform.inputY(target.sourceY(grid.toPixel(cell)))));
      add(source.heat(), columns, rows, weight, heat);
      add(source.affinity(), columns, rows, weight, affinity);
    }
    return new PoseFields(
        grid.skeleton(), grid.width(), grid.height(), grid.stride(), heat, affinity);
  }

  /** Brings fields to the grid, along the rows and then along the columns, and adds their part. */
  private static void add(float[] source, Axis columns, Axis rows, float weight, float[] target) {
    int width = columns.targets();
    float[] wide = new float[rows.cells * width];
    for (int start = 0, to = 0; start < source.length; start += columns.cells * rows.cells) {
      for (int row = 0, i = 0; row < rows.cells; row++) {
        for (int column = 0; column < width; column++, i++) {
          wide[i] = columns.at(column, source, start + row * columns.cells, 1);
        }
      }
      for (int row = 0; row < rows.targets(); row++) {
        for (int column = 0; column < width; column++, to++) {
          target[to] += weight * rows.at(row, wide, column, width);
        }
      }
    }
  }

  /** For each target cell the four source cells around it, and how much each counts. */
  private record Axis(int cells, int[] taps, float[] parts) {
    private static final int TAPS = 4;

    static Axis of(int targets, int cells, DoubleUnaryOperator place) {
      int[] taps = new int[TAPS * targets];
      float[] parts = new float[TAPS * targets];
      for (int target = 0, i = 0; target < targets; target++) {
        double cell = Math.max(0, Math.min(cells - 1, place.applyAsDouble(target)));
        int first = (int) cell - 1;
        for (int tap = first; tap < first + TAPS; tap++, i++) {
          taps[i] = Math.max(0, Math.min(cells - 1, tap));
          parts[i] = (float) part(Math.abs(cell - tap));
        }
      }
      return new Axis(cells, taps, parts);
    }

    /** How much a cell counts in so many cells' distance. */
    private static double part(double distance) {
      return distance < 1
          ? (1.5 * distance - 2.5) * distance * distance + 1
          : ((-0.5 * distance + 2.5) * distance - 4) * distance + 2;
    }

    int targets() {
      return taps.length / TAPS;
    }

    /** The value at a target cell; source cells lie a step apart from a start on. */
    float at(int target, float[] source, int start, int step) {
      int tap = TAPS * target;
      return parts[tap] * source[start + taps[tap] * step]
          + parts[tap + 1] * source[start + taps[tap + 1] * step]
          + parts[tap + 2] * source[start + taps[tap + 2] * step]
          + parts[tap + 3] * source[start + taps[tap + 3] * step];
    }
  }
}
