package org.jpose.cli.models;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jpose.zoo.Background;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.ModelZoo;
import org.jpose.zoo.PoseNetwork;
import org.jpose.zoo.download.ModelFile;

/** Model cards as the program shows them. */
final class ModelCards {
  private ModelCards() {}

  /** The card of a model of the catalogue, or of one the user has added. */
  static Optional<ModelCard> find(String name) {
    return ModelZoo.card(name).or(() -> ModelStore.open().find(name).map(InstalledModel::card));
  }

  static void print(PrintWriter out, ModelCard card) {
    List<String[]> lines = new ArrayList<>();
    lines.add(line("model", card.name() + ": " + card.title()));
    card.network()
        .ifPresent(
            network -> {
              lines.add(line("skeleton", network.skeleton() + ", input " + network.colour()));
              lines.add(line("cost", cost(network)));
            });
    lines.add(line("file", file(card.file())));
    card.file().addresses().forEach(address -> lines.add(line("address", address.toString())));
    if (!card.file().instructions().isEmpty()) {
      lines.add(line("get it", card.file().instructions()));
    }
    lines.add(
        line(
            "licence",
            card.licence().terms()
                + (card.licence().needsAcceptance() ? " (to be accepted once)" : "")));
    Background background = card.background();
    lines.add(line("source", background.source()));
    lines.add(line("trained on", background.trainingData()));
    lines.add(line("accuracy", background.accuracy()));
    lines.add(line("limits", background.limits()));
    lines.add(line("cite", background.citation()));
    lines.forEach(line -> ModelsCommand.print(out, "%-11s %s", line[0], line[1]));
    out.println();
  }

  private static String[] line(String what, String found) {
    return new String[] {what, found};
  }

  private static String cost(PoseNetwork network) {
    return number(network.parameters(), 1, "%,.0f")
        + " parameters, "
        + number(network.macs(), 1e9, "%.2f")
        + " GMAC at "
        + ModelsCommand.WIDTH
        + "x"
        + ModelsCommand.HEIGHT;
  }

  private static String number(OptionalLong count, double unit, String format) {
    return count.isEmpty() ? "?" : String.format(Locale.ROOT, format, count.getAsLong() / unit);
  }

  private static String file(ModelFile file) {
    String bytes =
        file.bytes().isPresent()
            ? String.format(Locale.ROOT, "%,d bytes", file.bytes().getAsLong())
            : "size not known";
    String sums = file.checksums().stream().map(Object::toString).collect(Collectors.joining(", "));
    return file.name()
        + ", "
        + bytes
        + ", "
        + (sums.isEmpty() ? "hash not known: what comes first is trusted" : sums);
  }

  /** A size in megabytes, or a question mark. */
  static String megabytes(OptionalLong bytes) {
    return bytes.isEmpty()
        ? "? MB"
        : String.format(Locale.ROOT, "%.1f MB", bytes.getAsLong() / 1e6);
  }
}
