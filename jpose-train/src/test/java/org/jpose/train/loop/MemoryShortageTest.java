package org.jpose.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Optional;
import org.jpose.data.Batch;
import org.jpose.data.loader.BatchLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryShortageTest {
  private static Batch batch() throws InterruptedException {
    try (BatchLoader loader = SmallTraining.batches(0)) {
      return loader.next().orElseThrow();
    }
  }

  /** What libtorch 2.10 and the C++ library say. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory:"
            + " you tried to allocate 137438953472 bytes. Error code 12 (Cannot allocate memory)",
        "CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity of 15.77 GiB",
        "std::bad_alloc"
      })
  void saysWhatToTry(String said) throws InterruptedException {
    RuntimeException torch = new RuntimeException(said + "\nException raised from ...");
    IllegalStateException wrapped = new IllegalStateException("small: libtorch cannot", torch);
    RuntimeException told = MemoryShortage.in(wrapped, batch()).orElseThrow();
    assertEquals(
        "memory does not suffice for a batch of 2 at 64x64 pixels ("
            + said
            + "); try batches of 1 or a smaller size",
        told.getMessage());
    assertSame(wrapped, told.getCause());
  }

  @Test
  void otherFailuresAreLeftAlone() throws InterruptedException {
    RuntimeException other = new IllegalStateException("small: shapes do not fit");
    assertEquals(Optional.empty(), MemoryShortage.in(other, batch()));
  }
}
