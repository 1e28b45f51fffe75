package org.jpose.media.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.junit.jupiter.api.Test;

class CanvasTest {
  private static int rgb(Image image, int x, int y) {
    int at = (y * image.width() + x) * 3;
    byte[] pixels = image.pixels();
    return (pixels[at] & 255) << 16 | (pixels[at + 1] & 255) << 8 | pixels[at + 2] & 255;
  }

  @Test
  void fillsLinesAndDiscs() {
    Canvas canvas = Canvas.of(20, 10, 0xffffff);
    canvas.fill(2, 3, 4, 2, 0x102030);
    canvas.line(10, 5, 18, 5, 1, 0xff0000);
    assertEquals(0xffffff, rgb(canvas.image(), 1, 3));
    assertEquals(0x102030, rgb(canvas.image(), 2, 3));
    assertEquals(0x102030, rgb(canvas.image(), 5, 4));
    assertEquals(0xffffff, rgb(canvas.image(), 6, 4));
    assertEquals(0xff0000, rgb(canvas.image(), 14, 5));
    assertEquals(0xffffff, rgb(canvas.image(), 14, 7));
    canvas.disc(14, 5, 2, 0x0000ff);
    assertEquals(0x0000ff, rgb(canvas.image(), 14, 6));
  }

  @Test
  void lettersAreWhereTheyAreAsked() {
    Canvas canvas = Canvas.of(60, 40, 0xffffff);
    canvas.text("l", 10, 12, TextSize.SMALL, 0);
    int left = 60;
    int right = 0;
    int top = 40;
    int bottom = 0;
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 60; x++) {
        if (rgb(canvas.image(), x, y) != 0xffffff) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    assertTrue(left >= 10 && right < 10 + canvas.textWidth("l", TextSize.SMALL), left + "" + right);
    assertTrue(top >= 12 && bottom < 12 + canvas.textHeight(TextSize.SMALL), top + " " + bottom);
    assertTrue(bottom - top >= 7 && right - left <= 2, "an l is tall and thin");
  }

  @Test
  void widthIsTheSumOfLettersAndOthersAreQuestionMarks() {
    Canvas canvas = Canvas.of(9, 9, 0);
    for (TextSize size : TextSize.values()) {
      int sum = canvas.textWidth("W", size) + canvas.textWidth("~", size);
      assertEquals(sum, canvas.textWidth("W~", size));
      assertEquals(canvas.textWidth("?", size), canvas.textWidth("\u00e9", size));
      assertTrue(canvas.textWidth("i", size) < canvas.textWidth("W", size));
    }
    Canvas other = Canvas.of(9, 9, 0);
    canvas.text("\u00e9", 0, 0, TextSize.SMALL, 0xffffff);
    other.text("?", 0, 0, TextSize.SMALL, 0xffffff);
    assertArrayEquals(other.image().pixels(), canvas.image().pixels());
  }

  @Test
  void whatLiesOutsideIsCutOff() {
    Canvas canvas = Canvas.of(8, 8, 0x404040);
    Image big = Canvas.of(30, 30, 0x00ff00).image();
    canvas.picture(big, -10, -10);
    assertEquals(0x00ff00, rgb(canvas.image(), 7, 7));
    canvas.picture(Canvas.of(3, 3, 0xff00ff).image(), 6, 6);
    assertEquals(0x00ff00, rgb(canvas.image(), 5, 5));
    assertEquals(0xff00ff, rgb(canvas.image(), 7, 7));
    canvas.text("MMMM", -5, -3, TextSize.LARGE, 0);
    canvas.text("MMMM", 5, 6, TextSize.LARGE, 0);
    canvas.fill(-5, -5, 100, 6, 0);
    canvas.outline(-3, -3, 50, 50, 2, 0);
    assertEquals(0, rgb(canvas.image(), 3, 0));
  }

  @Test
  void picturesKeepTheirColoursInAnyOrder() {
    Image bgr = Image.wrap(1, 1, ColourOrder.BGR, new byte[] {1, 2, 3});
    Canvas canvas = Canvas.of(1, 1, 0);
    canvas.picture(bgr, 0, 0);
    assertEquals(0x030201, rgb(canvas.image(), 0, 0));
  }
}
