package org.jpose.weights.quantize;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.FileException;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;
import org.jpose.weights.onnx.OnnxExporter;
import org.jpose.weights.onnx.OnnxFileWriter;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.ValueInfoProto;

/**
 * Makes a model compute in 8-bit integers (static quantisation; Jacob et al. 2018, arXiv
 * 1712.05877): per output channel for weights, per value for activations, whose ranges come from
 * running the model on images like those it is meant for: all that was seen, since the greatest
 * numbers are those of peaks.
 *
 * <p>Use: run {@link #probe()} on some dozens of images, give every output it has beside the fields
 * to {@link #observe}, then {@link #write}; {@link #sensitivities} tells which operations are
 * better left in float. Convolutions that make the result itself stay in float32. Not thread-safe.
 */
public final class Quantizer {
  private final ModelProto model;
  private final QuantizationPlan plan;
  private final Map<String, QuantizedRange> ranges = new HashMap<>();

  /**
   * Starts with nothing observed.
   *
   * @param model a model, batch norms folded
   * @param facts what its file shall say
   * @throws ModelFormatException if the model is too large for one ONNX file
   */
  public Quantizer(Model model, ModelFacts facts) {
    this.model = OnnxExporter.proto(model.pruned(), facts, Precision.FLOAT32);
    this.plan = QuantizationPlan.of(this.model.getGraph());
  }

  /** Names of the values to observe. */
  public List<String> values() {
    return plan.observed();
  }

  /** Returns the ONNX model in float32 with {@link #values()} as additional outputs. */
  public byte[] probe() {
    ModelProto.Builder probe = model.toBuilder();
    for (String value : plan.observed()) {
      probe.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(value));
    }
    return probe.build().toByteArray();
  }

  /**
   * Takes the numbers of one value for one or more images.
   *
   * @throws IllegalArgumentException if there is no such value or a number is not finite
   */
  public void observe(String value, FloatBuffer numbers) {
    if (!plan.observed().contains(Objects.requireNonNull(value, "value"))) {
      throw new IllegalArgumentException(value + ": no value to observe");
    }
    float low = 0;
    float high = 0;
    FloatBuffer rest = numbers.duplicate();
    while (rest.hasRemaining()) {
      float number = rest.get();
      if (!Float.isFinite(number)) {
        throw new IllegalArgumentException("cannot calibrate on " + number);
      }
      low = Math.min(low, number);
      high = Math.max(high, number);
    }
    ranges.merge(value, new QuantizedRange(low, high), QuantizedRange::with);
  }

  /**
   * Names of the operations that may compute in 8 bits, first to last.
   *
   * @see #model(Set)
   */
  public List<String> operations() {
    return List.copyOf(plan.nodes());
  }

  /**
   * Returns the quantised ONNX model.
   *
   * @param inFloat operations that compute in float all the same
   * @throws IllegalStateException if a value was never observed
   */
  public byte[] model(Set<String> inFloat) {
    return quantized(inFloat).toByteArray();
  }

  /**
   * Writes the quantised model beside its place and moves it there, replacing an older one.
   *
   * @param inFloat operations that compute in float all the same
   * @throws FileException if the file cannot be written; then no part of it is left
   * @throws IllegalStateException if a value was never observed
   */
  public void write(Path file, Set<String> inFloat) {
    OnnxFileWriter.write(file, quantized(inFloat));
  }

  /**
   * Measures what 8 bits cost at each operation: all others are left in float.
   *
   * @param run the fields that an ONNX model makes of images which stay the same, all in one array
   * @return the operations, that of the greatest error first
   * @throws IllegalStateException if a value was never observed
   */
  public List<Sensitivity> sensitivities(Function<byte[], float[]> run) {
    float[] expected = run.apply(model(plan.nodes()));
    List<Sensitivity> found = new ArrayList<>();
    for (String operation : plan.nodes()) {
      Set<String> others = new HashSet<>(plan.nodes());
      others.remove(operation);
      found.add(new Sensitivity(operation, error(expected, run.apply(model(others)))));
    }
    found.sort(Comparator.comparingDouble(Sensitivity::error).reversed());
    return found;
  }

  private static double error(float[] expected, float[] found) {
    double error = 0;
    double square = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(found[i] - expected[i], 2);
      square += Math.pow(expected[i], 2);
    }
    return Math.sqrt(error / square);
  }

  /**
   * What 8 bits cost at one operation.
   *
   * @param operation its name
   * @param error root of the mean squared difference of the fields, in parts of the root of their
   *     mean square
   */
  public record Sensitivity(String operation, double error) {}

  private ModelProto quantized(Set<String> inFloat) {
    for (String value : plan.observed()) {
      if (!ranges.containsKey(value)) {
        throw new IllegalStateException(value + " was never observed; run the probe first");
      }
    }
    QuantizedGraph graph = new QuantizedGraph(model.getGraph(), plan.without(inFloat), ranges);
    return model.toBuilder().setGraph(graph.build()).build();
  }
}
