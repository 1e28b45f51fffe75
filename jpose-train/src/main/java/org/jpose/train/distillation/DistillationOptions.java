package org.jpose.train.distillation;

/**
 * How a teacher takes part in the targets.
 *
 * @param weight of the teacher's fields against the labels', 0 to 1: targets are mixed linearly, so
 *     that at 1 they are the teacher's alone. The gradient is that of two losses, one to the
 *     teacher and one to the labels, of these weights; the loss itself is less by a constant
 * @param unlabelled whether the teacher's fields are the targets where the labels have no loss,
 *     such as at people whom nobody labelled; otherwise there is no loss there either
 * @param queue most batches ready ahead of the trainer
 * @param images most images the teacher sees at once, which bounds its memory
 */
public record DistillationOptions(double weight, boolean unlabelled, int queue, int images) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the weight is not from 0 to 1 or a number not positive
   */
  public DistillationOptions {
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException("teacher's weight is " + weight + ", expected 0 to 1");
    }
    if (queue < 1 || images < 1) {
      throw new IllegalArgumentException(
          "teacher with %d batches ahead and %d images at once: both must be at least 1"
              .formatted(queue, images));
    }
  }

  /**
   * Half and half, the teacher alone where nobody is labelled; two batches ahead, four images at
   * once.
   */
  public static DistillationOptions defaults() {
    return new DistillationOptions(0.5, true, 2, 4);
  }

  /** The same with another weight of the teacher. */
  public DistillationOptions withWeight(double newWeight) {
    return new DistillationOptions(newWeight, unlabelled, queue, images);
  }

  /** The same with or without the teacher where the labels have no loss. */
  public DistillationOptions withUnlabelled(boolean newUnlabelled) {
    return new DistillationOptions(weight, newUnlabelled, queue, images);
  }

  /** The same with another number of batches ahead. */
  public DistillationOptions withQueue(int newQueue) {
    return new DistillationOptions(weight, unlabelled, newQueue, images);
  }

  /** The same with another number of images at once. */
  public DistillationOptions withImages(int newImages) {
    return new DistillationOptions(weight, unlabelled, queue, newImages);
  }
}
