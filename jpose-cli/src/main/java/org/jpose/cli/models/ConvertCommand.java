package org.jpose.cli.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.OutputFiles;
import org.jpose.cli.terminal.Usage;
import org.jpose.weights.convert.ConversionReport;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.zoo.NamedModel;
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
      "Turns weights of any program into a model file or jpose's own weights.",
      "OUT.onnx: batch norm folded, ready to run. OUT.safetensors: as they are, to go",
      "on training.",
      "",
      "IN is recognised by its content:",
      "  .pb            frozen TensorFlow graph; a network of its own, for .onnx only",
      "  .index         TensorFlow checkpoint (or its prefix, folder or zip archive)",
      "  .npy, .npz     NumPy, also a pickled dictionary such as openpose_coco.npy",
      "  .pth, .pt      PyTorch 1.6 or later",
      "  .caffemodel    Caffe",
      "  .onnx          model file of jpose's",
      "  .safetensors   jpose's own",
      "All but .pb need --network, unless the file says which it is.",
      "Nothing in a file is run.",
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
      "  A model by name, at half the size:",
      "    jpose convert lite --float16 --out small.onnx"
    })
public final class ConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "IN",
      description = "A model by name, or a file with weights, see above.")
  private Path in;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "OUT",
      description = "The file to write, .onnx or .safetensors.")
  private Path out;

  @Mixin private ConversionArguments arguments;

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
    new OutputFiles(List.of(in)).add(out);
    ConversionReport report = Usage.check(spec, this::convert);
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

  private ConversionReport convert() throws IOException {
    return NamedModel.read(
        in.toString(), file -> ModelConverter.convert(file, out, arguments.options()));
  }
}
