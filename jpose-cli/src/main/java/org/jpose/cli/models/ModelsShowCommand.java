package org.jpose.cli.models;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.ModelFormatException;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.source.SkeletonFile;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.WeightsFormat;
import org.jpose.weights.onnx.OnnxModel;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.PoseNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose models show}. */
@Command(
    name = "show",
    description = {
      "Shows a model's card and its network's layers, parameters and cost.",
      "",
      "Of a file: the network it brings (.onnx, .pb), or else format, metadata and",
      "tensors, and with --network how these fit.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  The embedded model's card, and what each operation of its network costs:",
      "    jpose models show lite",
      "  The layers of a network as tf-pose declares them:",
      "    jpose models show mobilenet_thin --layers",
      "  A network of widths of your own, for another skeleton and size:",
      "    jpose models show mobilenet_v2_0.6_0.75 --skeleton body25 --size 656x368",
      "  What a file holds, and whether it is of that network:",
      "    jpose models show pose_iter_440000.caffemodel --network cmu",
      "  A picture of a network, by Graphviz:",
      "    jpose models show lite --dot lite.dot && dot -Tpng lite.dot -o lite.png"
    })
final class ModelsShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME|FILE",
      description = "A model or network of 'models list', or a file that 'jpose convert' reads.")
  private String name;

  @Mixin private NetworkOutput output;

  @Option(
      names = "--skeleton",
      paramLabel = "NAME|FILE",
      description =
          "Skeleton a network is to find, by name or as a JSON file (default: coco18; models have"
              + " their own).")
  private String skeleton;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "Weights: compare them with what this network needs.")
  private String network;

  @Option(
      names = "--output-node",
      paramLabel = "NODE",
      description = "Frozen graph: the node that puts out the fields, heat first.")
  private String node;

  @Mixin private CommonArguments common;

  /** As {@code --output-node} was called. */
  @Option(names = "--output", hidden = true)
  private void output(String earlier) {
    node = earlier;
  }

  @Override
  public Integer call() throws Exception {
    Optional<Skeleton> asked =
        Usage.check(spec, () -> Optional.ofNullable(skeleton).map(SkeletonFile::named));
    Skeleton fields = asked.orElse(Skeletons.COCO18);
    Optional<ModelCard> card = ModelCards.find(name);
    Optional<Graph> known = Networks.find(name, fields);
    if (card.isEmpty()
        && known.isEmpty()
        && Usage.check(spec, () -> WeightsFormat.isFileName(name))) {
      showFile(asked);
      return ExitCode.OK;
    }
    if (network != null || node != null) {
      throw new ParameterException(
          spec.commandLine(),
          (network != null ? "--network" : "--output-node")
              + " goes with a file; "
              + name
              + " is a name of 'models list'");
    }
    if (card.isPresent() && (known.isEmpty() || isFor(card.get(), asked))) {
      showModel(card.get(), asked);
    } else {
      Graph graph = Usage.check(spec, () -> Networks.named(name, fields));
      show(graph, Usage.check(spec, () -> output.size(graph.multiple())));
    }
    return ExitCode.OK;
  }

  /** Most models have the name of their network; another skeleton can only mean the network. */
  private static boolean isFor(ModelCard card, Optional<Skeleton> asked) {
    return asked.isEmpty()
        || card.network().filter(own -> own.skeleton().equals(asked.get().name())).isPresent();
  }

  private void showFile(Optional<Skeleton> asked) throws Exception {
    output.spare(Path.of(name));
    ModelFileView view =
        new ModelFileView(
            Path.of(name), Optional.ofNullable(network), asked, Optional.ofNullable(node), output);
    Usage.check(spec, () -> view.show(spec.commandLine().getOut()));
  }

  private void showModel(ModelCard card, Optional<Skeleton> asked) throws Exception {
    Optional<PoseNetwork> own = card.network();
    if (own.isPresent() && !isFor(card, asked)) {
      throw new ParameterException(
          spec.commandLine(),
          "model '%s' is for skeleton %s, so --skeleton %s does not go with it; leave it out"
              .formatted(name, own.get().skeleton(), asked.get()));
    }
    // A trunk, or a model of the user's own, may be of a network jpose cannot build.
    Optional<Graph> graph =
        own.flatMap(ModelsShowCommand::knownNetwork).or(() -> installedNetwork(card));
    if (graph.isEmpty() && output.drawing()) {
      throw new ModelFormatException(
          name + ": jpose cannot draw its network; 'jpose models list' has those it can");
    }
    int multiple = graph.map(Graph::multiple).orElse(1);
    NetworkSize wanted = Usage.check(spec, () -> output.size(multiple));
    if (!output.drawing()) {
      ModelCards.print(spec.commandLine().getOut(), card);
    }
    graph.ifPresent(found -> show(found, wanted));
  }

  private static Optional<Graph> knownNetwork(PoseNetwork own) {
    try {
      return Networks.find(own.name(), Skeletons.named(own.skeleton()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The network in the file of a model that is here. */
  private static Optional<Graph> installedNetwork(ModelCard card) {
    return ModelStore.open()
        .find(card.name())
        .map(InstalledModel::path)
        .flatMap(OnnxModel::network);
  }

  private void show(Graph graph, NetworkSize wanted) {
    output.show(spec.commandLine().getOut(), graph, wanted);
  }
}
