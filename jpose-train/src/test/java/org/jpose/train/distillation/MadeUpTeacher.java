package org.jpose.train.distillation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.core.Backend;
import org.jpose.core.ModelInfo;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/**
 * A network whose every answer is known: each number is the pixel in the middle of the cell, plane
 * by plane a little less. Fails from a call on if told to.
 */
final class MadeUpTeacher implements Backend {
  private final ModelInfo info;
  private final int failing;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile int closed;

  MadeUpTeacher() {
    this(Skeletons.COCO18, 8, 8, Integer.MAX_VALUE);
  }

  MadeUpTeacher(Skeleton skeleton, int stride, int multiple, int failing) {
    info = new ModelInfo("made up", skeleton, ColourOrder.RGB, stride, multiple);
    this.failing = failing;
  }

  int closed() {
    return closed;
  }

  int calls() {
    return calls.get();
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public List<PoseFields> run(List<Image> inputs) {
    if (closed > 0) {
      throw new IllegalStateException("the teacher is closed");
    }
    if (calls.incrementAndGet() >= failing) {
      throw new IllegalStateException("the teacher has had enough");
    }
    List<PoseFields> fields = new ArrayList<>();
    for (Image input : inputs) {
      fields.add(answer(input));
    }
    return fields;
  }

  /** Blue, whatever the image's order. */
  PoseFields answer(Image image) {
    int stride = info.stride();
    int width = image.width() / stride;
    int height = image.height() / stride;
    int blue = image.order() == ColourOrder.BGR ? 0 : 2;
    float[] heat = new float[info.skeleton().heatChannels() * width * height];
    float[] affinity = new float[info.skeleton().affinityChannels() * width * height];
    for (float[] planes : List.of(heat, affinity)) {
      for (int i = 0; i < planes.length; i++) {
        int cell = i % (width * height);
        int x = cell % width * stride + stride / 2;
        int y = cell / width * stride + stride / 2;
        planes[i] = image.value(x, y, blue) / 255f - i / (width * height) / 100f;
      }
    }
    return new PoseFields(info.skeleton(), width, height, stride, heat, affinity);
  }

  @Override
  public void close() {
    closed++;
  }
}
