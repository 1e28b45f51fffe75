package org.jpose.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** TensorFlow itself: writes checkpoints, and graphs that it runs. */
final class TensorFlowEngine {
  private TensorFlowEngine() {}

  /** Writes one shard per map, as one checkpoint. */
  static void save(Path prefix, List<Map<String, Tensor>> shards) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      List<Operand<TString>> parts = new ArrayList<>();
      Session.Runner merge = session.runner();
      List<TFloat32> open = new ArrayList<>();
      for (Map<String, Tensor> shard : shards) {
        String name = shards.size() == 1 ? prefix.toString() : prefix + ".part" + parts.size();
        parts.add(tf.constant(name));
        Session.Runner runner = session.runner();
        List<Operand<?>> values = new ArrayList<>();
        for (Tensor tensor : shard.values()) {
          TFloat32 value = tensor(tensor);
          open.add(value);
          Operand<TFloat32> fed = tf.placeholder(TFloat32.class);
          runner.feed(fed, value);
          values.add(fed);
        }
        String[] names = shard.keySet().toArray(String[]::new);
        String[] slices = new String[names.length];
        java.util.Arrays.fill(slices, "");
        runner
            .addTarget(
                tf.train.save(
                    parts.get(parts.size() - 1), tf.array(names), tf.array(slices), values))
            .run();
      }
      open.forEach(TFloat32::close);
      if (shards.size() > 1) {
        merge
            .addTarget(tf.train.mergeV2Checkpoints(tf.stack(parts), tf.constant(prefix.toString())))
            .run();
      }
    }
  }

  private static TFloat32 tensor(Tensor tensor) {
    long[] sizes = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    return TFloat32.tensorOf(
        NdArrays.wrap(Shape.of(sizes), DataBuffers.of(tensor.data(), true, false)));
  }
}
