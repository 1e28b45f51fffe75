package org.jpose.weights;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      model = ModelProto.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      if (e.getCause() instanceof IOException io
          && !(io instanceof InvalidProtocolBufferException)) {
        throw io;
      }
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
