package org.jpose.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Cost;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.Networks;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jpose models}: what there is to run. */
@Command(
    name = "models",
    description = "Lists and describes models and networks.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelsCommand.ListCommand.class, ModelsShowCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {"  jpose models list", "  jpose models show lite"})
final class ModelsCommand implements Runnable {
  static final int WIDTH = 432;
  static final int HEIGHT = 368;

  @Spec private CommandSpec spec;
  @Mixin private CommonArguments common;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: list or show");
  }

  static Graph network(String name) {
    return network(name, Skeletons.COCO18);
  }

  /**
   * Returns a network by name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static Graph network(String name, Skeleton skeleton) {
    return Networks.named(
        name, new FieldChannels(skeleton.heatChannels(), skeleton.affinityChannels()));
  }

  /** Returns the network a file names, if it is one jpose can build. */
  static Optional<Graph> knownNetwork(String name, Skeleton skeleton) {
    try {
      return Optional.of(network(name, skeleton));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static void print(PrintWriter out, String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  /** {@code jpose models list}. */
  @Command(
      name = "list",
      description = "Lists the models that come with jpose and the networks.",
      footerHeading = "%nExample:%n",
      footer = "  jpose models list")
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
}
