package org.jpose.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An image whose pixels are not square goes into the network as the one it shows does. */
class PixelAspectTransformTest {
  @ParameterizedTest
  @CsvSource({
    "240, 270, 2",
    "720, 576, 1.0667",
    "1440, 1080, 1.3333",
    "64, 200, 0.5",
    "720, 480, 0.8889"
  })
  void theShapeIsTheOneShown(int width, int height, double aspect) {
    int shown = (int) Math.round(width * aspect);
    for (NetworkSize size :
        new NetworkSize[] {new NetworkSize(432, 368), new NetworkSize(-1, 256)}) {
      InputTransform square = InputTransform.plan(shown, height, size, 16, Fit.PAD, 1);
      InputTransform stored = InputTransform.plan(width, height, aspect, size, 16, Fit.PAD, 1);
      assertEquals(square.width(), stored.width());
      assertEquals(square.height(), stored.height());
      assertEquals(square.contentWidth(), stored.contentWidth(), 1);
      assertEquals(square.contentHeight(), stored.contentHeight(), 1);
      // The middle of the network's picture is the middle of the stored one.
      assertEquals((width - 1) / 2.0, stored.sourceX((stored.contentWidth() - 1) / 2.0), 1e-9);
      assertEquals((height - 1) / 2.0, stored.sourceY((stored.contentHeight() - 1) / 2.0), 1e-9);
    }
    NetworkSize fixed = new NetworkSize(320, 256);
    InputTransform box = InputTransform.within(width, height, aspect, fixed, Fit.PAD);
    assertEquals(320, box.width());
    assertEquals(256, box.height());
    assertEquals((double) shown / height, (double) box.contentWidth() / box.contentHeight(), 0.03);
  }
}
