package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.Backend;
import org.jpose.core.ModelInfo;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Backend} does. */
public abstract class BackendContract {
  private Backend backend;

  /** For subclasses. */
  protected BackendContract() {}

  /** A new backend; the contract closes it. */
  protected abstract Backend open() throws Exception;

  /** An image the backend understands; different numbers, below ten, give different images. */
  protected abstract Image image(Backend backend, int number, int width, int height);

  /** What messages of a closed backend say. */
  protected abstract String closedMessage();

  @BeforeEach
  void openBackend() throws Exception {
    backend = open();
  }

  @AfterEach
  void closeBackend() {
    backend.close();
  }

  private Image image(int number, int columns, int rows) {
    int multiple = backend.info().multiple();
    return image(backend, number, columns * multiple, rows * multiple);
  }

  /** Fails unless two answers are the same to a millionth. */
  protected static void assertSameFields(PoseFields expected, PoseFields found, String where) {
    assertEquals(expected.width(), found.width(), where);
    assertEquals(expected.height(), found.height(), where);
    assertArrayEquals(expected.heat(), found.heat(), 1e-6f, where);
    assertArrayEquals(expected.affinity(), found.affinity(), 1e-6f, where);
  }

  @Test
  void fieldsHaveACellPerStrideAndTheSkeletonsPlanes() {
    ModelInfo info = backend.info();
    Image image = image(0, 3, 2);
    PoseFields fields = backend.run(List.of(image)).get(0);
    assertSame(info.skeleton(), fields.skeleton());
    assertEquals(info.stride(), fields.stride());
    assertEquals(image.width() / info.stride(), fields.width());
    assertEquals(image.height() / info.stride(), fields.height());
  }

  @Test
  void noImagesHaveNoFields() {
    assertEquals(List.of(), backend.run(List.of()));
  }

  @Test
  void imagesTogetherGiveTheSameAsOneByOne() {
    List<Image> images = new ArrayList<>();
    for (int number = 0; number < 4; number++) {
      images.add(image(number, 4, 3));
    }
    List<PoseFields> together = backend.run(images);
    assertEquals(images.size(), together.size());
    for (int i = 0; i < images.size(); i++) {
      assertSameFields(backend.run(List.of(images.get(i))).get(0), together.get(i), "image " + i);
    }
  }

  @Test
  void fieldsTellImagesApart() {
    List<PoseFields> fields = backend.run(List.of(image(1, 4, 3), image(2, 4, 3)));
    float[] first = fields.get(0).heat();
    float[] second = fields.get(1).heat();
    double difference = 0;
    for (int i = 0; i < first.length; i++) {
      difference = Math.max(difference, Math.abs(first[i] - second[i]));
    }
    assertTrue(difference > 1e-3, "largest difference " + difference);
  }

  @Test
  void answersKeepTheirValuesWhenTheBackendRunsAgain() {
    PoseFields fields = backend.run(List.of(image(1, 4, 3))).get(0);
    float[] heat = fields.heat().clone();
    backend.run(List.of(image(2, 4, 3)));
    backend.run(List.of(image(3, 6, 5)));
    assertArrayEquals(heat, fields.heat());
  }

  @Test
  void colourOrderOfTheImageDoesNotMatter() {
    Image image = image(5, 4, 3);
    byte[] swapped = image.pixels().clone();
    for (int i = 0; i < swapped.length; i += 3) {
      swapped[i] = image.pixels()[i + 2];
      swapped[i + 2] = image.pixels()[i];
    }
    ColourOrder other = image.order() == ColourOrder.RGB ? ColourOrder.BGR : ColourOrder.RGB;
    Image same = Image.wrap(image.width(), image.height(), other, swapped);
    List<PoseFields> fields = backend.run(List.of(image, same));
    assertArrayEquals(fields.get(0).heat(), fields.get(1).heat());
    assertArrayEquals(fields.get(0).affinity(), fields.get(1).affinity());
  }

  @Test
  void sidesThatAreNoMultiplesAreRefused() {
    ModelInfo info = backend.info();
    int multiple = info.multiple();
    for (int[] size : new int[][] {{multiple + 1, multiple}, {multiple, multiple / 2}}) {
      Image image = image(backend, 0, size[0], size[1]);
      assertEquals(
          "%s takes sides that are multiples of %d, found %s"
              .formatted(info.name(), multiple, image),
          assertThrows(IllegalArgumentException.class, () -> backend.run(List.of(image)))
              .getMessage());
    }
  }

  @Test
  void imagesOfDifferentSizesAreRefused() {
    Image first = image(0, 3, 2);
    Image second = image(1, 2, 3);
    assertEquals(
        "inputs of one run must have one size, found " + first + " and " + second,
        assertThrows(IllegalArgumentException.class, () -> backend.run(List.of(first, second)))
            .getMessage());
  }

  @Test
  void closedBackendNamesItself() {
    Image image = image(0, 3, 2);
    backend.close();
    backend.close();
    assertEquals(
        closedMessage(),
        assertThrows(IllegalStateException.class, () -> backend.run(List.of(image))).getMessage());
  }

  @Test
  void closedBackendStillSaysWhatItWas() {
    ModelInfo info = backend.info();
    backend.close();
    assertEquals(info, backend.info());
  }
}
