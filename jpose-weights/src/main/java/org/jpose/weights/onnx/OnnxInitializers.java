package org.jpose.weights.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.StringStringEntryProto;
import org.jpose.weights.proto.onnx.TensorProto;

/** Reads the constants of an ONNX file. */
public final class OnnxInitializers {
  private OnnxInitializers() {}

  /**
   * Reads all floating-point initializers under their names, in the order of the file, and the
   * file's metadata. Others, such as shapes, are left out.
   *
   * @throws IOException if the file cannot be read
   * @throws ModelFormatException if the file is damaged, keeps its numbers elsewhere or computes in
   *     8 bits
   */
  public static Weights read(Path path) throws IOException {
    ModelProto model = OnnxFile.parse(path);
    for (NodeProto node : model.getGraph().getNodeList()) {
      OnnxNode.requireFloat(path.toString(), node);
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (StringStringEntryProto entry : model.getMetadataPropsList()) {
      metadata.put(entry.getKey(), entry.getValue());
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorProto proto : model.getGraph().getInitializerList()) {
      OnnxConstant constant = new OnnxConstant(path.toString(), proto);
      if (constant.real() && tensors.put(constant.name(), constant.floats()) != null) {
        throw new ModelFormatException(
            "%s: two initializers are named '%s'".formatted(path, constant.name()));
      }
    }
    if (tensors.isEmpty()) {
      throw new ModelFormatException(path + ": has no floating-point initializers");
    }
    return new Weights(path.toString(), metadata, tensors);
  }
}
