package org.jpose.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jpose.Jpose;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.PoseDecoder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.field.TfPoseDecoder;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.zoo.ModelZoo;

/**
 * What everything around the network costs, as a ratio to the bare network on the same input: the
 * two run in turn, and the median of the ratios of neighbours is printed, so that a machine whose
 * speed drifts does not decide.
 */
public final class PipelineRatio {
  private static final int WARM_UP = 80;
  private static final int PAIRS = 60;

  private PipelineRatio() {}

  /**
   * Prints the table.
   *
   * @param arguments a photo, and optionally the number of threads
   */
  public static void main(String[] arguments) throws Exception {
    Image photo = Image.of(ImageIO.read(Path.of(arguments[0]).toFile()));
    int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
    try (Backend backend = Jpose.embedded(ModelZoo.DEFAULT, threads)) {
      System.out.println("| image | fit, decoder | network input | network ms | all / network |");
      System.out.println("| --- | --- | --- | --- | --- |");
      for (NetworkSize size : sizes()) {
        Image image = scaled(photo, size);
        pipeline(backend, image, EstimatorOptions.defaults(), "pad, accurate");
        pipeline(
            backend, image, EstimatorOptions.defaults().withFit(Fit.STRETCH), "stretch, accurate");
        pipeline(backend, image, EstimatorOptions.tfPose(), "stretch, tf-pose");
      }
      decoders(backend);
    }
  }

  private static List<NetworkSize> sizes() {
    return List.of(
        new NetworkSize(1152, 864), new NetworkSize(640, 480), new NetworkSize(432, 368));
  }

  private static Image scaled(Image photo, NetworkSize size) {
    return InputTransform.plan(photo.width(), photo.height(), size, 1, Fit.STRETCH, 1).apply(photo);
  }

  private static void pipeline(
      Backend backend, Image image, EstimatorOptions options, String name) {
    // Not closed: the backend is shared.
    PoseEstimator estimator = new PoseEstimator(backend, options);
    InputTransform transform =
        InputTransform.plan(
            image.width(),
            image.height(),
            options.size(),
            backend.info().multiple(),
            options.fit(),
            1);
    Image input = transform.apply(image);
    Pair pair = Pair.measure(() -> backend.run(List.of(input)), () -> estimator.estimate(image));
    print(
        "| %dx%d | %s | %dx%d | %.1f | %.3f |",
        image.width(), image.height(), name, input.width(), input.height(), pair.first, pair.ratio);
  }

  private static void decoders(Backend backend) {
    byte[] noise = new byte[432 * 368 * 3];
    new Random(1).nextBytes(noise);
    Image input = Image.wrap(432, 368, backend.info().colour(), noise);
    System.out.println();
    System.out.println("| decoder | people | decoding / network at 432x368 |");
    System.out.println("| --- | --- | --- |");
    for (PoseDecoder decoder : List.of(new AccurateDecoder(), new TfPoseDecoder())) {
      for (int people : new int[] {1, 5, 20, 50}) {
        PoseFields fields = DecoderBenchmark.fields(people);
        Pair pair = Pair.measure(() -> backend.run(List.of(input)), () -> decoder.decode(fields));
        print(
            "| %s | %d | %.2f %% |", decoder.getClass().getSimpleName(), people, 100 * pair.ratio);
      }
    }
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /** Median time of the first of two, and median ratio of the second to it. */
  private record Pair(double first, double ratio) {
    static Pair measure(Runnable first, Runnable second) {
      List<double[]> times = new ArrayList<>();
      for (int i = 0; i < WARM_UP + PAIRS; i++) {
        double[] pair = {time(first), time(second)};
        if (i >= WARM_UP) {
          times.add(pair);
        }
      }
      return new Pair(
          median(times.stream().mapToDouble(pair -> pair[0]).toArray()),
          median(times.stream().mapToDouble(pair -> pair[1] / pair[0]).toArray()));
    }

    private static double time(Runnable work) {
      long start = System.nanoTime();
      work.run();
      return (System.nanoTime() - start) / 1e6;
    }

    private static double median(double[] values) {
      Arrays.sort(values);
      return values[values.length / 2];
    }
  }
}
