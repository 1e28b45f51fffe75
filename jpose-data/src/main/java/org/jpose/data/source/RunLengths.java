package org.jpose.data.source;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jpose.core.pose.Box;
import org.jpose.data.LossMask;

/** Where a mask does not count, as COCO writes regions: runs down the columns, outside first. */
final class RunLengths {
  private RunLengths() {}

  /** Whether a pixel is left out. COCO's regions know nothing between. */
  private static boolean isOut(LossMask mask, int x, int y) {
    return mask.value(x, y) < 128;
  }

  /** Number of pixels left out. */
  static int area(LossMask mask) {
    int area = 0;
    for (int y = 0; mask.pixels().isPresent() && y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        area += isOut(mask, x, y) ? 1 : 0;
      }
    }
    return area;
  }

  /** The smallest box around what is left out, if anything is. */
  static Box box(LossMask mask) {
    int left = mask.width();
    int top = mask.height();
    int right = 0;
    int bottom = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        if (isOut(mask, x, y)) {
          left = Math.min(left, x);
          right = Math.max(right, x + 1);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y + 1);
        }
      }
    }
    return new Box(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  }

  static void write(JsonGenerator json, LossMask mask) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("size");
    json.writeNumber(mask.height());
    json.writeNumber(mask.width());
    json.writeEndArray();
    json.writeArrayFieldStart("counts");
    int run = 0;
    boolean out = false;
    for (int x = 0; x < mask.width(); x++) {
      for (int y = 0; y < mask.height(); y++) {
        if (isOut(mask, x, y) != out) {
          json.writeNumber(run);
          run = 0;
          out = !out;
        }
        run++;
      }
    }
    json.writeNumber(run);
    json.writeEndArray();
    json.writeEndObject();
  }
}
