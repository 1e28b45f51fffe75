package org.jpose.cli.models;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Usage;
import org.jpose.data.source.SkeletonFile;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose models add}. */
@Command(
    name = "add",
    description = {
      "Adds a file you have.",
      "Under a name of the catalogue it has to be that model's file, as it was published. Under"
          + " another name it becomes a model of your own: an ONNX file jpose wrote, or weights"
          + " 'jpose convert' reads."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  A published file, brought on a stick:",
      "    jpose models add cmu openpose_coco.npy --accept-licence",
      "  A model of your own:",
      "    jpose models add mine mine.onnx",
      "    jpose models add mine weights.safetensors --network lite",
      "    jpose image photo.jpg --model mine --out people.png"
    })
final class ModelsAddCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "NAME", description = "The name it is to have.")
  private String name;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
  private Path file;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "Own model: the network the weights are for, if the file does not say.")
  private String network;

  @Option(
      names = "--skeleton",
      paramLabel = "NAME|FILE",
      description =
          "Own model: the skeleton the weights are for, by name or as a JSON file (default: what"
              + " the file says, else coco18).")
  private String skeleton;

  @Option(names = "--source", paramLabel = "TEXT", description = "Own model: where it comes from.")
  private String source = "";

  @Option(names = "--licence", paramLabel = "SPDX", description = "Own model: its licence.")
  private String licence = "";

  @Option(
      names = "--accept-licence",
      description = "Model of the catalogue: I accept its licence; remembered.")
  private boolean acceptLicence;

  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    WeightsConversion conversion =
        new WeightsConversion(
            Usage.check(spec, () -> Optional.ofNullable(skeleton).map(SkeletonFile::named)));
    InstalledModel model;
    try (FetchReport report = new FetchReport(name, spec.commandLine(), false)) {
      model =
          ModelsFetchCommand.withLicence(
              spec, () -> ModelStore.open().add(card(), file, acceptLicence, conversion, report));
    }
    ModelsFetchCommand.report(spec.commandLine().getOut(), model);
    return ExitCode.OK;
  }

  private ModelCard card() throws Exception {
    Optional<ModelCard> known = ModelZoo.card(name);
    if (known.isEmpty()) {
      return ModelStore.ownCard(name, file, Optional.ofNullable(network), licence, source);
    }
    if (network != null || skeleton != null || !source.isEmpty() || !licence.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " is a model of the catalogue; --network, --skeleton, --source and --licence go with a"
              + " model of your own");
    }
    return known.get();
  }
}
