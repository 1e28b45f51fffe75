package org.jpose.data.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.data.PixelPlanes;

/** What happens to the colours of one sample. Filled by one thread, then only read. */
final class ColourChanges {
  /** Each takes the matrix so far and the means of red, green and blue before it. */
  private interface Step {
    ColourMatrix extend(ColourMatrix soFar, double[] means);
  }

  private static final double[] NO_MEANS = new double[3];

  private final List<Step> steps = new ArrayList<>();
  private boolean needsMeans;
  private int blurX;
  private int blurY;
  private double noise;
  private long noiseSeed;

  void add(PixelChange change, SplittableRandom random) {
    if (change instanceof PixelChange.Brightness brightness) {
      double factor = brightness.factor().draw(random);
      addMatrix(matrix -> matrix.then(ColourMatrix.scale(factor)));
    } else if (change instanceof PixelChange.Contrast contrast) {
      double factor = contrast.factor().draw(random);
      needsMeans = true;
      steps.add((soFar, means) -> soFar.then(ColourMatrix.contrast(factor, soFar.apply(means))));
    } else if (change instanceof PixelChange.Saturation saturation) {
      double factor = saturation.factor().draw(random);
      addMatrix(matrix -> matrix.then(ColourMatrix.saturation(factor)));
    } else if (change instanceof PixelChange.Hue hue) {
      double degrees = hue.degrees().draw(random);
      addMatrix(matrix -> matrix.then(ColourMatrix.hue(degrees)));
    } else if (change instanceof PixelChange.Blur blur) {
      blurX = random.nextInt(blur.reach() + 1);
      blurY = random.nextInt(blur.reach() + 1);
    } else if (change instanceof PixelChange.Noise drawn) {
      noise = drawn.deviation().draw(random);
      noiseSeed = random.nextLong();
    }
  }

  private void addMatrix(UnaryOperator<ColourMatrix> step) {
    steps.add((soFar, means) -> step.apply(soFar));
  }

  /** Changes a picture in its place. */
  void apply(byte[] pixels, int width, int height, ColourOrder order) {
    Blur.apply(pixels, width, height, blurX, blurY);
    if (!steps.isEmpty()) {
      matrix(pixels, width, height, order).apply(pixels, order);
    }
    if (noise > 0) {
      addNoise(pixels, noise, noiseSeed);
    }
  }

  /**
   * Writes a picture, changed, into a batch. What can be said in a table for each colour happens on
   * the way; the picture itself is changed by the rest.
   */
  void write(byte[] pixels, ColourOrder order, PixelPlanes planes) {
    int width = planes.width();
    int height = planes.height();
    Blur.apply(pixels, width, height, blurX, blurY);
    ColourMatrix matrix = matrix(pixels, width, height, order);
    Optional<float[]> table = noise > 0 ? Optional.empty() : matrix.table(order);
    if (table.isPresent()) {
      planes.write(pixels, order, table.get());
      return;
    }
    matrix.apply(pixels, order);
    if (noise > 0) {
      addNoise(pixels, noise, noiseSeed);
    }
    planes.write(Image.wrap(width, height, order, pixels));
  }

  /**
   * Warps an image and writes it, changed, into a batch: row by row, without a picture in between,
   * but where colours are mixed, noise is added, or contrast is to follow a blur.
   */
  void warp(Image image, Affine map, int fill, PixelPlanes planes) {
    ColourOrder order = image.order();
    int width = planes.width();
    int height = planes.height();
    ImageWarp warp = ImageWarp.of(image, map, fill);
    boolean blurred = blurX > 0 || blurY > 0;
    // Means decide on the constants only, not on what is mixed.
    if (noise == 0 && !(blurred && needsMeans) && composed(NO_MEANS).isDiagonal()) {
      double[] means = needsMeans ? means(warp, width, height, order) : NO_MEANS;
      Optional<float[]> table = steps.isEmpty() ? Optional.empty() : composed(means).table(order);
      WarpTarget target = new WarpTarget.Planes(planes, order, table);
      warp.run(
          blurred ? new BlurredRows(target, width, height, blurX, blurY) : target, width, height);
      return;
    }
    byte[] pixels = new byte[width * height * 3];
    warp.run(new WarpTarget.Picture(pixels, width), width, height);
    write(pixels, order, planes);
  }

  private static double[] means(ImageWarp warp, int width, int height, ColourOrder order) {
    WarpTarget.Mean mean = new WarpTarget.Mean();
    warp.run(mean, width, height);
    return mean.colour(order);
  }

  private ColourMatrix matrix(byte[] pixels, int width, int height, ColourOrder order) {
    return composed(needsMeans ? means(pixels, width, height, order) : NO_MEANS);
  }

  private ColourMatrix composed(double[] means) {
    ColourMatrix matrix = ColourMatrix.IDENTITY;
    for (Step step : steps) {
      matrix = step.extend(matrix, means);
    }
    return matrix;
  }

  private static double[] means(byte[] pixels, int width, int height, ColourOrder order) {
    long first = 0;
    long green = 0;
    long last = 0;
    long count = 0;
    for (int y = 0; y < height; y += WarpTarget.Mean.STEP) {
      int end = (y + 1) * width * 3;
      for (int i = y * width * 3; i < end; i += 3) {
        first += pixels[i] & 0xff;
        green += pixels[i + 1] & 0xff;
        last += pixels[i + 2] & 0xff;
      }
      count += width;
    }
    double red = order == ColourOrder.RGB ? first : last;
    double blue = order == ColourOrder.RGB ? last : first;
    return new double[] {red / count, (double) green / count, blue / count};
  }

  /**
   * The sum of four random bytes is near enough to a normal distribution (kurtosis 2.7), and two
   * come from one draw.
   */
  private static void addNoise(byte[] pixels, double deviation, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double ofFourBytes = Math.sqrt(4 * (256 * 256 - 1) / 12.0);
    int factor = (int) Math.round(deviation / ofFourBytes * (1 << 16));
    for (int i = 0; i < pixels.length; i += 2) {
      long bits = random.nextLong();
      pixels[i] = noisy(pixels[i], (int) bits, factor);
      if (i + 1 < pixels.length) {
        pixels[i + 1] = noisy(pixels[i + 1], (int) (bits >>> 32), factor);
      }
    }
  }

  private static byte noisy(byte value, int bits, int factor) {
    int pairs = (bits & 0xff00ff) + (bits >>> 8 & 0xff00ff);
    int sum = (pairs & 0xffff) + (pairs >>> 16) - 2 * 255;
    int changed = (value & 0xff) + (sum * factor + (1 << 15) >> 16);
    return (byte) Math.max(0, Math.min(255, changed));
  }
}
