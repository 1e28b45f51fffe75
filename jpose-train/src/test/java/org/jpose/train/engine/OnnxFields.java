package org.jpose.train.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.jpose.net.FieldChannels;

/** A model file in ONNX Runtime. */
final class OnnxFields implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxFields(Path file) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(file.toString(), options);
    }
  }

  FieldBatch run(ImageBatch images) throws OrtException {
    long[] shape = {images.count(), 3, images.height(), images.width()};
    try (OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(images.values()), shape);
        OrtSession.Result result = session.run(Map.of("image", input))) {
      OnnxTensor heat = (OnnxTensor) result.get("heat").orElseThrow();
      OnnxTensor affinity = (OnnxTensor) result.get("affinity").orElseThrow();
      long[] grid = heat.getInfo().getShape();
      long[] affinityGrid = affinity.getInfo().getShape();
      return new FieldBatch(
          (int) grid[0],
          new FieldChannels((int) grid[1], (int) affinityGrid[1]),
          (int) grid[2],
          (int) grid[3],
          array(heat),
          array(affinity));
    }
  }

  private static float[] array(OnnxTensor tensor) {
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] data = new float[buffer.remaining()];
    buffer.get(data);
    return data;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
