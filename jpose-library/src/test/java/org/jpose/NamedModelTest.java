package org.jpose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.ModelFormatException;
import org.jpose.core.PoseEstimator;
import org.jpose.onnx.OnnxBackend;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelConversion;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.ModelZoo;
import org.jpose.zoo.PoseNetwork;
import org.jpose.zoo.download.FetchListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models by their names, from a Java program. */
class NamedModelTest {
  private static final String HOME = "jpose.home";

  @TempDir Path folder;
  private String home;

  @BeforeEach
  void useFolder() {
    home = System.getProperty(HOME);
    System.setProperty(HOME, folder.resolve("home").toString());
  }

  @AfterEach
  void restore() {
    System.setProperty(HOME, home);
  }

  private InstalledModel addLite() throws IOException {
    Path file = Files.write(folder.resolve("a.onnx"), ModelZoo.load("lite"));
    ModelCard card = ModelStore.ownCard("mine", file, Optional.empty(), "", "");
    ModelConversion none =
        new ModelConversion() {
          @Override
          public void convert(ModelCard card, Path original, Path model) {
            throw new AssertionError("an ONNX file needs no conversion");
          }

          @Override
          public PoseNetwork inspect(Path model) {
            return ModelZoo.card("lite").orElseThrow().network().orElseThrow();
          }
        };
    return ModelStore.open().add(card, file, false, none, FetchListener.NONE);
  }

  @Test
  void embeddedAndAddedModelsAreOpenedByName() throws IOException {
    addLite();
    for (String[] named : new String[][] {{"base", "base"}, {"lite", "lite"}, {"mine", "lite"}}) {
      try (Backend backend = Jpose.named(named[0], 1)) {
        assertEquals(named[1], backend.info().name());
      }
    }
    try (PoseEstimator estimator = Jpose.estimator("mine", EstimatorOptions.defaults())) {
      assertEquals("lite", estimator.model().name());
    }
  }

  @Test
  void aModelThatIsNotHereIsSaidSo() {
    assertEquals(
        "model cmu is not here yet; run 'jpose models fetch cmu'",
        assertThrows(IllegalArgumentException.class, () -> Jpose.named("cmu", 1)).getMessage());
    assertEquals(
        "no model 'light'; 'jpose models list' has those there are",
        assertThrows(IllegalArgumentException.class, () -> Jpose.named("light", 1)).getMessage());
  }

  /** It would run: only hashes tell, the file's own, and that of what was added. */
  @Test
  void aModelThatWasReplacedIsRefused() throws IOException {
    Path path = addLite().path();
    byte[] model = Files.readAllBytes(path);
    model[model.length / 2] ^= 1;
    Files.write(path, model);
    assertThrows(ModelFormatException.class, () -> OnnxBackend.open(path, 1));
    ModelFormatException thrown =
        assertThrows(ModelFormatException.class, () -> Jpose.named("mine", 1));
    assertTrue(
        thrown.getMessage().startsWith("model mine was changed on the disk: "),
        thrown.getMessage());
    assertTrue(
        thrown.getMessage().endsWith("; run 'jpose models remove mine' and add it again"),
        thrown.getMessage());
  }
}
