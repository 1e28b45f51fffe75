package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;

/** Compares batches bit for bit. */
final class Batches {
  private Batches() {}

  static void assertMade(BatchRequest request, Optional<Batch> found) {
    Batch batch = found.orElseThrow(() -> new AssertionError(request + " did not come"));
    assertEquals(request, batch.request());
    assertSame(InventedData.batch(request), batch);
  }

  static void assertSame(Batch expected, Batch found) {
    assertEquals(expected.request(), found.request());
    assertEquals(expected.shape(), found.shape());
    // assertArrayEquals compares floats as Float.equals does: NaN is NaN, -0 is not 0.
    assertArrayEquals(expected.images(), found.images());
    assertArrayEquals(expected.heat(), found.heat());
    assertArrayEquals(expected.affinity(), found.affinity());
    assertArrayEquals(expected.heatMask(), found.heatMask());
    assertArrayEquals(expected.affinityMask(), found.affinityMask());
  }
}
