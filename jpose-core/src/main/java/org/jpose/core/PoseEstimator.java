package org.jpose.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jpose.core.NetworkInput.View;
import org.jpose.core.field.FieldAverage;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;

/**
 * Finds people in images. Thread-safe: one estimator may be shared by any number of threads, and
 * results depend neither on their number nor on which images go together. A network whose values
 * are no finite numbers is an error, a {@link ModelFormatException}, and not an image of nobody.
 *
 * <p>Owns its backend: closing the estimator closes it.
 */
public final class PoseEstimator implements AutoCloseable {
  private final Backend backend;
  private final EstimatorOptions options;
  private volatile boolean closed;

  /**
   * An estimator.
   *
   * @param backend runs the network; closed with the estimator
   * @param options how to work; a network that takes one size only takes it whatever the options
   *     say
   * @throws IllegalArgumentException if the options want several scales of such a network
   */
  public PoseEstimator(Backend backend, EstimatorOptions options) {
    this.backend = Objects.requireNonNull(backend, "backend");
    this.options = Objects.requireNonNull(options, "options");
    if (!options.scales().equals(List.of(1.0))) {
      requireAnySize(backend.info(), options);
    }
  }

  private static void requireAnySize(ModelInfo info, EstimatorOptions options) {
    if (info.fixedSize().isPresent()) {
      throw new IllegalArgumentException(
          "network %s takes %s only, so that scales %s cannot be had; leave them out"
              .formatted(info.name(), info.fixedSize().get(), options.scales()));
    }
  }

  /** What the network is. */
  public ModelInfo model() {
    return backend.info();
  }

  /** How this estimator works. */
  public EstimatorOptions options() {
    return options;
  }

  /**
   * An estimator that works otherwise on the same backend, for callers who want something else of
   * one image. It costs nothing, and need not be closed; closing either closes the backend of both.
   * What one has prepared the other may run: {@link #find} alone needs the one that prepared it.
   */
  public PoseEstimator with(EstimatorOptions otherOptions) {
    return new PoseEstimator(backend, otherOptions);
  }

  /** Where the network runs: one device, or several with a copy each. */
  public List<Device> devices() {
    return backend.devices();
  }

  /** How many images {@link #analyze(List)} had best be given: a batch for every device. */
  public int imagesAtOnce() {
    return options.batch() * devices().size();
  }

  /**
   * Finds the people of one image.
   *
   * @return people in pixels of the image, best first
   * @throws IllegalStateException if this estimator is closed
   */
  public List<Pose> estimate(Image image) {
    return analyze(image).people();
  }

  /**
   * Finds the people of several images; the same as one by one, in batches of the options' size.
   *
   * @return for each image its people, best first
   * @throws IllegalStateException if this estimator is closed
   */
  public List<List<Pose>> estimate(List<Image> images) {
    return analyze(images).stream().map(Estimate::people).toList();
  }

  /**
   * Finds the people of one image and keeps the fields.
   *
   * @throws IllegalStateException if this estimator is closed
   */
  public Estimate analyze(Image image) {
    return analyze(List.of(image)).get(0);
  }

  /**
   * Finds the people of several images and keeps their fields.
   *
   * @throws IllegalStateException if this estimator is closed
   */
  public List<Estimate> analyze(List<Image> images) {
    return run(images.stream().map(this::prepare).toList()).stream().map(this::find).toList();
  }

  /**
   * Finds the people of several images together, or alone where that fails, so that an image that
   * cannot be done costs the others nothing.
   *
   * @param <T> what has an image
   * @param image gives its image
   * @param found takes what was found, of each in order
   * @param failed takes the reason, of each that cannot be done; an error as well
   * @throws RuntimeException what the images failed of, if this thread is interrupted: then none of
   *     them is the reason
   */
  public <T> void analyzeEach(
      List<T> all,
      Function<T, Image> image,
      BiConsumer<T, Estimate> found,
      BiConsumer<T, Throwable> failed) {
    List<Estimate> estimates;
    try {
      estimates = analyze(all.stream().map(image).toList());
    } catch (RuntimeException | Error e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      if (all.size() == 1) {
        failed.accept(all.get(0), e);
      } else {
        all.forEach(one -> analyzeEach(List.of(one), image, found, failed));
      }
      return;
    }
    for (int i = 0; i < estimates.size(); i++) {
      found.accept(all.get(i), estimates.get(i));
    }
  }

  /**
   * The first of three steps of {@link #analyze(Image)}, for callers with a thread for each: makes
   * the network's inputs of an image.
   */
  public NetworkInput prepare(Image image) {
    List<View> views = new ArrayList<>();
    for (double scale : options.scales()) {
      InputTransform transform = plan(image, scale);
      Image input = transform.apply(image);
      views.add(new View(input, transform, false));
      if (options.flip()) {
        views.add(new View(input.mirrored(), transform, true));
      }
    }
    return new NetworkInput(views);
  }

