package org.jpose.weights.tensorflow;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.weights.Tensor;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TString;

/** Lets TensorFlow write checkpoints. */
final class TensorFlowEngine {
  private TensorFlowEngine() {}

  /** Writes one shard per map, as one checkpoint. */
  static void save(Path prefix, List<Map<String, Tensor>> shards) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      List<Operand<TString>> parts = new ArrayList<>();
      for (Map<String, Tensor> shard : shards) {
        String name = shards.size() == 1 ? prefix.toString() : prefix + ".part" + parts.size();
        parts.add(tf.constant(name));
        Session.Runner runner = session.runner();
        List<Operand<?>> values = new ArrayList<>();
        List<TFloat32> open = new ArrayList<>();
        for (Tensor tensor : shard.values()) {
          open.add(tensor(tensor));
          Operand<TFloat32> fed = tf.placeholder(TFloat32.class);
          runner.feed(fed, open.get(open.size() - 1));
          values.add(fed);
        }
        runner.addTarget(save(tf, parts.get(parts.size() - 1), shard.keySet(), values)).run();
        open.forEach(TFloat32::close);
      }
      if (shards.size() > 1) {
        Operand<TString> target = tf.constant(prefix.toString());
        session.runner().addTarget(tf.train.mergeV2Checkpoints(tf.stack(parts), target)).run();
      }
    }
  }

  private static Op save(
      Ops tf, Operand<TString> prefix, Collection<String> names, List<Operand<?>> values) {
    String[] slices = new String[names.size()];
    Arrays.fill(slices, "");
    return tf.train.save(prefix, tf.array(names.toArray(String[]::new)), tf.array(slices), values);
  }

  /** Writes numbers in a type of their own each: {@code float}, {@code half} and so on. */
  static void saveTypes(Path prefix, float[] numbers) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> floats = tf.array(numbers);
      Map<String, Operand<?>> values = new LinkedHashMap<>();
      values.put("bfloat16", tf.dtypes.cast(floats, TBfloat16.class));
      values.put("double", tf.dtypes.cast(floats, TFloat64.class));
      values.put("float", floats);
      values.put("float/Adam", floats);
      values.put("float/Adam_1", floats);
      values.put("float/Momentum", floats);
      values.put("global_step", tf.constant(146000L));
      values.put("half", tf.dtypes.cast(floats, TFloat16.class));
      values.put("name", tf.constant("text"));
      values.put("scalar", tf.constant(7f));
      session
          .runner()
          .addTarget(
              save(
                  tf,
                  tf.constant(prefix.toString()),
                  values.keySet(),
                  new ArrayList<>(values.values())))
          .run();
    }
  }

  /** Writes one variable in two slices. */
  static void saveSlices(Path prefix) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      List<Operand<?>> values = List.of(tf.array(1f, 2f), tf.array(3f, 4f));
      session
          .runner()
          .addTarget(
              tf.train.save(
                  tf.constant(prefix.toString()),
                  tf.array("v", "v"),
                  tf.array("4 0,2", "4 2,2"),
                  values))
          .run();
    }
  }

  private static TFloat32 tensor(Tensor tensor) {
    long[] sizes = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    return TFloat32.tensorOf(
        NdArrays.wrap(Shape.of(sizes), DataBuffers.of(tensor.data(), true, false)));
  }
}
