package org.jpose.cli.models;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jpose.cli.arguments.SamplePhoto;
import org.jpose.core.Backend;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;

/**
 * How two models that should answer the same differ on one input, and what time they take.
 *
 * @param difference the largest difference of any number of the fields
 * @param range largest less smallest number of the first's fields
 * @param firstMillis median time of the first
 * @param secondMillis median time of the second
 */
record ModelComparison(double difference, double range, double firstMillis, double secondMillis) {
  private static final int RUNS = 25;
  private static final int WARM_UP = 3;

  /** Runs both once on the input. */
  static ModelComparison answers(Backend first, Backend second, Image input) {
    PoseFields a = first.run(List.of(input)).get(0);
    PoseFields b = second.run(List.of(input)).get(0);
    double difference = Math.max(largest(a.heat(), b.heat()), largest(a.affinity(), b.affinity()));
    double range =
        Math.max(largest(a.heat()), largest(a.affinity()))
            - Math.min(smallest(a.heat()), smallest(a.affinity()));
    return new ModelComparison(difference, range, 0, 0);
  }

  /** Runs both many times, in turns so that both see the same machine. */
  ModelComparison timed(Backend first, Backend second, Image input) {
    double[] firstTimes = new double[RUNS];
    double[] secondTimes = new double[RUNS];
    for (int i = -WARM_UP; i < RUNS; i++) {
      firstTimes[Math.max(0, i)] = milliseconds(first, input);
      secondTimes[Math.max(0, i)] = milliseconds(second, input);
    }
    Arrays.sort(firstTimes);
    Arrays.sort(secondTimes);
    return new ModelComparison(difference, range, firstTimes[RUNS / 2], secondTimes[RUNS / 2]);
  }

  /** An image of random pixels; the same for the same seed. */
  static Image noise(NetworkSize size, long seed) {
    byte[] pixels = new byte[3 * size.width() * size.height()];
    new Random(seed).nextBytes(pixels);
    return Image.wrap(size.width(), size.height(), ColourOrder.RGB, pixels);
  }

  /** The program's own photo, stretched to that size. */
  static Image photo(NetworkSize size) throws IOException {
    Image photo = SamplePhoto.read();
    return InputTransform.plan(photo.width(), photo.height(), size, 1, Fit.STRETCH, 1).apply(photo);
  }

  private static double milliseconds(Backend backend, Image input) {
    long start = System.nanoTime();
    backend.run(List.of(input));
    return (System.nanoTime() - start) / 1e6;
  }

  private static double largest(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static double largest(float[] numbers) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float number : numbers) {
      largest = Math.max(largest, number);
    }
    return largest;
  }

  private static double smallest(float[] numbers) {
    double smallest = Double.POSITIVE_INFINITY;
    for (float number : numbers) {
      smallest = Math.min(smallest, number);
    }
    return smallest;
  }
}
