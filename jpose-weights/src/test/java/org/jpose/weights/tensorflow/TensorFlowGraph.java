package org.jpose.weights.tensorflow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jpose.net.FieldChannels;
import org.jpose.weights.Photos;
import org.jpose.weights.onnx.OnnxRun;
import org.tensorflow.Graph;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** A graph of constants that TensorFlow builds, runs and writes. */
final class TensorFlowGraph implements AutoCloseable {
  private final Graph graph = new Graph();

  /** Adds a node and returns its first output. */
  Output<?> add(
      String type, String name, Consumer<OperationBuilder> attributes, Output<?>... inputs) {
    OperationBuilder builder = graph.opBuilder(type, name, graph.baseScope());
    for (Output<?> input : inputs) {
      builder.addInput(input);
    }
    attributes.accept(builder);
    return builder.build().output(0);
  }

  Output<?> add(String type, String name, Output<?>... inputs) {
    return add(type, name, builder -> {}, inputs);
  }

  /** Adds a node that takes a list of planes, and then perhaps others. */
  Output<?> list(String type, String name, Output<?>[] list, Output<?>... inputs) {
    OperationBuilder builder = graph.opBuilder(type, name, graph.baseScope()).addInputList(list);
    for (Output<?> input : inputs) {
      builder.addInput(input);
    }
    return builder.build().output(0);
  }

  /** Adds the image, {@code [n, rows, columns, 3]}; sizes of -1 are unknown. */
  Output<?> image(long rows, long columns) {
    return add(
        "Placeholder",
        "image",
        builder ->
            builder
                .setAttr("dtype", DataType.DT_FLOAT)
                .setAttr("shape", Shape.of(-1, rows, columns, 3)));
  }

  Output<?> constant(String name, float[] data, long... shape) {
    try (TFloat32 value =
        TFloat32.tensorOf(NdArrays.wrap(Shape.of(shape), DataBuffers.of(data, true, false)))) {
      return constant(name, value, DataType.DT_FLOAT);
    }
  }

  Output<?> scalar(String name, double value) {
    return constant(name, new float[] {(float) value});
  }

  Output<?> integers(String name, int... values) {
    try (TInt32 value = TInt32.vectorOf(values)) {
      return constant(name, value, DataType.DT_INT32);
    }
  }

  /** Adds integers in rows of two, as paddings are. */
  Output<?> pairs(String name, int... values) {
    Shape shape = Shape.of(values.length / 2, 2);
    try (TInt32 value =
        TInt32.tensorOf(NdArrays.wrap(shape, DataBuffers.of(values, true, false)))) {
      return constant(name, value, DataType.DT_INT32);
    }
  }

  Output<?> integer(String name, int value) {
    try (TInt32 scalar = TInt32.scalarOf(value)) {
      return constant(name, scalar, DataType.DT_INT32);
    }
  }

  private Output<?> constant(String name, TType value, DataType type) {
    return add("Const", name, builder -> builder.setAttr("dtype", type).setAttr("value", value));
  }

  Path write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      graph.toGraphDef().writeTo(out);
    }
    return file;
  }

  /** Runs the graph in TensorFlow, image by image: planes first in, planes first out. */
  List<OnnxRun.Fields> run(Output<?> output, FieldChannels planes, Photos.Planes... images) {
    try (Session session = new Session(graph)) {
      return Stream.of(images).map(image -> run(session, output, planes, image)).toList();
    }
  }

  private static OnnxRun.Fields run(
      Session session, Output<?> output, FieldChannels planes, Photos.Planes image) {
    int cells = image.height() * image.width();
    float[] last = new float[image.data().length];
    for (int i = 0; i < last.length; i++) {
      int cell = i / 3 % cells;
      last[i] = image.data()[(i / 3 / cells * 3 + i % 3) * cells + cell];
    }
    Shape shape = Shape.of(image.images(), image.height(), image.width(), 3);
    try (TFloat32 fed = TFloat32.tensorOf(NdArrays.wrap(shape, DataBuffers.of(last, true, false)));
        Result result = session.runner().feed("image", fed).fetch(output).run()) {
      TFloat32 fields = (TFloat32) result.get(0);
      float[] data = new float[(int) fields.size()];
      fields.copyTo(DataBuffers.of(data, false, false));
      return fields(data, fields.shape().asArray(), planes);
    }
  }

  private static OnnxRun.Fields fields(float[] data, long[] shape, FieldChannels planes) {
    int images = (int) shape[0];
    int cells = (int) (shape[1] * shape[2]);
    float[] heat = new float[images * cells * planes.heat()];
    float[] affinity = new float[images * cells * planes.affinity()];
    for (int i = 0; i < data.length; i++) {
      int plane = i % planes.total();
      int cell = i / planes.total() % cells;
      int image = i / planes.total() / cells;
      if (plane < planes.heat()) {
        heat[(image * planes.heat() + plane) * cells + cell] = data[i];
      } else {
        int place = image * planes.affinity() + plane - planes.heat();
        affinity[place * cells + cell] = data[i];
      }
    }
    return new OnnxRun.Fields(cells, planes.heat(), planes.affinity(), heat, affinity);
  }

  /** Returns the largest difference as a part of the range of the first. */
  static float relative(OnnxRun.Fields expected, OnnxRun.Fields found) {
    return expected.difference(found)
        / Math.max(range(expected.heat()), range(expected.affinity()));
  }

  private static float range(float[] data) {
    float smallest = Float.POSITIVE_INFINITY;
    float largest = Float.NEGATIVE_INFINITY;
    for (float number : data) {
      smallest = Math.min(smallest, number);
      largest = Math.max(largest, number);
    }
    return largest - smallest;
  }

  static Consumer<OperationBuilder> window(String padding, int stride, int dilation) {
    return builder ->
        builder
            .setAttr("padding", padding)
            .setAttr("strides", new long[] {1, stride, stride, 1})
            .setAttr("dilations", new long[] {1, dilation, dilation, 1});
  }

  static float[] filled(int count, float value) {
    float[] data = new float[count];
    Arrays.fill(data, value);
    return data;
  }

  @Override
  public void close() {
    graph.close();
  }
}