  private InputTransform plan(Image image, double scale) {
    int width = image.width();
    int height = image.height();
    double aspect = image.pixelAspect();
    ModelInfo info = backend.info();
    return info.fixedSize()
        .map(size -> InputTransform.within(width, height, aspect, size, options.fit()))
        .orElseGet(
            () ->
                InputTransform.plan(
                    width, height, aspect, options.size(), info.multiple(), options.fit(), scale));
  }

  /**
   * The second of three steps: runs the network.
   *
   * @throws IllegalStateException if this estimator is closed
   * @throws ModelFormatException if the network gives values that are no finite numbers
   */
  public NetworkOutput run(NetworkInput input) {
    return run(List.of(input)).get(0);
  }

  /**
   * The second step for several inputs: those of equal size go through the network together, in
   * batches of the options' size, on all devices at once.
   *
   * @return what the network gives for each, in order
   * @throws IllegalStateException if this estimator is closed
   * @throws ModelFormatException if the network gives values that are no finite numbers
   */
  public List<NetworkOutput> run(List<NetworkInput> inputs) {
    if (closed) {
      throw new IllegalStateException("this pose estimator is closed; open another one");
    }
    List<View> views = inputs.stream().flatMap(input -> input.views().stream()).toList();
    Map<NetworkSize, List<Integer>> bySize = new LinkedHashMap<>();
    for (int i = 0; i < views.size(); i++) {
      InputTransform transform = views.get(i).transform();
      NetworkSize size = new NetworkSize(transform.width(), transform.height());
      bySize.computeIfAbsent(size, key -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> batches = new ArrayList<>();
    for (List<Integer> group : bySize.values()) {
      for (int first = 0; first < group.size(); first += options.batch()) {
        batches.add(group.subList(first, Math.min(group.size(), first + options.batch())));
      }
    }
    PoseFields[] fields = new PoseFields[views.size()];
    ParallelRuns.forEach(batches, devices().size(), batch -> runBatch(batch, views, fields));
    List<NetworkOutput> outputs = new ArrayList<>();
    int first = 0;
    for (NetworkInput input : inputs) {
      int end = first + input.views().size();
      outputs.add(new NetworkOutput(input, List.of(fields).subList(first, end)));
      first = end;
    }
    return outputs;
  }

  private void runBatch(List<Integer> batch, List<View> views, PoseFields[] fields) {
    List<PoseFields> answers = backend.run(batch.stream().map(i -> views.get(i).input()).toList());
    for (int i = 0; i < batch.size(); i++) {
      requireFinite(answers.get(i));
      boolean mirrored = views.get(batch.get(i)).mirrored();
      fields[batch.get(i)] = mirrored ? answers.get(i).mirrored() : answers.get(i);
    }
  }

  /** A network that gives no numbers has not found nobody: it does not work. */
  private void requireFinite(PoseFields fields) {
    if (!fields.isSensible()) {
      throw new ModelFormatException(
          backend.origin()
              + ": the network gave fields with values that are no finite numbers; its weights are damaged, or too"
              + " large for its arithmetic: fetch or convert the model again");
    }
  }

  /** The last of three steps: finds the people in what the network has given. */
  public Estimate find(NetworkOutput output) {
    List<View> views = output.input().views();
    List<PoseFields> fields = output.fields();
    InputTransform finest = views.get(0).transform();
    for (View view : views) {
      if (view.transform().contentWidth() > finest.contentWidth()) {
        finest = view.transform();
      }
    }
    PoseFields merged =
        views.size() == 1
            ? fields.get(0)
            : FieldAverage.of(fields, views.stream().map(View::transform).toList(), finest);
    InputTransform back = finest;
    List<Pose> people =
        options.decoder().decode(merged).stream()
            .map(pose -> pose.map(keypoint -> inImage(keypoint, back)))
            .toList();
    return new Estimate(options.filter().apply(people), merged, back);
  }

  private static Keypoint inImage(Keypoint keypoint, InputTransform transform) {
    double x = transform.sourceX(keypoint.x());
    double y = transform.sourceY(keypoint.y());
    return keypoint.at(
        Math.max(0, Math.min(transform.sourceWidth() - 1, x)),
        Math.max(0, Math.min(transform.sourceHeight() - 1, y)));
  }

  /** Closes the backend. May be called twice; later estimates throw. */
  @Override
  public void close() {
    closed = true;
    backend.close();
  }
}
