package org.jpose.train.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jpose.data.Batch;
import org.jpose.data.BatchShape;
import org.jpose.data.draw.BatchPicture;
import org.jpose.data.draw.PngPicture;
import org.jpose.train.engine.FieldBatch;
import org.jpose.train.engine.ImageBatch;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.WeightSet;

/**
 * Draws what a network in training makes of a batch, as tf-openpose did for TensorBoard: image,
 * targets, mask, and beside them the fields of the last stage ({@link BatchPicture#beside}). A
 * picture is three images wide and two high, so that 368x368 make about 1 MB.
 */
public final class AnswerPictures {
  private AnswerPictures() {}

  /**
   * Draws the first samples of a batch; neither batch nor engine changes.
   *
   * @param set which of the engine's weights
   * @param most greatest number of samples, at least 1
   * @return one picture a sample, in the batch's order
   * @throws IllegalArgumentException if the batch does not fit the network or {@code most} is less
   *     than 1
   * @throws IllegalStateException if the engine is closed or memory does not suffice
   */
  public static List<PngPicture> draw(TrainingEngine engine, WeightSet set, Batch batch, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("pictures of " + most + " samples, expected 1 or more");
    }
    BatchShape shape = batch.shape();
    int samples = Math.min(most, batch.request().size());
    List<FieldBatch> stages = engine.evaluate(images(batch, samples), set);
    FieldBatch last = stages.get(stages.size() - 1);
    List<PngPicture> pictures = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      pictures.add(
          PngPicture.of(
              BatchPicture.beside(batch, i, last.of(i, shape.skeleton(), shape.stride()))));
    }
    return pictures;
  }

  private static ImageBatch images(Batch batch, int samples) {
    BatchShape shape = batch.shape();
    return new ImageBatch(
        samples,
        shape.size().height(),
        shape.size().width(),
        Arrays.copyOf(batch.images(), samples * shape.imageLength()));
  }
}
