package org.jpose.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputTransformTest {
  private static final NetworkSize SIZE = new NetworkSize(432, 368);

  @ParameterizedTest
  @CsvSource({
    // image, size, multiple, scale -> content, input
    "640, 480, 432x368, 16, 1, STRETCH, 432, 368, 432, 368",
    "640, 480, 430x360, 16, 1, STRETCH, 432, 368, 432, 368",
    "640, 480, 432x368, 8, 0.5, STRETCH, 216, 184, 216, 184",
    "640, 480, 432x368, 16, 0.5, STRETCH, 224, 192, 224, 192",
    "640, 480, 432x368, 16, 1.5, STRETCH, 656, 560, 656, 560",
    "640, 480, -1x368, 16, 1, STRETCH, 496, 368, 496, 368",
    "640, 480, 432x-1, 16, 1, STRETCH, 432, 336, 432, 336",
    "640, 480, 432x368, 16, 1, PAD, 460, 345, 464, 352",
    "480, 640, 432x368, 16, 1, PAD, 345, 460, 352, 464",
    "640, 480, 432x368, 16, 0.5, PAD, 230, 173, 240, 176",
    "640, 480, 432x368, 16, 2, PAD, 921, 691, 928, 704",
    "640, 480, -1x368, 16, 1, PAD, 491, 368, 496, 368",
    "640, 480, 432x-1, 16, 1, PAD, 432, 324, 432, 336",
    "1, 1, 432x368, 16, 1, PAD, 399, 399, 400, 400",
    "1, 1, 432x368, 16, 1, STRETCH, 432, 368, 432, 368",
    "10000, 1, 432x368, 16, 1, PAD, 864, 1, 864, 16",
    "1, 10000, 432x368, 16, 1, PAD, 1, 736, 16, 736",
    "10000, 1, 432x368, 16, 1, STRETCH, 432, 368, 432, 368",
    "10000, 1, 432x-1, 16, 1, PAD, 432, 1, 432, 16",
    "640, 480, 1x1, 16, 1, PAD, 1, 1, 16, 16",
  })
  void planFollowsSizeShapeMultipleAndScale(
      int sourceWidth,
      int sourceHeight,
      String size,
      int multiple,
      double scale,
      Fit fit,
      int contentWidth,
      int contentHeight,
      int width,
      int height) {
    assertEquals(
        new InputTransform(
            sourceWidth, sourceHeight, contentWidth, contentHeight, width, height, fit),
        InputTransform.plan(
            sourceWidth, sourceHeight, NetworkSize.parse(size), multiple, fit, scale));
  }

  @ParameterizedTest
  @CsvSource({
    "10000, 1, -1x368, 1, 3680000",
    "1, 10000, 432x-1, 1, 4320000",
    "480, 480, 8192x8192, 1.01, 8288",
    // More pixels than an int counts.
    "1000000, 1, -1x8192, 1, 8192000000",
  })
  void inputsTooLargeAreRefused(
      int sourceWidth, int sourceHeight, String size, double scale, long side) {
    for (Fit fit : Fit.values()) {
      assertEquals(
          "the network's input would be "
              + side
              + " pixels on a side, 8192 is the limit; give both sides of the network size, or a"
              + " smaller scale",
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      InputTransform.plan(
                          sourceWidth, sourceHeight, NetworkSize.parse(size), 16, fit, scale))
              .getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({"640, 480", "1, 1", "10000, 1", "1, 10000", "433, 367", "31, 4000"})
  void coordinatesComeBack(int sourceWidth, int sourceHeight) {
    for (Fit fit : Fit.values()) {
      for (double scale : new double[] {0.5, 1, 1.7}) {
        InputTransform transform =
            InputTransform.plan(sourceWidth, sourceHeight, SIZE, 16, fit, scale);
        for (double at : new double[] {-0.5, 0, 0.25, 17, 431.5}) {
          assertEquals(at, transform.inputX(transform.sourceX(at)), 1e-9);
          assertEquals(at, transform.sourceY(transform.inputY(at)), 1e-9);
        }
        // Edges of the image are edges of the content.
        assertEquals(-0.5, transform.sourceX(-0.5), 1e-9);
        assertEquals(sourceWidth - 0.5, transform.sourceX(transform.contentWidth() - 0.5), 1e-9);
        assertEquals(-0.5, transform.inputY(-0.5), 1e-9);
        assertEquals(transform.contentHeight() - 0.5, transform.inputY(sourceHeight - 0.5), 1e-9);
      }
    }
  }

  @Test
  void pixelCentresCorrespond() {
    InputTransform half = new InputTransform(20, 40, 10, 10, 16, 16, Fit.PAD);
    assertEquals(0.5, half.sourceX(0));
    assertEquals(1.5, half.sourceY(0));
    assertEquals(-0.25, half.inputX(0));
  }

  @Test
  void restOfTheInputIsGreyToTheRightAndBelow() {
    byte[] white = new byte[3 * 5 * 4];
    Arrays.fill(white, (byte) 255);
    Image input =
        new InputTransform(5, 4, 5, 4, 8, 16, Fit.PAD)
            .apply(Image.wrap(5, 4, ColourOrder.BGR, white));
    assertEquals("Image[8x16 BGR]", input.toString());
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 8; x++) {
        int expected = x < 5 && y < 4 ? 255 : 128;
        assertEquals(expected, input.value(x, y, 0), x + ", " + y);
        assertEquals(expected, input.value(x, y, 2), x + ", " + y);
      }
    }
  }

  @Test
  void imageOfAnotherSizeIsRefused() {
    InputTransform transform = InputTransform.plan(640, 480, SIZE, 16, Fit.PAD, 1);
    Image image = Image.wrap(2, 1, ColourOrder.RGB, new byte[6]);
    assertEquals(
        "Image[2x1 RGB] does not have the planned size 640x480",
        assertThrows(IllegalArgumentException.class, () -> transform.apply(image)).getMessage());
  }

  @Test
  void contentOutsideTheInputIsRefused() {
    assertEquals(
        "cannot lay an image of 4x4 as 9x8 into 8x8",
        assertThrows(
                IllegalArgumentException.class, () -> new InputTransform(4, 4, 9, 8, 8, 8, Fit.PAD))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new InputTransform(4, 4, 8, 0, 8, 8, Fit.PAD));
    assertThrows(
        IllegalArgumentException.class, () -> new InputTransform(0, 4, 8, 8, 8, 8, Fit.PAD));
  }
}
