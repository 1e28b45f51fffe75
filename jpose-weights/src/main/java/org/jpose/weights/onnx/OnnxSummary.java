package org.jpose.weights.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jpose.core.ModelEntry;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.StringStringEntryProto;
import org.jpose.weights.proto.onnx.TensorProto;
import org.jpose.weights.proto.onnx.TensorShapeProto;
import org.jpose.weights.proto.onnx.ValueInfoProto;

/**
 * An ONNX file from outside, whoever wrote it.
 *
 * @param metadata what it says of itself
 * @param inputs names and shapes of what it takes, in words
 * @param outputs names and shapes of what it puts out, in words
 * @param operations how many nodes it has of each operation
 */
public record OnnxSummary(
    Map<String, String> metadata,
    List<String> inputs,
    List<String> outputs,
    Map<String, Integer> operations) {
  private static final Set<String> IN_INTEGERS =
      Set.of(
          "QuantizeLinear",
          "DequantizeLinear",
          "QLinearConv",
          "QLinearMatMul",
          "ConvInteger",
          "MatMulInteger");

  public OnnxSummary {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    operations = Collections.unmodifiableMap(new TreeMap<>(operations));
  }

  /**
   * Reads any ONNX file.
   *
   * @throws IOException if the file cannot be read
   * @throws ModelFormatException if it is not an ONNX file, or cut off
   */
  public static OnnxSummary read(Path file) throws IOException {
    ModelProto model = OnnxFile.parse(file);
    Map<String, String> metadata = new LinkedHashMap<>();
    for (StringStringEntryProto entry : model.getMetadataPropsList()) {
      metadata.put(entry.getKey(), entry.getValue());
    }
    // Older writers list constants among the inputs as well.
    Set<String> constants = new HashSet<>();
    for (TensorProto constant : model.getGraph().getInitializerList()) {
      constants.add(constant.getName());
    }
    Map<String, Integer> operations = new TreeMap<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      operations.merge(node.getOpType(), 1, Integer::sum);
    }
    return new OnnxSummary(
        metadata,
        model.getGraph().getInputList().stream()
            .filter(input -> !constants.contains(input.getName()))
            .map(OnnxSummary::words)
            .toList(),
        model.getGraph().getOutputList().stream().map(OnnxSummary::words).toList(),
        operations);
  }

  private static String words(ValueInfoProto value) {
    List<String> sizes = new ArrayList<>();
    for (TensorShapeProto.Dimension size :
        value.getType().getTensorType().getShape().getDimList()) {
      String name = size.getDimParam().isEmpty() ? "?" : size.getDimParam();
      sizes.add(size.getDimValue() > 0 ? Long.toString(size.getDimValue()) : name);
    }
    return value.getName() + " [" + String.join(", ", sizes) + "]";
  }

  /** Returns whether jpose wrote it, or something that kept what jpose had written. */
  public boolean ofJpose() {
    return metadata.containsKey(ModelEntry.FORMAT.key());
  }

  /** Returns whether it computes in integers, at least in part. */
  public boolean quantized() {
    return operations.keySet().stream().anyMatch(OnnxSummary::inIntegers);
  }

  /** Returns whether an operation of this type belongs to networks that compute in integers. */
  static boolean inIntegers(String operation) {
    return IN_INTEGERS.contains(operation);
  }

  /** Returns how many nodes it has. */
  public int nodes() {
    return operations.values().stream().mapToInt(count -> count).sum();
  }
}
