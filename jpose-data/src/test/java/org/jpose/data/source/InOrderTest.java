package org.jpose.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InOrderTest {
  @Test
  void resultsComeInOrderAndFewWait() throws InterruptedException {
    AtomicInteger started = new AtomicInteger();
    List<Integer> used = new ArrayList<>();
    InOrder.run(
        500,
        4,
        i -> {
          started.incrementAndGet();
          return i * i;
        },
        (square, i) -> {
          assertEquals(i * i, square);
          assertTrue(started.get() <= i + 8, "at most eight ahead");
          used.add(i);
        });
    assertEquals(IntStream.range(0, 500).boxed().toList(), used);
  }

  @Test
  void whatWorkThrowsIsThrownAndEndsIt() {
    List<Integer> used = new ArrayList<>();
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                InOrder.run(
                    100,
                    3,
                    i -> {
                      if (i == 7) {
                        throw new IllegalStateException("seven");
                      }
                      return i;
                    },
                    (result, i) -> used.add(i)));
    assertEquals("seven", thrown.getMessage());
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), used);
  }
}
