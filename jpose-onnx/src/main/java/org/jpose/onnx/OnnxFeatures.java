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
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jpose.core.Device;
import org.jpose.core.FeatureBackend;
import org.jpose.core.ModelFormatException;

/**
 * Runs a network's trunk in ONNX Runtime on the CPU, one image after the other, so that an image's
 * features are always the same bits.
 */
public final class OnnxFeatures implements FeatureBackend {
  private final String name;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final InputBuffers buffers = new InputBuffers();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxFeatures(String name, OrtEnvironment environment, OrtSession session) {
    this.name = name;
    this.environment = environment;
    this.session = session;
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
    OrtSession session = OnnxBackend.createSession(trunk, name, 1, Device.CPU);
    return new OnnxFeatures(name, RuntimeEnvironment.get(), session);
  }

  @Override
  public List<float[]> run(float[] values, int from, int height, int width) {
    lock.readLock().lock();
    InputBuffers.Buffer buffer = buffers.borrow(InputBuffers.COLOURS * height * width);
    try {
      if (closed) {
        throw new IllegalStateException(
            "the trunk of " + name + " is closed; open it again to compute features");
      }
      FloatBuffer input = buffer.values();
      input.put(0, values, from, InputBuffers.COLOURS * height * width);
      long[] shape = {1, InputBuffers.COLOURS, height, width};
      try (OnnxTensor tensor = OnnxTensor.createTensor(environment, input, shape);
          OrtSession.Result result = session.run(Map.of(ModelContract.INPUT, tensor))) {
        List<float[]> features = new ArrayList<>();
        for (Map.Entry<String, OnnxValue> output : result) {
          features.add(((OnnxTensor) output.getValue()).getFloatBuffer().array());
        }
        return features;
      }
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime failed to run the trunk of %s on an image of %dx%d pixels: %s"
              .formatted(name, width, height, e.getMessage()),
          e);
    } finally {
      buffers.giveBack(buffer);
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime failed to close the trunk of " + name + ": " + e.getMessage(), e);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
