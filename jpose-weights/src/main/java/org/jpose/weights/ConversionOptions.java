package org.jpose.weights;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeleton;

/**
 * How to convert a file. Empty options are taken from the file, or else have the format's usual
 * value.
 *
 * @param skeleton joints and limbs the network's planes stand for; usually COCO-18
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
    Optional<Skeleton> skeleton,
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

  /** Returns empty options, in float32. */
  public static ConversionOptions defaults() {
    return new ConversionOptions(
        Optional.empty(),
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

  /** Returns this with a skeleton. */
  public ConversionOptions withSkeleton(Skeleton skeleton) {
    Draft draft = new Draft(this);
    draft.skeleton = Optional.of(skeleton);
    return draft.options();
  }

  /** Returns this with the weights' network. */
  public ConversionOptions withNetwork(String network) {
    Draft draft = new Draft(this);
    draft.network = Optional.of(network);
    return draft.options();
  }

  /** Returns this with the output node of a frozen graph. */
  public ConversionOptions withOutput(String output) {
    Draft draft = new Draft(this);
    draft.output = Optional.of(output);
    return draft.options();
  }

  /** Returns this with a colour order. */
  public ConversionOptions withColour(ColourOrder colour) {
    Draft draft = new Draft(this);
    draft.colour = Optional.of(colour);
    return draft.options();
  }

  /** Returns this with a factor for pixels 0..255. */
  public ConversionOptions withInputScale(double inputScale) {
    Draft draft = new Draft(this);
    draft.inputScale = OptionalDouble.of(inputScale);
    return draft.options();
  }

  /** Returns this with a summand for scaled pixels. */
  public ConversionOptions withInputShift(double inputShift) {
    Draft draft = new Draft(this);
    draft.inputShift = OptionalDouble.of(inputShift);
    return draft.options();
  }

  /** Returns this with a stride. */
  public ConversionOptions withStride(int stride) {
    Draft draft = new Draft(this);
    draft.stride = OptionalInt.of(stride);
    return draft.options();
  }

  /** Returns this with a multiple for image sizes. */
  public ConversionOptions withMultiple(int multiple) {
    Draft draft = new Draft(this);
    draft.multiple = OptionalInt.of(multiple);
    return draft.options();
  }

  /** Returns this with a precision for the weights. */
  public ConversionOptions withPrecision(Precision precision) {
    Draft draft = new Draft(this);
    draft.precision = precision;
    return draft.options();
  }

  /** Returns this with words on where the weights come from. */
  public ConversionOptions withSource(String source) {
    Draft draft = new Draft(this);
    draft.source = source;
    return draft.options();
  }

  /** Returns this with the weights' licence. */
  public ConversionOptions withLicence(String licence) {
    Draft draft = new Draft(this);
    draft.licence = licence;
    return draft.options();
  }

  /** The options while one of them is changed. */
  private static final class Draft {
    private Optional<Skeleton> skeleton;
    private Optional<String> network;
    private Optional<String> output;
    private Optional<ColourOrder> colour;
    private OptionalDouble inputScale;
    private OptionalDouble inputShift;
    private OptionalInt stride;
    private OptionalInt multiple;
    private Precision precision;
    private String source;
    private String licence;

    Draft(ConversionOptions options) {
      skeleton = options.skeleton;
      network = options.network;
      output = options.output;
      colour = options.colour;
      inputScale = options.inputScale;
      inputShift = options.inputShift;
      stride = options.stride;
      multiple = options.multiple;
      precision = options.precision;
      source = options.source;
      licence = options.licence;
    }

    ConversionOptions options() {
      return new ConversionOptions(
          skeleton,
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
}
