package org.jpose.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;

/** Compares what records hold of samples. */
public final class SameSamples {
  /** Places go through a float one larger; a box's width is not in a record. */
  private static final double ROUNDING = 1e-4;

  private SameSamples() {}

  public static void assertSamePeople(List<LabelledPerson> expected, List<LabelledPerson> found) {
    assertEquals(expected.size(), found.size(), "people");
    for (int i = 0; i < expected.size(); i++) {
      LabelledPerson a = expected.get(i);
      LabelledPerson b = found.get(i);
      assertEquals(a.skeleton(), b.skeleton());
      for (int j = 0; j < a.joints().size(); j++) {
        LabelledJoint first = a.joints().get(j);
        LabelledJoint second = b.joints().get(j);
        String where = "person " + i + ", joint " + j;
        assertEquals(first.visibility(), second.visibility(), where);
        assertEquals(first.x(), second.x(), ROUNDING, where);
        assertEquals(first.y(), second.y(), ROUNDING, where);
      }
      double x = a.box().x() + a.box().width() / 2.0;
      double y = a.box().y() + a.box().height() / 2.0;
      assertEquals(x, b.box().x() + b.box().width() / 2.0, 1e-3, "centre of person " + i);
      assertEquals(y, b.box().y() + b.box().height() / 2.0, 1e-3, "centre of person " + i);
      assertEquals(a.box().height(), b.box().height(), 1e-3, "height of person " + i);
    }
  }

  /** Compares pixels; the order of colours may differ. */
  public static void assertSameImage(Image expected, Image found) {
    assertEquals(expected.width(), found.width());
    assertEquals(expected.height(), found.height());
    assertArrayEquals(inOrder(expected), inOrder(found));
  }

  private static byte[] inOrder(Image image) {
    if (image.order() == ColourOrder.BGR) {
      return image.pixels();
    }
    byte[] pixels = image.pixels().clone();
    for (int i = 0; i < pixels.length; i += 3) {
      byte first = pixels[i];
      pixels[i] = pixels[i + 2];
      pixels[i + 2] = first;
    }
    return pixels;
  }

  /** Compares masks pixel by pixel. */
  public static void assertSameMask(LossMask expected, LossMask found) {
    assertEquals(expected.width(), found.width());
    assertEquals(expected.height(), found.height());
    assertArrayEquals(plane(expected), plane(found));
  }

  private static byte[] plane(LossMask mask) {
    return mask.pixels()
        .orElseGet(
            () -> {
              byte[] everywhere = new byte[mask.width() * mask.height()];
              Arrays.fill(everywhere, LossMask.COUNTS);
              return everywhere;
            });
  }
}
