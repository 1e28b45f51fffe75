package org.jpose.train.engine;

import java.util.Arrays;
import java.util.Objects;
import org.jpose.core.field.PoseFields;
import org.jpose.core.pose.Skeleton;
import org.jpose.net.FieldChannels;

/**
 * The fields of some images at the end of one stage.
 *
 * @param count images
 * @param planes planes of each image
 * @param height rows of cells
 * @param width columns of cells
 * @param heat heatmaps, {@code [image][plane][row][column]}; the caller's own
 * @param affinity part affinity fields, likewise
 */
public record FieldBatch(
    int count, FieldChannels planes, int height, int width, float[] heat, float[] affinity) {
  /**
   * A copy of one image's fields, for whoever draws or decodes them.
   *
   * @param index which image, from 0
   * @param skeleton tells the planes
   * @param stride pixels of the image per cell
   * @throws IndexOutOfBoundsException if there is no such image
   * @throws IllegalArgumentException if the skeleton has other planes
   */
  public PoseFields of(int index, Skeleton skeleton, int stride) {
    Objects.checkIndex(index, count);
    return new PoseFields(
        skeleton, width, height, stride, part(heat, index), part(affinity, index));
  }

  private float[] part(float[] numbers, int index) {
    int length = numbers.length / count;
    return Arrays.copyOfRange(numbers, index * length, (index + 1) * length);
  }
}
