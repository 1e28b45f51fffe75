package org.jpose.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jpose.core.ModelFormatException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no models, damaged models and models of another kind. */
class BadModelTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void writeModel() throws Exception {
    model = TinyModel.write(folder);
  }

  private static String refused(Path file) {
    return assertThrows(ModelFormatException.class, () -> OnnxBackend.open(file, 1)).getMessage();
  }

  @Test
  void missingFile() {
    Path file = folder.resolve("no.onnx");
    assertEquals(file + ": no such file; expected an ONNX model file", refused(file));
  }

  @Test
  void folderInPlaceOfAFile() {
    assertEquals(folder + ": is a folder; expected an ONNX model file", refused(folder));
  }

  @Test
  void emptyFile() throws Exception {
    Path file = Files.createFile(folder.resolve("empty.onnx"));
    assertEquals(file + ": has 0 bytes; expected an ONNX model file of up to 2 GB", refused(file));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 10, 25, 50, 75, 90})
  void truncatedFile(int percent) throws Exception {
    int bytes = Math.max(1, (int) (Files.size(model) * percent / 100));
    Path file = TinyModel.cut(model, bytes);
    assertNoOnnx(file, "");
  }

  private static void assertNoOnnx(Path file, String what) {
    String message = refused(file);
    assertTrue(
        message.startsWith(file + ": ONNX Runtime cannot load it; is it a whole ONNX file? ")
            || message.startsWith(file + ": is no whole ONNX file: "),
        what + message);
  }

  @Test
  void lastByteMissing() throws Exception {
    Path file = TinyModel.cut(model, (int) Files.size(model) - 1);
    assertNoOnnx(file, "");
  }

  @Test
  void randomBytes() throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[1 + random.nextInt(5000)];
      random.nextBytes(bytes);
      Path file = Files.write(folder.resolve("random.onnx"), bytes);
      assertNoOnnx(file, "seed " + seed + ": ");
    }
  }

  @Test
  void textFile() throws Exception {
    Path file = Files.writeString(folder.resolve("text.onnx"), "this is no model\n");
    assertNoOnnx(file, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpose.skeleton", "jpose.colour", "jpose.stride", "jpose.multiple"})
  void modelWithoutMetadata(String key) throws Exception {
    Path file = TinyModel.replaced(model, key, key.replace("jpose", "other"));
    assertEquals(
        file
            + ": has no '"
            + key
            + "' in its metadata, so it is not a model jpose wrote; make one with 'jpose convert', or say which"
            + " skeleton, colours, scale and shift it has",
        refused(file));
  }

  @Test
  void modelWithoutANameIsCalledByItsFile() throws Exception {
    Path file = TinyModel.replaced(model, "jpose.network", "other.network");
    try (OnnxBackend backend = OnnxBackend.open(file, 1)) {
      assertEquals(file.toString(), backend.info().name());
    }
  }

  @Test
  void unknownSkeleton() throws Exception {
    Path file = TinyModel.replaced(model, "coco18", "coco99");
    assertEquals(
        file
            + ": its metadata is wrong: skeleton 'coco99' is not known; known: coco18, coco17,"
            + " body25, mpii",
        refused(file));
  }

  @Test
  void unknownColourOrder() throws Exception {
    Path file = TinyModel.replaced(model, "bgr", "hsv");
    assertEquals(
        file + ": its metadata is wrong: 'jpose.colour' is 'hsv', expected rgb or bgr",
        refused(file));
  }

  @Test
  void strideThatIsNoNumber() throws Exception {
    // A metadata entry: key, then field 2, length 1, the digit.
    Path file = TinyModel.replaced(model, "jpose.stride\u0012\u00018", "jpose.stride\u0012\u0001x");
    assertEquals(
        file + ": its metadata is wrong: 'jpose.stride' is 'x', expected a whole number",
        refused(file));
  }

  @Test
  void strideThatDoesNotDivideTheMultiple() throws Exception {
    Path file = TinyModel.replaced(model, "jpose.stride\u0012\u00018", "jpose.stride\u0012\u00015");
    assertEquals(
        file + ": its metadata is wrong: tiny: stride 5 must divide multiple 16", refused(file));
  }

  @Test
  void strideThatIsNotTheNetworks() throws Exception {
    Path file = TinyModel.replaced(model, "jpose.stride\u0012\u00018", "jpose.stride\u0012\u00014");
    Image input = Image.wrap(32, 16, ColourOrder.RGB, new byte[32 * 16 * 3]);
    try (OnnxBackend backend = OnnxBackend.open(file, 1)) {
      String message =
          assertThrows(ModelFormatException.class, () -> backend.run(List.of(input))).getMessage();
      assertTrue(
          message.endsWith(
              "has 4x2 cells for an input of 32x16, its metadata says stride 4; convert it again"
                  + " with the right stride"),
          message);
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, heat, 18, 19", "0, -2, affinity, 36, 38", "5, 0, heat, 24, 19"})
  void wrongNumberOfChannels(int heat, int affinity, String output, int found, int expected)
      throws Exception {
    Path file = TinyModel.write(folder, TinyModel.HEAT + heat, TinyModel.AFFINITY + affinity);
    assertEquals(
        "%s: output '%s' has %d channels, skeleton coco18 needs %d; was it exported for another skeleton?"
            .formatted(file, output, found, expected),
        refused(file));
  }

  @Test
  void modelOfAnotherSkeleton() throws Exception {
    Path file = TinyModel.replaced(model, "coco18", "body25");
    assertEquals(
        file
            + ": output 'heat' has 19 channels, skeleton body25 needs 26; was it exported for"
            + " another skeleton?",
        refused(file));
  }

  @Test
  void otherNamesAreKnownByTheirChannels() throws Exception {
    for (String[] names : new String[][] {{"heat", "warm"}, {"image", "photo"}}) {
      OnnxBackend.open(TinyModel.replaced(model, names[0], names[1]), 1).close();
    }
  }

  @Test
  void negativeThreads() {
    assertEquals(
        "threads is -1, expected 0 or more",
        assertThrows(IllegalArgumentException.class, () -> OnnxBackend.open(model, -1))
            .getMessage());
  }
}
