package org.jpose.bench;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.FieldEncoder;
import org.jpose.core.field.PoseDecoder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.field.TfPoseDecoder;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.jpose.testkit.RandomPeople;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Both decoders on the fields of 1 to 50 random people at 432x368. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecoderBenchmark {
  private static final int STRIDE = 8;

  @Param({"1", "5", "20", "50"})
  int people;

  private final PoseDecoder accurate = new AccurateDecoder();
  private final PoseDecoder tfPose = new TfPoseDecoder();
  private PoseFields fields;

  /** Draws the people; noise of a network's size keeps the decoders honest. */
  @Setup
  public void draw() {
    fields = fields(people);
  }

  static PoseFields fields(int people) {
    Random random = new Random(people);
    List<Pose> drawn = new RandomPeople(random, 432, 368).people(people, 40, 200, 0);
    PoseFields fields =
        new FieldEncoder(Skeletons.COCO18, STRIDE, EncoderOptions.lite())
            .encode(drawn, 432 / STRIDE, 368 / STRIDE);
    addNoise(fields.heat(), random);
    addNoise(fields.affinity(), random);
    return fields;
  }

  private static void addNoise(float[] plane, Random random) {
    for (int i = 0; i < plane.length; i++) {
      plane[i] += (float) (0.02 * random.nextGaussian());
    }
  }

  /** The default decoder. */
  @Benchmark
  public List<Pose> accurate() {
    return accurate.decode(fields);
  }

  /** tf-pose's post-processing, upsampling by 4. */
  @Benchmark
  public List<Pose> tfPose() {
    return tfPose.decode(fields);
  }
}
