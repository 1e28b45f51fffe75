package org.jpose.cli.models;

import org.jpose.core.image.ColourOrder;
import org.jpose.data.source.SkeletonFile;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Precision;
import picocli.CommandLine.Option;

/** How a file with weights is to be read and written. */
final class ConversionArguments {
  @Option(
      names = "--network",
      paramLabel = "NAME",
      description =
          "Network the weights are for, if the file does not say (see jpose models show); for a"
              + " frozen graph the name the model is to have.")
  private String network;

  @Option(
      names = "--float16",
      description = "Store weights in 16 bits (.onnx: those of convolutions).")
  boolean float16;

  @Option(
      names = "--skeleton",
      paramLabel = "NAME|FILE",
      description =
          "Skeleton of the fields, by name or as a JSON file (default: what the file says, else"
              + " coco18).")
  private String skeleton;

  @Option(
      names = "--output-node",
      paramLabel = "NODE",
      description = "Frozen graph: the node that puts out the fields, heat first.")
  private String node;

  @Option(
      names = "--colour",
      paramLabel = "ORDER",
      description = "Colour order of the input: rgb or bgr (frozen graphs: bgr).")
  private ColourOrder colour;

  @Option(
      names = "--input-scale",
      paramLabel = "X",
      description =
          "What pixels 0..255 are multiplied by (default: 1; graphs of 2017 need 0.00784314).")
  private Double inputScale;

  @Option(
      names = "--input-shift",
      paramLabel = "X",
      description = "What is added to scaled pixels (default: 0; graphs of 2017 need -1).")
  private Double inputShift;

  @Option(names = "--stride", paramLabel = "N", description = "Pixels per cell (default: 8).")
  private Integer stride;

  @Option(
      names = "--multiple",
      paramLabel = "N",
      description = "What the input's sides must be multiples of (default: 16).")
  private Integer multiple;

  @Option(names = "--source", paramLabel = "TEXT", description = "Where the weights come from.")
  private String source = "";

  @Option(names = "--licence", paramLabel = "SPDX", description = "Licence of the weights.")
  private String licence = "";

  /** As {@code --output-node} was called. */
  @Option(names = "--output", hidden = true)
  private void output(String earlier) {
    node = earlier;
  }

  /** Wrong values end in an IllegalArgumentException that says which. */
  ConversionOptions options() {
    ConversionOptions options =
        ConversionOptions.defaults()
            .withPrecision(float16 ? Precision.FLOAT16 : Precision.FLOAT32)
            .withSource(source)
            .withLicence(licence);
    options = skeleton == null ? options : options.withSkeleton(SkeletonFile.named(skeleton));
    options = network == null ? options : options.withNetwork(network);
    options = node == null ? options : options.withOutput(node);
    options = colour == null ? options : options.withColour(colour);
    options = inputScale == null ? options : options.withInputScale(inputScale);
    options = inputShift == null ? options : options.withInputShift(inputShift);
    options = stride == null ? options : options.withStride(stride);
    return multiple == null ? options : options.withMultiple(multiple);
  }
}
