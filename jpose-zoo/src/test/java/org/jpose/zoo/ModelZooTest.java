package org.jpose.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jpose.core.ModelFormatException;
import org.junit.jupiter.api.Test;

class ModelZooTest {
  @Test
  void everyEmbeddedModelIsTheOneOnItsCard() {
    assertTrue(ModelZoo.card(ModelZoo.DEFAULT).isPresent());
    for (ModelCard card : ModelZoo.cards()) {
      byte[] model = ModelZoo.load(card.name());
      assertEquals(card.bytes(), model.length);
    }
  }

  @Test
  void anUnknownModelIsRefusedWithTheKnownOnes() {
    assertTrue(ModelZoo.card("light").isEmpty());
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> ModelZoo.load("light"));
    assertEquals("model 'light' is not known; known: lite", thrown.getMessage());
  }

  @Test
  void aChangedModelIsRefused() {
    byte[] model = ModelZoo.load(ModelZoo.DEFAULT);
    model[model.length / 2] ^= 1;
    ModelCard card = ModelZoo.card(ModelZoo.DEFAULT).orElseThrow();
    ModelFormatException thrown =
        assertThrows(ModelFormatException.class, () -> ModelZoo.verify(card, model));
    assertTrue(
        thrown.getMessage().startsWith("embedded model lite is damaged: SHA-256 is "),
        thrown.getMessage());
    assertTrue(
        thrown.getMessage().endsWith(", its card says " + card.sha256() + "; install jpose again"),
        thrown.getMessage());
  }
}
