package org.jpose.data.augment;

import java.util.Objects;

/** One way to change a picture's colours; its strength is drawn for every sample. */
public sealed interface PixelChange {
  /**
   * Every value times a factor.
   *
   * @param factor 1 for no change
   */
  record Brightness(Range factor) implements PixelChange {
    public Brightness {
      Checks.positive("brightness", factor);
    }
  }

  /**
   * Differences from the picture's mean, each colour by itself, times a factor.
   *
   * @param factor 1 for no change
   */
  record Contrast(Range factor) implements PixelChange {
    public Contrast {
      Checks.positive("contrast", factor);
    }
  }

  /**
   * Differences from the pixel's grey (BT.601) times a factor.
   *
   * @param factor 1 for no change
   */
  record Saturation(Range factor) implements PixelChange {
    public Saturation {
      Checks.notNegative("saturation", factor);
    }
  }

  /**
   * Colours turned about the grey axis of the colour cube; grey stays grey.
   *
   * @param degrees 0 for no change
   */
  record Hue(Range degrees) implements PixelChange {
    /** Checks that there is a range. */
    public Hue {
      Objects.requireNonNull(degrees, "degrees");
    }
  }

  /**
   * Binomial smoothing: 1, 3 or 5 taps along each axis, drawn one by one (OpenCV's Gaussian kernels
   * of these sizes, which tf-openpose uses).
   *
   * @param reach most pixels to each side, 0 to 2
   */
  record Blur(int reach) implements PixelChange {
    public Blur {
      if (reach < 0 || reach > 2) {
        throw new IllegalArgumentException("blur over " + reach + " pixels, expected 0 to 2");
      }
    }
  }

  /**
   * Noise of about normal distribution added to every value.
   *
   * @param deviation standard deviation, of 255
   */
  record Noise(Range deviation) implements PixelChange {
    public Noise {
      Checks.notNegative("noise", deviation);
    }
  }
}
