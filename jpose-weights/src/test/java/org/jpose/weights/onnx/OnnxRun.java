package org.jpose.weights.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jpose.weights.Photos;

/** Runs a model file in ONNX Runtime on two threads. */
public final class OnnxRun implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  public OnnxRun(Path file) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(2);
      session = environment.createSession(file.toString(), options);
    }
  }

  public Map<String, String> metadata() throws OrtException {
    return session.getMetadata().getCustomMetadata();
  }

  /** Fields of one or more images, {@code [image][plane][cell]} in one array each. */
  public record Fields(
      int cells, int heatPlanes, int affinityPlanes, float[] heat, float[] affinity) {
    public float[] plane(int index) {
      return index < heatPlanes
          ? Arrays.copyOfRange(heat, index * cells, (index + 1) * cells)
          : Arrays.copyOfRange(
              affinity, (index - heatPlanes) * cells, (index - heatPlanes + 1) * cells);
    }

    public float difference(Fields other) {
      return Math.max(largest(heat, other.heat), largest(affinity, other.affinity));
    }

    private static float largest(float[] a, float[] b) {
      if (a.length != b.length) {
        return Float.POSITIVE_INFINITY;
      }
      float largest = 0;
      for (int i = 0; i < a.length; i++) {
        float difference = Math.abs(a[i] - b[i]);
        largest = difference <= largest ? largest : difference;
      }
      return largest;
    }
  }

  public Fields run(Photos.Planes image) throws OrtException {
    long[] shape = {image.images(), 3, image.height(), image.width()};
    try (OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(image.data()), shape);
        OrtSession.Result result = session.run(Map.of("image", input))) {
      OnnxTensor heat = (OnnxTensor) result.get("heat").orElseThrow();
      OnnxTensor affinity = (OnnxTensor) result.get("affinity").orElseThrow();
      long[] grid = heat.getInfo().getShape();
      return new Fields(
          (int) (grid[2] * grid[3]),
          (int) grid[1],
          (int) affinity.getInfo().getShape()[1],
          array(heat),
          array(affinity));
    }
  }

  /** Shows every output for one image. */
  public void show(Photos.Planes image, BiConsumer<String, FloatBuffer> show) throws OrtException {
    long[] shape = {image.images(), 3, image.height(), image.width()};
    try (OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(image.data()), shape);
        OrtSession.Result result = session.run(Map.of("image", input))) {
      result.forEach(e -> show.accept(e.getKey(), ((OnnxTensor) e.getValue()).getFloatBuffer()));
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
