package org.jpose.weights;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jpose.net.ColourOrder;
import org.jpose.net.FieldChannels;

/**
 * How to convert a file. Empty options are taken from the file, or else have the format's usual
 * value.
 *
 * @param skeleton name of the skeleton
 * @param planes planes the skeleton asks for
 * @param network name of the network whose weights a weights file holds
 * @param output name of the node that puts out the fields of a frozen graph, heat first
 * @param colour order of the input's colour planes
 * @param inputScale factor for pixels 0..255
 * @param inputShift summand for scaled pixels
 * @param stride pixels per cell; checked against the graph
 * @param multiple rows and columns of an image must be multiples of this
 * @param precision how convolution weights are stored
 * @param source where the weights come from, in words
 * @param licence licence of the weights
 */
public record ConversionOptions(
    String skeleton,
    FieldChannels planes,
    Optional<String> network,
    Optional<String> output,
    Optional<ColourOrder> colour,
    OptionalDouble inputScale,
    OptionalDouble inputShift,
    OptionalInt stride,
    OptionalInt multiple,
    Precision precision,
    String source,
    String licence) {

  /** Returns the options with everything else empty, in float32. */
  public static ConversionOptions of(String skeleton, FieldChannels planes) {
    return new ConversionOptions(
        skeleton,
        planes,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Precision.FLOAT32,
        "",
        "");
  }

  /** Returns this with the weights' network. */
  public ConversionOptions withNetwork(String network) {
    return new ConversionOptions(
        skeleton,
        planes,
        Optional.of(network),
        output,
        colour,
        inputScale,
        inputShift,
        stride,
        multiple,
        precision,
        source,
        licence);
  }

  /** Returns this with the output node of a frozen graph. */
  public ConversionOptions withOutput(String output) {
    return new ConversionOptions(
        skeleton,
        planes,
        network,
        Optional.of(output),
        colour,
        inputScale,
        inputShift,
        stride,
        multiple,
        precision,
        source,
        licence);
  }

  /** Returns this with a colour order. */
  public ConversionOptions withColour(ColourOrder colour) {
    return new ConversionOptions(
        skeleton,
        planes,
        network,
        output,
        Optional.of(colour),
        inputScale,
        inputShift,
        stride,
        multiple,
        precision,
        source,
        licence);
  }

  /** Returns this with a factor for pixels 0..255. */
  public ConversionOptions withInputScale(double inputScale) {
    return new ConversionOptions(
        skeleton,
        planes,
        network,
        output,
        colour,
        OptionalDouble.of(inputScale),
        inputShift,
        stride,
        multiple,
        precision,
        source,
        licence);
  }

  /** Returns this with a summand for scaled pixels. */
  public ConversionOptions withInputShift(double inputShift) {
    return new ConversionOptions(
        skeleton,
        planes,
        network,
        output,
        colour,
        inputScale,
        OptionalDouble.of(inputShift),
        stride,
        multiple,
        precision,
        source,
        licence);
  }

  /** Returns this with a stride. */
  public ConversionOptions withStride(int stride) {
    return new ConversionOptions(
        skeleton,
        planes,
        network,
        output,
        colour,
        inputScale,
        inputShift,
        OptionalInt.of(stride),
        multiple,
        precision,
        source,
        licence);
  }

  /** Returns this with a multiple for image sizes. */
  public ConversionOptions withMultiple(int multiple) {
    return new ConversionOptions(
        skeleton,
        planes,
        network,
        output,
        colour,
        inputScale,
        inputShift,
        stride,
        OptionalInt.of(multiple),
        precision,
        source,
        licence);
  }

  /** Returns this with a precision for the weights. */
  public ConversionOptions withPrecision(Precision precision) {
    return new ConversionOptions(
        skeleton,
        planes,
        network,
        output,
        colour,
        inputScale,
        inputShift,
        stride,
        multiple,
        precision,
        source,
        licence);
  }

  /** Returns this with words on where the weights come from. */
  public ConversionOptions withSource(String source) {
    return new ConversionOptions(
        skeleton,
        planes,
        network,
        output,
        colour,
        inputScale,
        inputShift,
        stride,
        multiple,
        precision,
        source,
        licence);
  }

  /** Returns this with the weights' licence. */
  public ConversionOptions withLicence(String licence) {
    return new ConversionOptions(
        skeleton,
        planes,
        network,
        output,
        colour,
        inputScale,
        inputShift,
        stride,
        multiple,
        precision,
        source,
        licence);
  }
}
