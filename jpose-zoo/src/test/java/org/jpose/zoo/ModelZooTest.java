package org.jpose.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jpose.core.ModelFormatException;
import org.jpose.core.pose.Skeletons;
import org.jpose.zoo.download.Checksum;
import org.jpose.zoo.download.ModelFile;
import org.junit.jupiter.api.Test;

class ModelZooTest {
  private static final String COMMIT = "9aaf34708e9863eeab9685a7ec52a45f3b576e2d";

  private static ModelCard card(String name) {
    return ModelZoo.card(name).orElseThrow();
  }

  @Test
  void everyEmbeddedModelIsTheOneOnItsCard() {
    assertTrue(ModelZoo.isEmbedded(ModelZoo.DEFAULT));
    for (ModelCard card : ModelZoo.cards()) {
      if (ModelZoo.isEmbedded(card.name())) {
        byte[] model = ModelZoo.load(card.name());
        assertEquals(card.file().bytes().orElseThrow(), model.length);
        assertFalse(card.file().checksums().isEmpty());
      }
    }
  }

  @Test
  void adviceGoesByTheProcessor() {
    String with = ModelAdvice.of(Optional.of("avx_vnni"));
    assertTrue(with.startsWith("take base-int8: this processor has"), with);
    assertTrue(with.contains("(avx_vnni)"), with);
    String without = ModelAdvice.of(Optional.empty());
    assertTrue(without.startsWith("take base: this processor has no"), without);
    assertTrue(
        List.of(with, without)
            .contains(ModelAdvice.here().replaceAll("\\(a\\w+\\)", "(avx_vnni)")));
  }

  /** Each can be had somehow, and says how. */
  @Test
  void everyCardIsWhole() {
    for (ModelCard card : ModelZoo.cards()) {
      String name = card.name();
      ModelFile file = card.file();
      assertEquals(card, card(name));
      assertTrue(file.limit() > 0 && file.limit() <= 250_000_000, name);
      boolean fetchable = !file.addresses().isEmpty();
      assertEquals(!fetchable && !ModelZoo.isEmbedded(name), !file.instructions().isEmpty(), name);
      assertTrue(
          file.instructions().isEmpty() || file.instructions().contains("models add " + name));
      for (URI address : file.addresses()) {
        assertEquals("https", address.getScheme(), name);
        assertTrue(address.getPath().endsWith("/" + file.name()), address.toString());
      }
      card.network()
          .ifPresent(network -> assertEquals("coco18", Skeletons.named(network.skeleton()).name()));
    }
  }

  @Test
  void thePublishedGraphsOfTfPose() {
    for (String name : List.of("mobilenet_thin", "mobilenet_v2_large", "mobilenet_v2_small")) {
      assertEquals(
          "https://raw.githubusercontent.com/ildoonet/tf-pose-estimation/"
              + COMMIT
              + "/models/graph/"
              + name
              + "/graph_opt.pb",
          card(name).file().addresses().get(0).toString());
      assertTrue(
          card(name).file().checksums().stream()
              .anyMatch(sum -> sum.algorithm() == Checksum.Algorithm.GIT_BLOB));
    }
  }

  @Test
  void onlyCmusLicenceHasToBeAccepted() {
    assertEquals(
        List.of("cmu"),
        ModelZoo.cards().stream()
            .filter(card -> card.licence().needsAcceptance())
            .map(ModelCard::name)
            .toList());
    assertTrue(card("cmu").licence().terms().contains("noncommercial research use only"));
  }

  @Test
  void anUnknownModelIsRefusedWithTheKnownOnes() {
    assertTrue(ModelZoo.card("light").isEmpty());
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> ModelZoo.load("light"));
    assertEquals(
        "no model 'light' comes with jpose; embedded: base, base-int8, lite, lite-int8",
        thrown.getMessage());
  }

  @Test
  void aChangedModelIsRefused() {
    byte[] model = ModelZoo.load(ModelZoo.DEFAULT);
    model[model.length / 2] ^= 1;
    ModelCard card = card(ModelZoo.DEFAULT);
    ModelFormatException thrown =
        assertThrows(ModelFormatException.class, () -> ModelZoo.verify(card, model));
    assertTrue(
        thrown.getMessage().startsWith("embedded model base is damaged: SHA-256 "),
        thrown.getMessage());
    assertTrue(
        thrown
            .getMessage()
            .endsWith(
                ", its card says "
                    + card.file().checksums().get(0).hex()
                    + "; install jpose again"),
        thrown.getMessage());
  }
}
