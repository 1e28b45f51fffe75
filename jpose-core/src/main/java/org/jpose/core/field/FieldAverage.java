package org.jpose.core.field;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jpose.core.image.InputTransform;

/**
 * Averages the fields of one image seen at several sizes (Cao et al. 2017, section 3). Each is
 * brought to a common grid by bilinear interpolation between cell centres, through the image's own
 * pixels, so that rounding of network sizes does not shift anything.
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

  private static void add(float[] source, Axis columns, Axis rows, float weight, float[] target) {
    int plane = columns.cells * rows.cells;
    for (int start = 0, i = 0; start < source.length; start += plane) {
      for (int row = 0; row < rows.first.length; row++) {
        int top = start + rows.first[row] * columns.cells;
        int bottom = start + rows.second[row] * columns.cells;
        float down = rows.fraction[row];
        for (int column = 0; column < columns.first.length; column++, i++) {
          int left = columns.first[column];
          int right = columns.second[column];
          float across = columns.fraction[column];
          float above = source[top + left] + across * (source[top + right] - source[top + left]);
          float below =
              source[bottom + left] + across * (source[bottom + right] - source[bottom + left]);
          target[i] += weight * (above + down * (below - above));
        }
      }
    }
  }

  /** For each target cell the two source cells around it and how far it is towards the second. */
  private record Axis(int cells, int[] first, int[] second, float[] fraction) {
    static Axis of(int targets, int cells, DoubleUnaryOperator place) {
      int[] first = new int[targets];
      int[] second = new int[targets];
      float[] fraction = new float[targets];
      for (int i = 0; i < targets; i++) {
        double cell = Math.max(0, Math.min(cells - 1, place.applyAsDouble(i)));
        first[i] = (int) cell;
        second[i] = Math.min(cells - 1, first[i] + 1);
        fraction[i] = (float) (cell - first[i]);
      }
      return new Axis(cells, first, second, fraction);
    }
  }
}
