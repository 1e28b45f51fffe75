package org.jpose.media.draw;

import java.awt.Color;

/** Turns field values into colours. */
interface Palette {
  /** The colour of one value, or of a vector, as {@code 0xRRGGBB}. */
  int rgb(float first, float second);

  /** 0 to 1 in even steps of inferno (van der Walt and Smith, matplotlib; CC0). */
  static Palette heat() {
    int[] table =
        ramp(
            0x000004, 0x1b0c41, 0x4a0c6b, 0x781c6d, 0xa52c60, 0xcf4446, 0xed6925, 0xfb9b06,
            0xf7d13d, 0xfcffa4);
    return (value, same) -> table[step(value)];
  }

  /** -1 blue, 0 black, 1 red. */
  static Palette diverging() {
    int[] table = ramp(0x40a0ff, 0x1040e0, 0x000000, 0xe02010, 0xff7040);
    return (value, same) -> table[step((value + 1) / 2)];
  }

  /** Direction as hue (right red, down green-yellow, left cyan), length as brightness. */
  static Palette direction() {
    int[] hues = new int[256];
    for (int i = 0; i < hues.length; i++) {
      hues[i] = Color.HSBtoRGB(i / 256f, 1, 1) & 0xffffff;
    }
    return (x, y) -> {
      float length = (float) Math.sqrt(x * x + y * y);
      if (!(length > 0.004f)) {
        return 0;
      }
      int hue = hues[(int) Math.round(Math.atan2(y, x) / (2 * Math.PI) * 256) & 255];
      return between(0, hue, Math.min(1, length));
    };
  }

  private static int step(float value) {
    return value > 0 ? Math.min(255, Math.round(value * 255)) : 0;
  }

  private static int[] ramp(int... colours) {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      float place = i / 255f * (colours.length - 1);
      int below = Math.min(colours.length - 2, (int) place);
      table[i] = between(colours[below], colours[below + 1], place - below);
    }
    return table;
  }

  private static int between(int from, int to, float share) {
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int a = from >> shift & 255;
      int b = to >> shift & 255;
      colour |= Math.round(a + share * (b - a)) << shift;
    }
    return colour;
  }
}
