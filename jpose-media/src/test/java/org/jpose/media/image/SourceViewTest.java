package org.jpose.media.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.image.SourceView.Crop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceViewTest {
  /** 1 2 3 above 4 5 6. */
  private static Image picture() {
    byte[] pixels = new byte[18];
    for (int i = 0; i < 6; i++) {
      pixels[3 * i + 1] = (byte) (i + 1);
    }
    return Image.wrap(3, 2, ColourOrder.RGB, pixels).withPixelAspect(2);
  }

  private static String rows(Image image) {
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < image.height(); y++) {
      text.append(y == 0 ? "" : "/");
      for (int x = 0; x < image.width(); x++) {
        text.append(image.value(x, y, 1));
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, , 123/456, 2",
    "90, false, , 41/52/63, 0.5",
    "180, false, , 654/321, 2",
    "270, false, , 36/25/14, 0.5",
    "0, true, , 321/654, 2",
    "90, true, , 14/25/36, 0.5",
    "0, false, '1,0,2,2', 23/56, 2",
    "90, true, '0,1,1,2', 2/3, 0.5"
  })
  void turnsMirrorsAndCuts(int degrees, boolean mirror, String crop, String rows, double aspect) {
    SourceView view = new SourceView(degrees, mirror, Optional.ofNullable(crop).map(Crop::parse));
    Image viewed = view.of(picture(), "a.png");
    assertEquals(rows, rows(viewed));
    assertEquals(aspect, viewed.pixelAspect());
    assertEquals(ColourOrder.RGB, viewed.order());
  }

  @Test
  void theWholeIsTheImageItself() {
    Image picture = picture();
    assertSame(picture, SourceView.whole().of(picture, "a.png"));
    Image twice = new SourceView(180, false, Optional.empty()).of(picture, "a.png");
    assertArrayEquals(
        picture.pixels(), new SourceView(180, false, Optional.empty()).of(twice, "a.png").pixels());
  }

  @Test
  void partsThatAreNotThere() {
    SourceView view = new SourceView(0, false, Optional.of(new Crop(2, 0, 2, 1)));
    assertEquals(
        "a.png: has 3x2 pixels, and no part of 2x1 at 2,0",
        assertThrows(MediaException.class, () -> view.of(picture(), "a.png")).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1,2,3", "1,2,3,0", "-1,0,5,5", "a,b,c,d", "1,2,3,4,5"})
  void wrongParts(String text) {
    assertThrows(IllegalArgumentException.class, () -> Crop.parse(text));
  }

  @ParameterizedTest
  @ValueSource(ints = {-90, 45, 360, 1})
  void wrongTurns(int degrees) {
    assertThrows(
        IllegalArgumentException.class, () -> new SourceView(degrees, false, Optional.empty()));
  }
}
