package org.jpose.weights.quantize;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpose.weights.onnx.OnnxGraph;
import org.jpose.weights.proto.onnx.AttributeProto;
import org.jpose.weights.proto.onnx.GraphProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.TensorProto;

/**
 * Writes a graph with pairs of {@code QuantizeLinear} and {@code DequantizeLinear} around the nodes
 * that shall compute in 8 bits; a runtime fuses them.
 *
 * <p>Activations are unsigned with a zero of their own, weights signed and symmetric per output
 * channel, biases 32 bits in units of input step times weight step.
 */
final class QuantizedGraph {
  private static final int FLOAT = 1;
  private static final int UINT8 = 2;
  private static final int INT8 = 3;
  private static final int INT32 = 6;

  private static final int LARGEST_WEIGHT = 127;
  private static final int STEPS_TRIED = 24;
  private static final double SHORTEN = 0.02;
  private static final float LEAST_STEP = 1e-12f;

  private final GraphProto source;
  private final QuantizationPlan plan;
  private final Map<String, QuantizedRange> ranges;
  private final GraphProto.Builder graph;
  private final Map<String, TensorProto> constants = new HashMap<>();
  private final Map<String, String> restored = new HashMap<>();
  private final Set<String> replaced = new HashSet<>();
  private final Map<String, NodeProto> makers = new HashMap<>();

  QuantizedGraph(GraphProto source, QuantizationPlan plan, Map<String, QuantizedRange> ranges) {
    this.source = source;
    this.plan = plan;
    this.ranges = ranges;
    this.graph = source.toBuilder().clearNode().clearInitializer();
    source.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
    source.getNodeList().forEach(node -> makers.put(node.getOutput(0), node));
  }

  GraphProto build() {
    for (NodeProto node : source.getNodeList()) {
      graph.addNode(plan.nodes().contains(node.getName()) ? quantized(node) : reading(node));
    }
    for (TensorProto constant : source.getInitializerList()) {
      if (!replaced.contains(constant.getName())) {
        graph.addInitializer(constant);
      }
    }
    return graph.build();
  }

  /** A node in float: what comes out of 8 bits it reads as these are, so that they can be. */
  private NodeProto reading(NodeProto node) {
    if (QuantizationPlan.isActivation(node)) {
      return node;
    }
    List<String> inputs =
        node.getInputList().stream()
            .map(value -> isMadeInBytes(value) && hasRange(value) ? restored(value) : value)
            .toList();
    return node.toBuilder().clearInput().addAllInput(inputs).build();
  }

  private boolean isMadeInBytes(String value) {
    NodeProto maker = makers.get(value);
    if (maker != null && QuantizationPlan.isActivation(maker)) {
      maker = makers.get(maker.getInput(0));
    }
    return maker != null && plan.nodes().contains(maker.getName());
  }

  private boolean hasRange(String value) {
    return ranges.containsKey(value) || plan.sameRange().containsKey(value);
  }

  private NodeProto quantized(NodeProto node) {
    List<String> inputs = new ArrayList<>(node.getInputList());
    int planes = QuantizationPlan.planes(node).size();
    for (int i = 0; i < planes; i++) {
      inputs.set(i, restored(inputs.get(i)));
    }
    if (node.getOpType().equals("Conv")) {
      float[] steps = weight(inputs, node.getInput(1));
      if (inputs.size() > 2) {
        bias(inputs, node.getInput(2), range(node.getInput(0)).step(), steps);
      }
    }
    return node.toBuilder().clearInput().addAllInput(inputs).build();
  }

  private QuantizedRange range(String value) {
    String from = value;
    while (plan.sameRange().containsKey(from)) {
      from = plan.sameRange().get(from);
    }
    return ranges.get(from);
  }

  /** Returns the value after rounding to its 256 steps. */
  private String restored(String value) {
    return restored.computeIfAbsent(
        value,
        name -> {
          QuantizedRange range = range(name);
          String step = floats(name + "#step", List.of(), range.step());
          String zero =
              constant(name + "#zero", UINT8, List.of(), new byte[] {(byte) range.zero()});
          String quantized = node("QuantizeLinear", name + "#uint8", List.of(name, step, zero));
          return node("DequantizeLinear", name + "#restored", List.of(quantized, step, zero));
        });
  }

