package org.jpose.weights.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.core.ModelFileHash;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.proto.onnx.ModelProto;

/** Reads an ONNX file as it stands. */
final class OnnxFile {
  private OnnxFile() {}

  /**
   * Returns the file's message.
   *
   * @throws IOException if the file cannot be read
   * @throws ModelFormatException if it is not an ONNX file, or cut off
   */
  static ModelProto parse(Path file) throws IOException {
    ModelProto model;
    try {
      byte[] bytes = Files.readAllBytes(file);
      ModelFileHash.check(bytes, file.toString());
      model = ModelProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelFormatException(
          "%s: not an ONNX file, or cut off (%s)".formatted(file, e.getMessage().split("\\R")[0]),
          e);
    }
    if (model.getIrVersion() < 1
        || model.getGraph().getNodeCount() + model.getGraph().getInitializerCount() == 0) {
      throw new ModelFormatException(
          "%s: has ONNX version %d, %d nodes and %d initializers; is it an ONNX file, and whole?"
              .formatted(
                  file,
                  model.getIrVersion(),
                  model.getGraph().getNodeCount(),
                  model.getGraph().getInitializerCount()));
    }
    return model;
  }
}
