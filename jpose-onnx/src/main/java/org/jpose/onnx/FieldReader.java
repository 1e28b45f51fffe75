package org.jpose.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.field.PoseFields;

/** Makes fields of what a network gave, whatever order its numbers are in. */
final class FieldReader {
  private FieldReader() {}

  /**
   * Reads what a network gave for some images of one size.
   *
   * @return the fields of each image, in its order
   * @throws ModelFormatException if they do not have the sizes that the model's stride says
   */
  static List<PoseFields> read(
      OrtSession.Result result, ModelContract contract, int count, int height, int width)
      throws OrtException {
    ModelInfo info = contract.info();
    contract.checkSizes(result, count, height, width);
    float[] heat = values(result, contract.heat());
    float[] affinity = values(result, contract.affinity());
    List<PoseFields> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      fields.add(
          new PoseFields(
              info.skeleton(),
              width / info.stride(),
              height / info.stride(),
              info.stride(),
              part(heat, i, count),
              part(affinity, i, count)));
    }
    return fields;
  }

  /** The channels of a field, {@code [image][channel][row][column]}. */
  private static float[] values(OrtSession.Result result, ModelContract.Field field) {
    OnnxTensor tensor = (OnnxTensor) result.get(field.output()).orElseThrow();
    float[] all = floats(tensor.getFloatBuffer());
    if (!field.channelsLast() && field.count() == field.all()) {
      return all;
    }
    long[] shape = tensor.getInfo().getShape();
    int images = (int) shape[0];
    int cells = all.length / images / field.all();
    float[] values = new float[images * field.count() * cells];
    for (int image = 0; image < images; image++) {
      for (int channel = 0; channel < field.count(); channel++) {
        int to = (image * field.count() + channel) * cells;
        int from = image * field.all() * cells;
        for (int cell = 0; cell < cells; cell++) {
          int place =
              field.channelsLast()
                  ? cell * field.all() + field.first() + channel
                  : (field.first() + channel) * cells + cell;
          values[to + cell] = all[from + place];
        }
      }
    }
    return values;
  }

  private static float[] floats(FloatBuffer buffer) {
    if (buffer.hasArray()) {
      return buffer.array();
    }
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static float[] part(float[] values, int index, int count) {
    int length = values.length / count;
    return count == 1 ? values : Arrays.copyOfRange(values, index * length, (index + 1) * length);
  }
}
