package org.jpose.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jpose.core.ModelFormatException;
import org.jpose.zoo.download.Checksum;

/**
 * The catalogue: the models jpose knows by name, and those that come with it. {@link ModelStore}
 * has those that were fetched or added. Thread-safe.
 */
public final class ModelZoo {
  /** Name of the model that is used when none is asked for. */
  public static final String DEFAULT = "base";

  private static final List<String> EMBEDDED = List.of("base", "base-int8", "lite", "lite-int8");

  /** The catalogue's cards, in the order of lists. */
  private static final List<String> KNOWN =
      List.of(
          "base",
          "base-int8",
          "lite",
          "lite-int8",
          "mobilenet_v2_small",
          "mobilenet_v2_large",
          "mobilenet_thin",
          "mobilenet",
          "cmu",
          "mobilenet_v1_0.50_imagenet",
          "mobilenet_v1_0.75_imagenet",
          "mobilenet_v1_1.0_imagenet");

  private ModelZoo() {}

  /** The cards of all models of the catalogue. */
  public static List<ModelCard> cards() {
    return KNOWN.stream().map(ModelZoo::read).toList();
  }

  /** The card of the model with this name, if the catalogue has one. */
  public static Optional<ModelCard> card(String name) {
    return KNOWN.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  /** The names of the models that come with jpose, the default first. */
  public static List<String> embedded() {
    return EMBEDDED;
  }

  /** Whether the model comes with jpose, so that nothing has to be fetched. */
  public static boolean isEmbedded(String name) {
    return EMBEDDED.contains(name);
  }

  private static ModelCard read(String name) {
    Properties properties = new Properties();
    try (InputStream in = resource(name + ".properties")) {
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return CardProperties.read(name, properties);
  }

  /**
   * The ONNX file of an embedded model, checked against the hash on its card.
   *
   * @throws IllegalArgumentException if no such model comes with jpose
   * @throws ModelFormatException if the file is not the one on the card
   */
  public static byte[] load(String name) {
    if (!isEmbedded(name)) {
      throw new IllegalArgumentException(
          "no model '" + name + "' comes with jpose; embedded: " + String.join(", ", EMBEDDED));
    }
    ModelCard card = read(name);
    try (InputStream in = resource(card.file().name())) {
      byte[] model = in.readAllBytes();
      verify(card, model);
      return model;
    } catch (IOException e) {
      throw new ModelFormatException("embedded model " + name + " cannot be read", e);
    }
  }

  static void verify(ModelCard card, byte[] model) {
    for (Checksum expected : card.file().checksums()) {
      Checksum found = Checksum.of(expected.algorithm(), model);
      if (!found.equals(expected)) {
        throw new ModelFormatException(
            "embedded model %s is damaged: %s, its card says %s; install jpose again"
                .formatted(card.name(), found, expected.hex()));
      }
    }
  }

  private static InputStream resource(String file) {
    InputStream in = ModelZoo.class.getResourceAsStream(file);
    if (in == null) {
      throw new ModelFormatException(
          "resource " + file + " is missing from jpose-zoo; install jpose again");
    }
    return in;
  }
}
