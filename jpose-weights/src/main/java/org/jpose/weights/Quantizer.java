package org.jpose.weights;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.ValueInfoProto;

/**
 * Makes a model compute in 8-bit integers (static quantisation; Jacob et al. 2018, arXiv
 * 1712.05877): per output channel for weights, per value for activations, whose ranges come from
 * running the model on images like those it is meant for.
 *
 * <p>Use: run {@link #probe()} on some dozens of images, give every output it has beside the fields
 * to {@link #observe}, then {@link #write}. Convolutions that make the result itself stay in
 * float32. Not thread-safe.
 */
public final class Quantizer {
  private final ModelProto model;
  private final QuantizationPlan plan;
  private final Map<String, ValueHistogram> histograms = new HashMap<>();

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
    plan.observed().forEach(value -> histograms.put(value, new ValueHistogram()));
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
    ValueHistogram histogram = histograms.get(Objects.requireNonNull(value, "value"));
    if (histogram == null) {
      throw new IllegalArgumentException(value + ": no value to observe");
    }
    FloatBuffer rest = numbers.duplicate();
    while (rest.hasRemaining()) {
      histogram.add(rest.get());
    }
  }

  /**
   * Writes the quantised model beside its place and moves it there, replacing an older one.
   *
   * @throws IOException if the file cannot be written; then no part of it is left
   * @throws IllegalStateException if a value was never observed
   */
  public void write(Path file) throws IOException {
    Map<String, QuantizedRange> ranges = new HashMap<>();
    histograms.forEach(
        (value, histogram) -> {
          if (histogram.isEmpty()) {
            throw new IllegalStateException(value + " was never observed; run the probe first");
          }
          ranges.put(value, histogram.range());
        });
    ModelProto quantized =
        model.toBuilder()
            .setGraph(new QuantizedGraph(model.getGraph(), plan, ranges).build())
            .build();
    AtomicFile.write(file, quantized::writeTo);
  }
}
