package org.jpose.train.features;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.FeaturePlanes;
import org.jpose.net.Shape;
import org.jpose.train.engine.FeatureShapes;
import org.jpose.weights.Float16;

/**
 * A sample with features in bytes, little-endian: the features, the targets, the masks, all numbers
 * in 16 bits (binary16). A plane of targets or masks that is one number everywhere is that number.
 */
final class SampleBytes {
  private static final byte CONSTANT = 0;
  private static final byte FULL = 1;

  private SampleBytes() {}

  /** The most bytes a sample may have. */
  static long most(FeatureShapes features, BatchShape shape) {
    long planes = 2L * (shape.skeleton().heatChannels() + shape.skeleton().affinityChannels());
    long targets = 2L * (shape.heatLength() + shape.affinityLength());
    return Short.BYTES * (features.numbers() + targets) + planes;
  }

  /**
   * Puts a sample into bytes.
   *
   * @param features of the sample, as the trunk made them
   * @param shapes what they are like
   * @param batch has its targets
   * @param index which of the batch's samples
   * @throws IllegalStateException if a feature has a number that 16 bits cannot hold
   */
  static byte[] of(List<float[]> features, FeatureShapes shapes, Batch batch, int index) {
    BatchShape shape = batch.shape();
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(most(shapes, shape))).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < features.size(); i++) {
      putFeature(out, features.get(i), i, FeatureShapes.numbers(shapes.shapes().get(i)));
    }
    int plane = shape.rows() * shape.columns();
    putPlanes(out, batch.heat(), index * shape.heatLength(), shape.heatLength(), plane);
    putPlanes(out, batch.affinity(), index * shape.affinityLength(), shape.affinityLength(), plane);
    putPlanes(out, batch.heatMask(), index * shape.heatLength(), shape.heatLength(), plane);
    putPlanes(
        out, batch.affinityMask(), index * shape.affinityLength(), shape.affinityLength(), plane);
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static void putFeature(ByteBuffer out, float[] values, int feature, int expected) {
    if (values.length != expected) {
      throw new IllegalStateException(
          "feature %d of the trunk has %d numbers, expected %d"
              .formatted(feature, values.length, expected));
    }
    for (float value : values) {
      if (!(Math.abs(value) <= Float16.MAX)) {
        throw new IllegalStateException(
            "feature %d of the trunk is %s somewhere, more than 16 bits can hold (%s); train without a feature cache"
                .formatted(feature, value, Float16.MAX));
      }
      out.putShort(Float16.fromFloat(value));
    }
  }

  private static void putPlanes(ByteBuffer out, float[] values, int from, int length, int plane) {
    for (int start = from; start < from + length; start += plane) {
      boolean constant = true;
      for (int i = start + 1; i < start + plane && constant; i++) {
        constant = values[i] == values[start];
      }
      out.put(constant ? CONSTANT : FULL);
      for (int i = start; i < start + (constant ? 1 : plane); i++) {
        out.putShort(Float16.fromFloat(values[i]));
      }
    }
  }

  /** A batch whose samples are still to be read. */
  static Batch empty(BatchRequest request, BatchShape shape, FeatureShapes shapes) {
    int samples = request.size();
    List<FeaturePlanes> features = new ArrayList<>();
    for (Shape each : shapes.shapes()) {
      short[] values = new short[Math.multiplyExact(samples, FeatureShapes.numbers(each))];
      features.add(new FeaturePlanes(each.channels(), each.height(), each.width(), values));
    }
    return new Batch(
        request,
        shape,
        new float[0],
        new float[Math.multiplyExact(samples, shape.heatLength())],
        new float[Math.multiplyExact(samples, shape.affinityLength())],
        new float[Math.multiplyExact(samples, shape.heatLength())],
        new float[Math.multiplyExact(samples, shape.affinityLength())],
        features);
  }

  /**
   * Reads a sample into a batch; none of its numbers is left as it was.
   *
   * @throws java.nio.BufferUnderflowException if the bytes are too few, which a checksum excludes
   */
  static void read(byte[] bytes, Batch batch, int index) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (FeaturePlanes feature : batch.features()) {
      in.asShortBuffer().get(feature.values(), index * feature.length(), feature.length());
      in.position(in.position() + Short.BYTES * feature.length());
    }
    BatchShape shape = batch.shape();
    int plane = shape.rows() * shape.columns();
    readPlanes(in, batch.heat(), index * shape.heatLength(), shape.heatLength(), plane);
    readPlanes(in, batch.affinity(), index * shape.affinityLength(), shape.affinityLength(), plane);
    readPlanes(in, batch.heatMask(), index * shape.heatLength(), shape.heatLength(), plane);
    readPlanes(
        in, batch.affinityMask(), index * shape.affinityLength(), shape.affinityLength(), plane);
  }

  private static void readPlanes(ByteBuffer in, float[] values, int from, int length, int plane) {
    for (int start = from; start < from + length; start += plane) {
      if (in.get() == CONSTANT) {
        Arrays.fill(values, start, start + plane, Float16.toFloat(in.getShort()));
      } else {
        for (int i = start; i < start + plane; i++) {
          values[i] = Float16.toFloat(in.getShort());
        }
      }
    }
  }
}
