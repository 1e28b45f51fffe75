package org.jpose.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jpose.core.Device;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.image.Image;
import org.jpose.onnx.needs.NetworkNeeds;

/**
 * Shows what happens inside a model: runs one that puts out more than its fields. For calibration
 * and for looking; a run allocates all it shows. One thread at a time.
 */
public final class OnnxProbe implements AutoCloseable {
  private final OrtSession session;
  private final ModelInfo info;
  private boolean closed;

  private OnnxProbe(OrtSession session, ModelInfo info) {
    this.session = session;
    this.info = info;
  }

  /**
   * Opens a model in memory.
   *
   * @param model the bytes of an ONNX file with jpose's metadata and any number of further outputs
   * @param name what messages call it
   * @throws ModelFormatException if the model is damaged or of another kind
   */
  public static OnnxProbe open(byte[] model, String name) {
    NetworkNeeds.of(model, name);
    OrtSession session = OnnxSessions.open(model, name, 0, Device.CPU);
    try {
      return new OnnxProbe(
          session, ModelContract.of(session, name, ModelDescription.none()).info());
    } catch (OrtException | RuntimeException e) {
      OnnxSessions.closeQuietly(session, e);
      throw e instanceof RuntimeException known
          ? known
          : new ModelFormatException(name + ": " + e.getMessage(), e);
    }
  }

  /** What the model's metadata says. */
  public ModelInfo info() {
    return info;
  }

  /**
   * Runs one image and shows every output.
   *
   * @param image sides are multiples of {@code info().multiple()}
   * @param show takes name and numbers, {@code [1][channel][row][column]}; the numbers are gone
   *     when it returns
   * @throws IllegalArgumentException if the image's sides do not fit
   */
  public void run(Image image, BiConsumer<String, FloatBuffer> show) {
    if (closed) {
      throw new IllegalStateException(
          "this ONNX probe (" + info.name() + ") is closed; open another one");
    }
    OnnxBackend.checkMultiple(info, image);
    InputBuffers buffers = new InputBuffers();
    InputBuffers.Buffer buffer =
        buffers.borrow(InputBuffers.COLOURS * image.height() * image.width());
    buffer.put(0, image, info.colour());
    long[] shape = {1, InputBuffers.COLOURS, image.height(), image.width()};
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(RuntimeEnvironment.get(), buffer.values(), shape);
        OrtSession.Result result = session.run(Map.of(ModelContract.INPUT, tensor))) {
      for (Map.Entry<String, OnnxValue> output : result) {
        show.accept(output.getKey(), ((OnnxTensor) output.getValue()).getFloatBuffer());
      }
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime failed to run " + info.name() + " on " + image + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to close " + info.name(), e);
    }
  }
}
