package org.jpose.cli.arguments;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.image.ColourOrder;
import org.jpose.data.source.SkeletonFile;
import org.jpose.onnx.ModelDescription;
import picocli.CommandLine.Option;

/** What an ONNX file that jpose did not write does not say of itself. */
final class ModelArguments {
  @Option(
      names = "--input-name",
      paramLabel = "NAME",
      description = "ONNX file of another program: its input (default: the only one of an image).")
  private String input;

  @Option(
      names = "--output-names",
      split = ",",
      paramLabel = "NAME",
      description =
          "The same: its outputs, heatmaps and affinity fields, HEAT,AFFINITY (default: the only"
              + " ones with these channels).")
  private List<String> outputs;

  @Option(
      names = "--model-skeleton",
      paramLabel = "NAME|FILE",
      description = "The same: skeleton of its channels (default: coco18).")
  private String skeleton;

  @Option(
      names = "--colour",
      paramLabel = "ORDER",
      description = "The same: colour order of its input, rgb or bgr; OpenPose's have bgr.")
  private ColourOrder colour;

  @Option(
      names = "--input-scale",
      paramLabel = "X",
      description =
          "The same: what pixels 0..255 are multiplied by (default: 1), 0.00390625 for"
              + " OpenPose's.")
  private Double scale;

  @Option(
      names = "--input-shift",
      paramLabel = "X",
      description = "The same: what is added to scaled pixels (default: 0), -0.5 for OpenPose's.")
  private Double shift;

  /** Wrong values end in an IllegalArgumentException that says which. */
  ModelDescription description() {
    ModelDescription description = ModelDescription.none();
    if (outputs != null && outputs.size() != 2) {
      throw new IllegalArgumentException(
          "--output-names is " + outputs + ", expected two: HEAT,AFFINITY");
    }
    if (shift != null && scale == null) {
      throw new IllegalArgumentException("--input-shift goes with --input-scale");
    }
    description = input == null ? description : description.withInput(input);
    description =
        outputs == null ? description : description.withOutputs(outputs.get(0), outputs.get(1));
    description =
        skeleton == null ? description : description.withSkeleton(SkeletonFile.named(skeleton));
    description = colour == null ? description : description.withColour(colour);
    return scale == null ? description : description.withPixels(scale, shift == null ? 0 : shift);
  }

  /** What was said, by option. */
  Map<String, Object> given() {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("input name", input);
    given.put("output names", outputs);
    given.put("model skeleton", skeleton);
    given.put("colour", colour);
    given.put("input scale", scale);
    given.put("input shift", shift);
    given.values().removeIf(value -> value == null);
    return given;
  }
}
