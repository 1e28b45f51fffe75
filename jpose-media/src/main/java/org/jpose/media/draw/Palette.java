package org.jpose.media.draw;

import java.awt.Color;

/** Turns field values into colours. */
interface Palette {
  /** The colour of one value, or of a vector, as {@code 0xRRGGBB}. */
  int rgb(float first, float second);

  /** 0 to 1 in even steps of viridis (van der Walt and Smith, matplotlib; CC0). */
  static Palette heat() {
    int[] table =
        ramp(
            0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58,
            0xb5de2b, 0xfde725);
    return (value, same) -> table[step(value)];
  }

  /** -1 blue, 0 black, 1 red. */
  static Palette diverging() {
    int[] table = ramp(0xa0d0ff, 0x2060ff, 0x000000, 0xff3020, 0xffc0a0);
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
