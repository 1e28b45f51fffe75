package org.jpose.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Cost;
import org.jpose.net.DeclaredLayers;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.Networks;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose models}: what there is to run. */
@Command(
    name = "models",
    description = "Lists and describes models and networks.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelsCommand.ListCommand.class, ModelsCommand.ShowCommand.class})
final class ModelsCommand implements Runnable {
  private static final int WIDTH = 432;
  private static final int HEIGHT = 368;

  @Spec private CommandSpec spec;
  @Mixin private CommonArguments common;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: list or show");
  }

  private static Graph network(String name) {
    Skeleton skeleton = Skeletons.COCO18;
    return Networks.named(
        name, new FieldChannels(skeleton.heatChannels(), skeleton.affinityChannels()));
  }

  private static void print(PrintWriter out, String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  /** {@code jpose models list}. */
  @Command(name = "list", description = "Lists the models that come with jpose and the networks.")
  static final class ListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CommonArguments common;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      out.println("Models with weights, for --model:");
      for (ModelCard card : ModelZoo.cards()) {
        print(
            out,
            "  %-24s %s, %.1f MB, %s",
            card.name(),
            card.title(),
            card.bytes() / 1e6,
            card.licence());
      }
      out.println();
      print(
          out, "Networks jpose can build, for 'convert --network' (cost at %dx%d):", WIDTH, HEIGHT);
      for (String name : Networks.names()) {
        Cost cost = Cost.of(network(name), HEIGHT, WIDTH);
        print(
            out,
            "  %-24s %6.2f M parameters %8.2f GMAC",
            name,
            cost.parameters() / 1e6,
            cost.macs() / 1e9);
      }
      return ExitCode.OK;
    }
  }

  /** {@code jpose models show}. */
  @Command(
      name = "show",
      description = "Shows a model's card and its network's layers, parameters and cost.")
  static final class ShowCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "A model or a network of 'models list'.")
    private String name;

    @Option(
        names = "--layers",
        description = "List layers as the network declares them, not every operation.")
    private boolean layers;

    @Mixin private CommonArguments common;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Optional<ModelCard> card = ModelZoo.card(name);
      card.ifPresent(found -> printCard(out, found));
      Graph graph = network(card.map(ModelCard::network).orElse(name));
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
      lines.forEach(line -> print(out, "%-11s %s", line[0], line[1]));
      out.println();
    }

    private static void printOperations(PrintWriter out, Graph graph) {
      Cost cost = Cost.of(graph, HEIGHT, WIDTH);
      print(
          out, "%-32s %-12s %-16s %12s %10s", "node", "operation", "output", "parameters", "MMAC");
      for (Cost.NodeCost node : cost.nodes()) {
        print(
            out,
            "%-32s %-12s %-16s %12s %10s",
            node.node().name(),
            node.node().operation().getClass().getSimpleName().toLowerCase(Locale.ROOT),
            node.shape(),
            node.parameters() == 0 ? "" : String.format(Locale.ROOT, "%,d", node.parameters()),
            node.macs() == 0 ? "" : String.format(Locale.ROOT, "%.2f", node.macs() / 1e6));
      }
      print(
          out,
          "%d nodes, %,d parameters, %.2f GMAC at %dx%d",
          cost.nodes().size(),
          cost.parameters(),
          cost.macs() / 1e9,
          WIDTH,
          HEIGHT);
    }
  }
}
