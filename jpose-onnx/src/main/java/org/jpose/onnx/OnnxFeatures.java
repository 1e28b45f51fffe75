package org.jpose.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jpose.core.Device;
import org.jpose.core.FeatureBackend;
import org.jpose.core.ModelFormatException;
import org.jpose.onnx.needs.NetworkNeeds;

/**
 * Runs a network's trunk in ONNX Runtime on the CPU, one image after the other, so that an image's
 * features are always the same bits.
 */
public final class OnnxFeatures implements FeatureBackend {
  private final String name;
  private final OrtEnvironment environment;
  private final NetworkSession session;
  private final InputBuffers buffers = new InputBuffers();

  private OnnxFeatures(String name, OrtEnvironment environment, OrtSession session) {
    this.name = name;
    this.environment = environment;
    this.session =
        new NetworkSession(
            session,
            "the trunk of " + name,
            "the trunk of " + name + " is closed; open it again to compute features");
  }

  /**
   * Opens a trunk in memory. A run uses the thread that calls and no other.
   *
   * @param trunk the bytes of an ONNX file with the input {@code image} and an output for each
   *     feature; not kept
   * @param name what messages call it
   * @throws ModelFormatException if it cannot be loaded
   */
  public static OnnxFeatures open(byte[] trunk, String name) {
    NetworkNeeds.of(trunk, name);
    OrtSession session = OnnxSessions.open(trunk, name, 1, Device.CPU);
    return new OnnxFeatures(name, RuntimeEnvironment.get(), session);
  }

  @Override
  public List<float[]> run(float[] values, int from, int height, int width) {
    InputBuffers.Buffer buffer = buffers.borrow(InputBuffers.COLOURS * height * width);
    try {
      FloatBuffer input = buffer.values();
      input.put(0, values, from, InputBuffers.COLOURS * height * width);
      long[] shape = {1, InputBuffers.COLOURS, height, width};
      try (OnnxTensor tensor = OnnxTensor.createTensor(environment, input, shape)) {
        return session.run(
            Map.of(ModelContract.INPUT, tensor), session.outputs(), OnnxFeatures::features);
      }
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime failed to run the trunk of %s on an image of %dx%d pixels: %s"
              .formatted(name, width, height, e.getMessage()),
          e);
    } finally {
      buffers.giveBack(buffer);
    }
  }

  private static List<float[]> features(OrtSession.Result result) {
    List<float[]> features = new ArrayList<>();
    for (Map.Entry<String, OnnxValue> output : result) {
      features.add(((OnnxTensor) output.getValue()).getFloatBuffer().array());
    }
    return features;
  }

  @Override
  public void close() {
    session.close();
  }
}
