package org.jpose.cli.models;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.core.ModelFormatException;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Cost;
import org.jpose.net.architecture.Networks;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jpose models list}. */
@Command(
    name = "list",
    description = "Lists the models that are here or can be fetched, and the networks.",
    footerHeading = "%nExample:%n",
    footer = "  jpose models list")
final class ModelsListCommand implements Callable<Integer> {
  /** The first figure of a card's words on accuracy. */
  private static final Pattern PRECISION = Pattern.compile("AP (\\d\\.\\d+)");

  private static final String ROW = "  %-28s %-9s %9s  %s";

  /** Names of an ordinary length fit into 80 columns, and so do these words, indented. */
  private static final Pattern WORDS_OF_A_LINE = Pattern.compile("(.{1,74})(?: +|$)");

  @Spec private CommandSpec spec;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ModelStore store = ModelStore.open();
    out.println("Models with weights, for --model:");
    ModelsCommand.print(out, ROW, "name", "where", "size", "COCO AP");
    for (ModelCard card : ModelZoo.cards()) {
      if (card.network().isPresent()) {
        printModel(out, store, card.name());
      }
    }
    store.names().stream()
        .filter(name -> ModelZoo.card(name).isEmpty())
        .forEach(name -> printModel(out, store, name));
    out.println();
    out.println("Trunks, to start a training from:");
    for (ModelCard card : ModelZoo.cards()) {
      if (card.network().isEmpty()) {
        printModel(out, store, card.name());
      }
    }
    out.println();
    ModelsCommand.print(
        out,
        "Networks jpose can build, for 'convert --network' (cost at %dx%d):",
        ModelsCommand.WIDTH,
        ModelsCommand.HEIGHT);
    for (String name : Networks.names()) {
      Cost cost =
          Cost.of(
              Networks.named(name, Skeletons.COCO18), ModelsCommand.HEIGHT, ModelsCommand.WIDTH);
      ModelsCommand.print(
          out,
          "  %-24s %6.2f M parameters %8.2f GMAC",
          name,
          cost.parameters() / 1e6,
          cost.macs() / 1e9);
    }
    out.println();
    out.println("Fetched and added models are in " + store.folder());
    return ExitCode.OK;
  }

  private static void printModel(PrintWriter out, ModelStore store, String name) {
    Optional<InstalledModel> installed;
    try {
      installed = store.find(name);
    } catch (ModelFormatException e) {
      ModelsCommand.print(out, ROW, name, "damaged", "", "'jpose models verify' says more");
      return;
    }
    ModelCard card =
        ModelZoo.card(name).or(() -> installed.map(InstalledModel::card)).orElseThrow();
    Matcher precision = PRECISION.matcher(card.background().accuracy());
    OptionalLong bytes =
        installed.map(model -> OptionalLong.of(model.bytes())).orElse(card.file().bytes());
    ModelsCommand.print(
        out,
        ROW,
        name,
        where(card, installed.isPresent()),
        ModelCards.megabytes(bytes),
        card.network().isEmpty() ? "" : precision.find() ? precision.group(1) : "not measured");
    String what = card.title() + "; " + card.licence().name();
    WORDS_OF_A_LINE.matcher(what).replaceAll("      $1\n").lines().forEach(out::println);
  }

  private static String where(ModelCard card, boolean installed) {
    if (ModelZoo.isEmbedded(card.name())) {
      return "embedded";
    }
    if (installed) {
      return "here";
    }
    return card.file().addresses().isEmpty() ? "to add" : "to fetch";
  }
}
