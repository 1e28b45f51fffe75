package org.jpose.core.field;

/**
 * Widths of the fields {@link FieldEncoder} draws, in pixels of the network's input.
 *
 * @param sigma standard deviation of a joint's Gaussian
 * @param limbWidth half-width of a limb's band
 * @param limbExtension how far a band goes on beyond both joints
 */
public record EncoderOptions(double sigma, double limbWidth, double limbExtension) {
  /** Checks that widths are positive. */
  public EncoderOptions {
    if (!(sigma > 0) || !(limbWidth > 0) || !(limbExtension >= 0)) {
      throw new IllegalArgumentException(
          "sigma %s and limb width %s must be positive, extension %s not negative"
              .formatted(sigma, limbWidth, limbExtension));
    }
  }

  /** tf-openpose's widths: sigma 8, limbs 8, no extension. */
  public static EncoderOptions defaults() {
    return new EncoderOptions(8, 8, 0);
  }

  /** What the embedded {@code lite} network was trained on: sigma 7, limbs 8, extended by 4. */
  public static EncoderOptions lite() {
    return new EncoderOptions(7, 8, 4);
  }
}
