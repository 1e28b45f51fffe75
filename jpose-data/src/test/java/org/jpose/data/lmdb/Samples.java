package org.jpose.data.lmdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jpose.data.LabelledJoint;
import org.jpose.data.LabelledPerson;
import org.jpose.data.LossMask;

/** Compares what records hold of samples. */
final class Samples {
  /** Places go through a float one larger; a box's width is not in a record. */
  private static final double ROUNDING = 1e-4;

  private Samples() {}

  static void assertSamePeople(List<LabelledPerson> expected, List<LabelledPerson> found) {
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

  static void assertSameMask(LossMask expected, LossMask found) {
    assertEquals(expected.width(), found.width());
    assertEquals(expected.height(), found.height());
    for (int y = 0; y < expected.height(); y++) {
      for (int x = 0; x < expected.width(); x++) {
        if (expected.value(x, y) != found.value(x, y)) {
          assertEquals(expected.value(x, y), found.value(x, y), "mask at " + x + ", " + y);
        }
      }
    }
  }
}
