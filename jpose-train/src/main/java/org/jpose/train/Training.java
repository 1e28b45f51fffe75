package org.jpose.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.core.JposeVersion;
import org.jpose.core.image.NetworkSize;
import org.jpose.train.checkpoint.RunFolder;
import org.jpose.train.loop.StopRequest;
import org.jpose.train.rank.RankMeeting;
import org.jpose.train.rank.RankPlace;

/**
 * A training as it is asked for, with the defaults of {@code jpose train}:
 *
 * <pre>{@code
 * TrainingRun run = Training.of("base").on(coco).into(folder).run();
 * run.export(Path.of("mine.onnx"));
 * }</pre>
 *
 * <p>Immutable; each method returns another one. What the options mean is in docs/TRAINING.md.
 */
public final class Training implements Cloneable {
  private TrainingStart start;
  private Optional<TrainingSamples> samples = Optional.empty();
  private TrainingLength length = TrainingLength.defaults();
  private long seed = 1;
  private Optimization optimization = Optimization.defaults();
  private FeatureOptions features = FeatureOptions.defaults();
  private HeldOutOptions heldOut = HeldOutOptions.defaults();
  private Optional<TeacherOptions> teacher = Optional.empty();
  private SavingOptions saving = SavingOptions.defaults();
  private LoadingOptions loading = LoadingOptions.defaults();
  private RankPlace ranks = RankPlace.alone();
  private Optional<Path> folder = Optional.empty();
  private boolean resumed;
  private TrainingListener listener = TrainingListener.NONE;
  private String program = "jpose " + JposeVersion.number();

  private Training(TrainingStart start) {
    this.start = Objects.requireNonNull(start, "start");
  }

  /**
   * A training of a network with random weights, or of a file's network and weights.
   *
   * @param model name of a network, or a file
   */
  public static Training of(String model) {
    return of(TrainingStart.of(model));
  }

  /** A training that starts with more said of its weights. */
  public static Training of(TrainingStart start) {
    return new Training(start);
  }

  /**
   * A run that is gone on with, with all that it was begun with.
   *
   * @throws org.jpose.core.disk.FileException if there is no run, its record is damaged, or it does
   *     not say where the data is
   */
  public static Training resume(Path folder) {
    return RunSettings.training(new RunFolder(folder)).into(folder).resumed(true);
  }

  /** The same with other weights to begin with: a file, a model that is here, or a run's folder. */
  public Training from(String weights) {
    return with(copy -> copy.start = start.withPretrained(weights));
  }

  /** The same on COCO folders, LMDBs or result files. */
  public Training on(Path... places) {
    return on(TrainingSamples.of(places));
  }

  /** The same on data of which more is said. */
  public Training on(TrainingSamples newSamples) {
    return with(copy -> copy.samples = Optional.of(newSamples));
  }

  /** The same in a folder; {@code runs/NETWORK} if none is named. */
  public Training into(Path newFolder) {
    return with(copy -> copy.folder = Optional.of(newFolder));
  }

  /** The same with other weights, order and augmentation. */
  public Training seed(long newSeed) {
    return with(copy -> copy.seed = newSeed);
  }

  /** The same for so many steps. */
  public Training steps(long steps) {
    return with(length.withSteps(steps));
  }

  /** The same for so many epochs. */
  public Training epochs(int epochs) {
    return with(length.withEpochs(epochs));
  }

  /** The same with so many images a step. */
  public Training batchSize(int images) {
    return with(length.withBatchSize(images));
  }

  /**
   * The same with images seen at one size.
   *
   * @throws IllegalStateException if there is no data yet
   */
  public Training size(int width, int height) {
    return on(requireSamples().withSize(new NetworkSize(width, height)));
  }

  /** The same with another length. */
  public Training with(TrainingLength newLength) {
    return with(copy -> copy.length = newLength);
  }

  /** The same with other steps. */
  public Training with(Optimization newOptimization) {
    return with(copy -> copy.optimization = newOptimization);
  }

  /** The same with other use of features, where the trunk is frozen. */
  public Training with(FeatureOptions newFeatures) {
    return with(copy -> copy.features = newFeatures);
  }

  /** The same measured on something else. */
  public Training with(HeldOutOptions newHeldOut) {
    return with(copy -> copy.heldOut = newHeldOut);
  }

  /** The same with a teacher. */
  public Training with(TeacherOptions newTeacher) {
    return with(copy -> copy.teacher = Optional.of(newTeacher));
  }

  /** The same saved at other times. */
  public Training with(SavingOptions newSaving) {
    return with(copy -> copy.saving = newSaving);
  }

  /** The same with other makers of batches. */
  public Training with(LoadingOptions newLoading) {
    return with(copy -> copy.loading = newLoading);
  }

  /** The same as one of several processes. */
  public Training with(RankPlace newRanks) {
    return with(copy -> copy.ranks = newRanks);
  }

  /** The same, of which somebody is told. */
  public Training with(TrainingListener newListener) {
    return with(copy -> copy.listener = newListener);
  }

  /** The same, noted in the run's record as of another program. */
  public Training by(String newProgram) {
    return with(copy -> copy.program = newProgram);
  }

  /** The same, begun or gone on with. */
  public Training resumed(boolean goesOn) {
    return with(copy -> copy.resumed = goesOn);
  }

  private Training with(Consumer<Training> change) {
    try {
      Training copy = (Training) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Opens all that the training needs, takes its folder, and checks everything that can be.
   *
   * @throws IllegalArgumentException if options do not go together, with the data or the network,
   *     or with the run that is gone on with
   * @throws IOException if a file cannot be read
   * @throws org.jpose.core.disk.FileException if data or run are not as they should be
   * @throws org.jpose.core.ModelFormatException if weights are none
   */
  public PreparedTraining open() throws IOException {
    return Preparation.of(this);
  }

  /**
   * Trains in this process, to the end.
   *
   * @throws IllegalArgumentException as {@link #open}
   * @throws IllegalStateException if the training fails; what was saved is whole
   * @throws IOException if a file cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   */
  public TrainingRun run() throws IOException, InterruptedException {
    try (PreparedTraining prepared = open()) {
      return prepared.run(new StopRequest(), RankMeeting.ofStarted());
    }
  }

  static void requirePositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + ": " + value + ", expected 1 or more");
    }
  }

  TrainingSamples requireSamples() {
    return samples.orElseThrow(
        () -> new IllegalStateException("nothing to learn from; name the data with on(...)"));
  }

  TrainingStart start() {
    return start;
  }

  TrainingLength length() {
    return length;
  }

  long seed() {
    return seed;
  }

  Optimization optimization() {
    return optimization;
  }

  FeatureOptions features() {
    return features;
  }

  HeldOutOptions heldOut() {
    return heldOut;
  }

  Optional<TeacherOptions> teacher() {
    return teacher;
  }

  SavingOptions saving() {
    return saving;
  }

  LoadingOptions loading() {
    return loading;
  }

  RankPlace ranks() {
    return ranks;
  }

  Optional<Path> folder() {
    return folder;
  }

  boolean resumed() {
    return resumed;
  }

  TrainingListener listener() {
    return listener;
  }

  String program() {
    return program;
  }
}
