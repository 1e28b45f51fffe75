package org.jpose.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jpose.core.ModelFormatException;

/** The models that come with jpose, with their cards. Thread-safe. */
public final class ModelZoo {
  /** Name of the model that is used when none is asked for. */
  public static final String DEFAULT = "lite";

  private static final List<String> EMBEDDED = List.of(DEFAULT);

  private ModelZoo() {}

  /** The cards of all models. */
  public static List<ModelCard> cards() {
    return EMBEDDED.stream().map(ModelZoo::read).toList();
  }

  /** The card of the model with this name, if there is one. */
  public static Optional<ModelCard> card(String name) {
    return EMBEDDED.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  private static ModelCard read(String name) {
    Properties properties = new Properties();
    try (InputStream in = resource(name + ".properties")) {
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ModelCard.of(name, properties);
  }

  /**
   * The ONNX file of an embedded model, checked against the hash on its card.
   *
   * @throws IllegalArgumentException if there is no such model
   * @throws ModelFormatException if the file is not the one on the card
   */
  public static byte[] load(String name) {
    ModelCard card =
        card(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "model '"
                            + name
                            + "' is not known; known: "
                            + String.join(", ", EMBEDDED)));
    try (InputStream in = resource(name + ".onnx")) {
      byte[] model = in.readAllBytes();
      verify(card, model);
      return model;
    } catch (IOException e) {
      throw new ModelFormatException("embedded model " + name + " cannot be read", e);
    }
  }

  static void verify(ModelCard card, byte[] model) {
    String found = sha256(model);
    if (!found.equals(card.sha256())) {
      throw new ModelFormatException(
          "embedded model "
              + card.name()
              + " is damaged: SHA-256 is "
              + found
              + ", its card says "
              + card.sha256()
              + "; install jpose again");
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
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
