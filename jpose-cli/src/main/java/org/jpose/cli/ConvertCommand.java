package org.jpose.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.ColourOrder;
import org.jpose.net.FieldChannels;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.ConversionReport;
import org.jpose.weights.ModelConverter;
import org.jpose.weights.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose convert}: weights of other programs into a model file or jpose's weights. */
@Command(
    name = "convert",
    description = {
      "Turns weights into a model file (OUT.onnx: batch norm folded, ready to run) or into jpose's",
      "own weights (OUT.safetensors: as they are, to go on training).",
      "",
      "IN is recognised by its content:",
      "  .pb            frozen TensorFlow graph; a network of its own, for .onnx only",
      "  .index         TensorFlow checkpoint (or its prefix, folder or zip archive)",
      "  .npy, .npz     NumPy, also a pickled dictionary such as openpose_coco.npy",
      "  .pth, .pt      PyTorch 1.6 or later",
      "  .caffemodel    Caffe",
      "  .onnx          weights found by name, as jpose writes them",
      "  .safetensors   jpose's own",
      "All but .pb need --network, unless the file says which it is. Nothing in a file is run.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  CMU's weights, from Caffe or as tf-openpose had them:",
      "    jpose convert pose_iter_440000.caffemodel --network cmu --out cmu.onnx",
      "    jpose convert openpose_coco.npy --network cmu --out cmu.onnx",
      "  The published weights of tf-pose:",
      "    jpose convert graph_opt.pb --network mobilenet_v2_small --out tf-pose.onnx",
      "  Weights of jpose's own training, at half the size:",
      "    jpose convert lite.safetensors --float16 --out lite.onnx"
    })
final class ConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "IN", description = "File with weights, see above.")
  private Path in;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "OUT",
      description = "The file to write, .onnx or .safetensors.")
  private Path out;

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
  private boolean float16;

  @Option(
      names = "--skeleton",
      paramLabel = "NAME",
      description = "Skeleton of the fields (default: coco18).")
  private String skeleton = Skeletons.COCO18.name();

  @Option(
      names = "--output",
      paramLabel = "NODE",
      description = "Frozen graph: the node that puts out the fields, heat first.")
  private String output;

  @Option(
      names = "--colour",
      paramLabel = "ORDER",
      description = "Colour order of the input: rgb or bgr (frozen graphs: bgr).")
  private ColourOrder colour;

  @Option(
      names = "--input-scale",
      paramLabel = "X",
      description = "Factor on pixels 0..255 (graphs of 2018 on: 1; of 2017: 0.00784314).")
  private Double inputScale;

  @Option(
      names = "--input-shift",
      paramLabel = "X",
      description = "Summand on scaled pixels (graphs of 2018 on: 0; of 2017: -1).")
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

  @Option(names = "--backbone-only", hidden = true)
  private boolean backboneOnly;

  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    if (backboneOnly) {
      throw new ParameterException(
          spec.commandLine(),
          "--backbone-only is for training: a trunk without its heads finds no people;"
              + " it is an option of jpose train");
    }
    ConversionReport report = Usage.check(spec, () -> ModelConverter.convert(in, out, options()));
    spec.commandLine()
        .getOut()
        .println(
            String.format(
                Locale.ROOT,
                "%s: %s, %d nodes, %,d parameters, %,d bytes",
                report.output(),
                report.network(),
                report.nodes(),
                report.parameters(),
                report.bytes()));
    report.notes().forEach(note -> spec.commandLine().getOut().println("note: " + note));
    return ExitCode.OK;
  }

  private ConversionOptions options() {
    Skeleton fields = Skeletons.named(skeleton);
    FieldChannels channels = new FieldChannels(fields.heatChannels(), fields.affinityChannels());
    ConversionOptions options =
        ConversionOptions.of(skeleton, channels)
            .withPrecision(float16 ? Precision.FLOAT16 : Precision.FLOAT32)
            .withSource(source)
            .withLicence(licence);
    options = network == null ? options : options.withNetwork(network);
    options = output == null ? options : options.withOutput(output);
    options = colour == null ? options : options.withColour(colour);
    options = inputScale == null ? options : options.withInputScale(inputScale);
    options = inputShift == null ? options : options.withInputShift(inputShift);
    options = stride == null ? options : options.withStride(stride);
    return multiple == null ? options : options.withMultiple(multiple);
  }
}