  /** Puts the weights into whole numbers and returns the step of every output channel. */
  private float[] weight(List<String> inputs, String name) {
    TensorProto tensor = constants.get(name);
    float[] numbers = numbers(tensor);
    int channels = (int) tensor.getDims(0);
    int each = numbers.length / channels;
    float[] steps = new float[channels];
    byte[] bytes = new byte[numbers.length];
    for (int c = 0; c < channels; c++) {
      float[] channel = Arrays.copyOfRange(numbers, c * each, (c + 1) * each);
      steps[c] = step(channel);
      for (int i = 0; i < each; i++) {
        bytes[c * each + i] = (byte) rounded(channel[i], steps[c]);
      }
    }
    inputs.set(1, perChannel(name, INT8, tensor.getDimsList(), bytes, steps, 1));
    return steps;
  }

  private static int rounded(float number, float step) {
    return Math.max(-LARGEST_WEIGHT, Math.min(LARGEST_WEIGHT, Math.round(number / step)));
  }

  /** The step of the least squared error: a shorter one cuts off the largest weights. */
  private static float step(float[] numbers) {
    float largest = 0;
    for (float number : numbers) {
      largest = Math.max(largest, Math.abs(number));
    }
    float widest = Math.max(largest / LARGEST_WEIGHT, LEAST_STEP);
    float best = widest;
    double bestError = error(numbers, widest);
    for (int i = 1; i < STEPS_TRIED; i++) {
      float step = (float) (widest * (1 - i * SHORTEN));
      double error = error(numbers, step);
      if (error < bestError) {
        best = step;
        bestError = error;
      }
    }
    return best;
  }

  private static double error(float[] numbers, float step) {
    double error = 0;
    for (float number : numbers) {
      double difference = number - (double) step * rounded(number, step);
      error += difference * difference;
    }
    return error;
  }

  private void bias(List<String> inputs, String name, float step, float[] weightSteps) {
    float[] numbers = numbers(constants.get(name));
    float[] steps = new float[numbers.length];
    ByteBuffer bytes = littleEndian(numbers.length);
    for (int c = 0; c < numbers.length; c++) {
      steps[c] = step * weightSteps[c];
      bytes.putInt(
          (int) Math.max(-1 << 30, Math.min(1 << 30, Math.round((double) numbers[c] / steps[c]))));
    }
    inputs.set(2, perChannel(name, INT32, List.of((long) numbers.length), bytes.array(), steps, 4));
  }

  private String perChannel(
      String name, int type, List<Long> shape, byte[] bytes, float[] steps, int zeroBytes) {
    replaced.add(name);
    List<Long> channels = List.of((long) steps.length);
    String numbers = constant(name + "#int", type, shape, bytes);
    String step = floats(name + "#step", channels, steps);
    String zero = constant(name + "#zero", type, channels, new byte[steps.length * zeroBytes]);
    AttributeProto axis = OnnxGraph.integer("axis", 0);
    return node("DequantizeLinear", name + "#restored", List.of(numbers, step, zero), axis);
  }

  private static float[] numbers(TensorProto tensor) {
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] numbers = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(numbers);
    return numbers;
  }

  private static ByteBuffer littleEndian(int numbers) {
    return ByteBuffer.allocate(4 * numbers).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String floats(String name, List<Long> shape, float... numbers) {
    ByteBuffer bytes = littleEndian(numbers.length);
    bytes.asFloatBuffer().put(numbers);
    return constant(name, FLOAT, shape, bytes.array());
  }

  private String constant(String name, int type, List<Long> shape, byte[] bytes) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type)
            .addAllDims(shape)
            .setRawData(ByteString.copyFrom(bytes)));
    return name;
  }

  private String node(
      String type, String output, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(output)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }
}
