package org.jpose.zoo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jpose.zoo.download.Checksum;
import org.jpose.zoo.download.ModelFile;

/** Cards as properties: the catalogue's resources, and the records of users' own models. */
final class CardProperties {
  private static final String UNKNOWN = "not known";

  private CardProperties() {}

  /**
   * Reads a card.
   *
   * @throws IllegalArgumentException if a value is missing or wrong
   */
  static ModelCard read(String name, Properties card) {
    OptionalLong bytes = number(card, "file.bytes");
    OptionalLong limit = number(card, "file.limit");
    if (bytes.isEmpty() && limit.isEmpty()) {
      throw new IllegalArgumentException("card of " + name + " has neither file.bytes nor .limit");
    }
    ModelFile file =
        new ModelFile(
            required(card, "file.name"),
            bytes,
            bytes.orElseGet(limit::getAsLong),
            list(card, "file.checksums").map(Checksum::parse).toList(),
            list(card, "file.addresses").map(URI::create).toList(),
            Optional.ofNullable(card.getProperty("file.companion")),
            card.getProperty("file.instructions", ""));
    return new ModelCard(
        name,
        required(card, "title"),
        network(card),
        file,
        new Licence(
            required(card, "licence"),
            card.getProperty("licence.terms", required(card, "licence")),
            Boolean.parseBoolean(card.getProperty("licence.needsAcceptance"))),
        new Background(
            required(card, "source"),
            required(card, "trainingData"),
            required(card, "accuracy"),
            required(card, "limits"),
            required(card, "citation")));
  }

  /** Adds the card of a user's own model: what of it cannot be looked up in the catalogue. */
  static void write(ModelCard card, Properties to) {
    to.setProperty("title", card.title());
    card.network()
        .ifPresent(
            network -> {
              to.setProperty("network", network.name());
              to.setProperty("skeleton", network.skeleton());
              to.setProperty("colour", network.colour());
              network
                  .parameters()
                  .ifPresent(count -> to.setProperty("parameters", Long.toString(count)));
              network.macs().ifPresent(count -> to.setProperty("macs", Long.toString(count)));
            });
    to.setProperty("file.name", card.file().name());
    to.setProperty("file.bytes", Long.toString(card.file().limit()));
    to.setProperty(
        "file.checksums",
        card.file().checksums().stream().map(Checksum::text).collect(Collectors.joining(" ")));
    to.setProperty("licence", card.licence().name());
    to.setProperty("licence.terms", card.licence().terms());
    to.setProperty("source", card.background().source());
    to.setProperty("trainingData", card.background().trainingData());
    to.setProperty("accuracy", card.background().accuracy());
    to.setProperty("limits", card.background().limits());
    to.setProperty("citation", card.background().citation());
  }

  /** What is known of a file somebody brings under a name of their own. */
  static ModelCard own(
      String name, Path file, Optional<String> network, String licence, String source)
      throws IOException {
    long bytes = Files.size(file);
    return new ModelCard(
        name,
        "added from " + file.getFileName(),
        network.map(
            known ->
                new PoseNetwork(
                    known, UNKNOWN, UNKNOWN, OptionalLong.empty(), OptionalLong.empty())),
        new ModelFile(
            file.getFileName().toString(),
            OptionalLong.of(bytes),
            bytes,
            List.of(Checksum.of(Checksum.Algorithm.SHA_256, file)),
            List.of(),
            Optional.empty(),
            ""),
        new Licence(known(licence), known(licence), false),
        new Background(known(source), UNKNOWN, "not measured", UNKNOWN, UNKNOWN));
  }

  private static String known(String said) {
    return said.isBlank() ? UNKNOWN : said;
  }

  private static Optional<PoseNetwork> network(Properties card) {
    return Optional.ofNullable(card.getProperty("network"))
        .map(
            name ->
                new PoseNetwork(
                    name,
                    required(card, "skeleton"),
                    required(card, "colour"),
                    number(card, "parameters"),
                    number(card, "macs")));
  }

  private static String required(Properties card, String key) {
    String value = card.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("model card has no " + key);
    }
    return value;
  }

  private static OptionalLong number(Properties card, String key) {
    String value = card.getProperty(key);
    return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
  }

  private static Stream<String> list(Properties card, String key) {
    return Arrays.stream(card.getProperty(key, "").split("\\s+")).filter(item -> !item.isEmpty());
  }
}
