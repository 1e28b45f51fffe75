package org.jpose;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.Execution;
import org.jpose.core.ModelFormatException;
import org.jpose.core.PoseEstimator;
import org.jpose.onnx.ModelDescription;
import org.jpose.onnx.OnnxBackend;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.ModelZoo;
import org.jpose.zoo.NamedModel;

/**
 * Opens estimators.
 *
 * <pre>{@code
 * try (PoseEstimator estimator = Jpose.estimator()) {
 *   Image photo = Image.of(ImageIO.read(new File("photo.jpg")));
 *   for (Pose person : estimator.estimate(photo)) {
 *     person.keypoint("nose").ifPresent(nose -> System.out.println(nose.x() + ", " + nose.y()));
 *   }
 * }
 * }</pre>
 */
public final class Jpose {
  private Jpose() {}

  /** An estimator with the embedded model and the default options, on all cores. */
  public static PoseEstimator estimator() {
    return estimator(EstimatorOptions.defaults());
  }

  /** An estimator with the embedded model, on all cores. */
  public static PoseEstimator estimator(EstimatorOptions options) {
    return new PoseEstimator(embedded(ModelZoo.DEFAULT, 0), options);
  }

  /**
   * An estimator with a model file, on all cores.
   *
   * @param model an ONNX file that jpose wrote
   * @throws org.jpose.core.ModelFormatException if the file is missing, damaged or of another kind
   */
  public static PoseEstimator estimator(Path model, EstimatorOptions options) {
    return new PoseEstimator(OnnxBackend.open(model, 0), options);
  }

  /**
   * An estimator with a model of this name, on all cores.
   *
   * @param model see {@link #named(String, int)}
   */
  public static PoseEstimator estimator(String model, EstimatorOptions options) {
    return new PoseEstimator(named(model, 0), options);
  }

  /**
   * An estimator with a model file, where it is to run.
   *
   * <pre>{@code
   * Jpose.estimator(Path.of("pose.onnx"), EstimatorOptions.defaults(), Execution.on(Device.CUDA));
   * }</pre>
   *
   * @param model an ONNX file that jpose wrote
   * @throws org.jpose.core.ModelFormatException if the file is missing, damaged or of another kind
   * @throws org.jpose.core.DeviceException if a device that was asked for cannot be had
   */
  public static PoseEstimator estimator(Path model, EstimatorOptions options, Execution where) {
    return new PoseEstimator(OnnxBackend.open(model, where), options);
  }

  /**
   * An estimator with a model of this name, where it is to run.
   *
   * @param model see {@link #named(String, int)}
   * @throws org.jpose.core.DeviceException if a device that was asked for cannot be had
   */
  public static PoseEstimator estimator(String model, EstimatorOptions options, Execution where) {
    return new PoseEstimator(named(model, where), options);
  }

  /**
   * A model that comes with jpose, or was fetched or added ({@code jpose models fetch}, {@link
   * ModelStore}); checked against its hash.
   *
   * @param name its name
   * @param threads threads a run may use, or 0 for one per core
   * @throws IllegalArgumentException if there is no such model here
   * @throws org.jpose.core.ModelFormatException if its file was changed since it was put here
   */
  public static Backend named(String name, int threads) {
    return named(name, Execution.cpu(threads));
  }

  /**
   * As {@link #named(String, int)}, where it is to run.
   *
   * @throws IllegalArgumentException if there is no such model here
   * @throws org.jpose.core.ModelFormatException if its file was changed since it was put here
   * @throws org.jpose.core.DeviceException if a device that was asked for cannot be had
   */
  public static Backend named(String name, Execution where) {
    return ModelZoo.isEmbedded(name)
        ? embedded(name, where)
        : OnnxBackend.open(ModelStore.open().load(name), "model " + name, where);
  }

  /** Whether there is a model of that name: it comes with jpose, or was fetched or added. */
  public static boolean isHere(String name) {
    return ModelZoo.isEmbedded(name) || ModelStore.open().find(name).isPresent();
  }

  /**
   * A model by name or file. A name comes first: a file of that name is meant by {@code ./NAME}.
   *
   * @throws ModelFormatException if it is neither, or damaged
   * @throws org.jpose.core.DeviceException if a device that was asked for cannot be had
   */
  public static Backend open(String nameOrFile, Execution where) {
    return open(nameOrFile, where, ModelDescription.none());
  }

  /**
   * A model by name or file, of which more is said.
   *
   * @param description what a file that jpose did not write does not say of itself
   * @throws ModelFormatException if it is neither, or damaged
   * @throws IllegalArgumentException if a model of that name needs no description
   * @throws org.jpose.core.DeviceException if a device that was asked for cannot be had
   */
  public static Backend open(String nameOrFile, Execution where, ModelDescription description) {
    if (isHere(nameOrFile)) {
      if (!description.equals(ModelDescription.none())) {
        throw new IllegalArgumentException(
            "what a file does not say of itself is told of files only; model "
                + nameOrFile
                + " says all of itself");
      }
      return named(nameOrFile, where);
    }
    Path file = Path.of(nameOrFile);
    if (Files.exists(file)) {
      return OnnxBackend.open(file, where, description);
    }
    throw NamedModel.absent(nameOrFile);
  }

  /**
   * A model that comes with jpose.
   *
   * @param name a name in {@link ModelZoo}
   * @param threads threads a run may use, or 0 for one per core
   * @throws IllegalArgumentException if there is no such model
   */
  public static Backend embedded(String name, int threads) {
    return embedded(name, Execution.cpu(threads));
  }

  private static Backend embedded(String name, Execution where) {
    return OnnxBackend.open(ModelZoo.load(name), "embedded model " + name, where);
  }
}
