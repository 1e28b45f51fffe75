package org.jpose.train;

import java.util.List;
import java.util.Optional;
import org.jpose.data.BatchRequest;
import org.jpose.data.PoseDataset;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.loop.EventFile;
import org.jpose.train.loop.TrainingObserver;
import org.jpose.train.picture.PictureObserver;
import org.jpose.train.validation.Validation;

/**
 * What a training is measured and drawn on.
 *
 * @param description what it is, in a line
 * @param dataset samples kept away from training, if there are any; closed with this
 * @param validation measures on them
 * @param pictures images to draw at each validation
 */
record HeldOutData(
    String description,
    Optional<PoseDataset> dataset,
    Optional<Validation> validation,
    int pictures)
    implements AutoCloseable {
  private static final long SEED = 1;

  /** Nothing to measure on; what is drawn are samples of the training. */
  static HeldOutData none(int pictures) {
    return new HeldOutData("no validation", Optional.empty(), Optional.empty(), pictures);
  }

  /**
   * Who draws: the same images each time, without augmentation.
   *
   * @param training samples to draw where none are kept away
   * @param recipe of the training
   */
  List<TrainingObserver> observers(
      EventFile file, TrainingEngine engine, PoseDataset training, Recipe recipe) {
    PoseDataset drawn = dataset.orElse(training);
    int count = Math.min(pictures, drawn.size());
    if (count == 0) {
      return List.of();
    }
    Recipe still =
        new Recipe(recipe.shape(), Augmentations.NONE, recipe.encoder(), recipe.unknownJoints());
    BatchRequest first = new BatchRequest(SEED, 0, 0, count);
    return List.of(
        new PictureObserver(file, engine, new DatasetBatchMaker(drawn, still).make(first)));
  }

  @Override
  public void close() {
    dataset.ifPresent(PoseDataset::close);
  }
}
