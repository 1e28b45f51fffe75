package org.jpose.train.distillation;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.Backend;
import org.jpose.core.ModelInfo;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.jpose.data.Batch;
import org.jpose.data.BatchShape;

/**
 * Writes a network's answers into the targets of batches. A batch's targets depend on nothing but
 * the batch. Used by one thread; does not close the network.
 */
final class Teacher {
  private static final int COLOURS = 3;

  private final Backend network;
  private final DistillationOptions options;

  /**
   * A teacher for batches of one shape.
   *
   * @throws IllegalArgumentException if the network's fields are not of that shape
   */
  Teacher(Backend network, BatchShape shape, DistillationOptions options) {
    this.network = network;
    this.options = options;
    requireFit(network.info(), shape);
  }

  static void requireFit(ModelInfo teacher, BatchShape shape) {
    if (!teacher.skeleton().equals(shape.skeleton())) {
      throw new IllegalArgumentException(
          "teacher %s answers for skeleton %s, the batches are for %s; take a teacher of the same skeleton"
              .formatted(teacher.name(), teacher.skeleton().name(), shape.skeleton().name()));
    }
    if (teacher.stride() != shape.stride()) {
      throw new IllegalArgumentException(
          "teacher %s has %d pixels to a cell, the batches %d; take a teacher of the same stride"
              .formatted(teacher.name(), teacher.stride(), shape.stride()));
    }
    int multiple = teacher.multiple();
    if (shape.size().width() % multiple != 0 || shape.size().height() % multiple != 0) {
      throw new IllegalArgumentException(
          "images of %s pixels, but teacher %s takes multiples of %d; train at such a size"
              .formatted(shape.size(), teacher.name(), multiple));
    }
  }

  /** Changes targets and masks of a batch. */
  void teach(Batch batch) {
    int count = batch.request().size();
    for (int from = 0; from < count; from += options.images()) {
      int to = Math.min(count, from + options.images());
      List<Image> images = new ArrayList<>();
      for (int sample = from; sample < to; sample++) {
        images.add(image(batch, sample));
      }
      List<PoseFields> answers = network.run(images);
      for (int sample = from; sample < to; sample++) {
        write(answers.get(sample - from), batch, sample);
      }
    }
  }

  /** Pixels are rounded to the 256 values of an image, which is what networks are made for. */
  private static Image image(Batch batch, int sample) {
    BatchShape shape = batch.shape();
    int plane = shape.size().width() * shape.size().height();
    byte[] pixels = new byte[COLOURS * plane];
    int start = sample * shape.imageLength();
    for (int colour = 0; colour < COLOURS; colour++) {
      for (int i = 0; i < plane; i++) {
        float value = batch.images()[start + colour * plane + i];
        pixels[COLOURS * i + colour] = (byte) Math.round(Math.max(0, Math.min(255, value)));
      }
    }
    return Image.wrap(shape.size().width(), shape.size().height(), shape.colour(), pixels);
  }

  private void write(PoseFields answer, Batch batch, int sample) {
    mix(answer.heat(), batch.heat(), batch.heatMask(), sample * batch.shape().heatLength());
    mix(
        answer.affinity(),
        batch.affinity(),
        batch.affinityMask(),
        sample * batch.shape().affinityLength());
  }

  /** Where a label counts in part, the teacher takes the rest. */
  private void mix(float[] answer, float[] targets, float[] masks, int start) {
    float labels = (float) (1 - options.weight());
    for (int i = 0; i < answer.length; i++) {
      int at = start + i;
      float share = options.unlabelled() ? labels * masks[at] : labels;
      targets[at] = answer[i] + share * (targets[at] - answer[i]);
      if (options.unlabelled()) {
        masks[at] = 1;
      }
    }
  }
}
