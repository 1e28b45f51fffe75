package org.jpose.train.conversion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jpose.train.TrainedWeights;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Model;
import org.jpose.weights.ModelSource;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.onnx.OnnxExporter;
import org.jpose.weights.quantize.Quantizer;
import org.jpose.zoo.NamedModel;

/**
 * A model file made of weights of any program, or of a run's; as fast as it gets, as {@code jpose
 * optimize} makes it:
 *
 * <pre>{@code
 * Conversion.of(weights).to(Path.of("fast.onnx"));
 * Conversion.of(weights).withInt8(Int8Options.of(photos)).to(Path.of("faster.onnx"));
 * }</pre>
 *
 * @param in a model by name, a file with weights, or the folder of a run or of one of its
 *     checkpoints
 * @param options how it is read, and written
 * @param kind which weights of a run; empty for their average where one was kept
 * @param int8 how 8 bits are chosen; empty for floating point
 */
public record Conversion(
    Path in,
    ConversionOptions options,
    Optional<TrainedWeights.Kind> kind,
    Optional<Int8Options> int8) {
  /** Checks that nothing is missing. */
  public Conversion {
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(int8, "int8");
  }

  /** Of what says all of itself, in 32 bits. */
  public static Conversion of(Path in) {
    return new Conversion(in, ConversionOptions.defaults(), Optional.empty(), Optional.empty());
  }

  /** The same, of which more is said. */
  public Conversion withOptions(ConversionOptions newOptions) {
    return new Conversion(in, newOptions, kind, int8);
  }

  /** The same computing in 8 bits where possible. */
  public Conversion withInt8(Int8Options newInt8) {
    return new Conversion(in, options, kind, Optional.of(newInt8));
  }

  /**
   * Reads the weights and their network.
   *
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if the options do not go with it
   * @throws org.jpose.core.ModelFormatException if it is no weights, or damaged
   */
  public ModelSource source() throws IOException {
    return NamedModel.read(in.toString(), this::source);
  }

  private ModelSource source(Path file) throws IOException {
    if (TrainedWeights.isIn(file)) {
      return TrainedWeights.open(file, kind, options);
    }
    if (kind.isPresent()) {
      throw new IllegalArgumentException(
          "which weights are taken is asked of the folder of a run; " + in + " is none");
    }
    return ModelConverter.open(file, options);
  }

  /**
   * Writes the model file.
   *
   * @param out its place, {@code .onnx}
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException as {@link #source}
   * @throws org.jpose.core.disk.FileException if the model file cannot be written, or there is no
   *     image to calibrate on
   */
  public ConvertedModel to(Path out) throws IOException {
    return write(source(), out, ConversionListener.NONE);
  }

  /**
   * Writes the model file of a source that has been read.
   *
   * @throws IOException if a file cannot be read
   * @throws org.jpose.core.disk.FileException if the model file cannot be written
   */
  public ConvertedModel write(ModelSource source, Path out, ConversionListener listener)
      throws IOException {
    Model after = source.model().optimized();
    if (int8.isPresent()) {
      return quantized(source, after, int8.get(), out, listener);
    }
    OnnxExporter.write(out, after, source.facts(), options.precision());
    return new ConvertedModel(source, after, 0, List.of());
  }

  private static ConvertedModel quantized(
      ModelSource source, Model after, Int8Options how, Path out, ConversionListener listener)
      throws IOException {
    Quantizer quantizer = new Quantizer(after, source.facts());
    Calibration seen =
        Calibration.run(
            quantizer,
            how.photos(),
            how.images(),
            how.size().up(after.graph().multiple()),
            listener);
    List<Quantizer.Sensitivity> left =
        how.floatOperations() == 0 ? List.of() : seen.worst(how.floatOperations(), listener);
    quantizer.write(
        out, left.stream().map(Quantizer.Sensitivity::operation).collect(Collectors.toSet()));
    return new ConvertedModel(source, after, seen.images(), left);
  }
}
