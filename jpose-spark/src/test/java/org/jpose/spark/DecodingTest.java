package org.jpose.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.media.MediaException;
import org.jpose.media.MediaException.Fault;
import org.junit.jupiter.api.Test;

class DecodingTest {
  private static MediaException noMemory() {
    return new MediaException(Fault.NO_MEMORY, "large.jpg: needs more", null);
  }

  @Test
  void whatLacksMemoryIsDoneAgainWhenNoOtherIs() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      AtomicBoolean neighbour = new AtomicBoolean();
      Future<String> small =
          threads.submit(
              () ->
                  Decoding.call(
                      () -> {
                        neighbour.set(true);
                        inside.countDown();
                        await(go);
                        neighbour.set(false);
                        return "small";
                      }));
      await(inside);
      AtomicInteger tries = new AtomicInteger();
      Future<String> large =
          threads.submit(
              () ->
                  Decoding.call(
                      () -> {
                        if (tries.incrementAndGet() == 1) {
                          go.countDown();
                          throw noMemory();
                        }
                        assertFalse(neighbour.get(), "not alone");
                        return "large";
                      }));
      assertEquals("large", large.get());
      assertEquals("small", small.get());
      assertEquals(2, tries.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatLacksMemoryAloneIsAnError() {
    AtomicInteger tries = new AtomicInteger();
    MediaException failure =
        assertThrows(
            MediaException.class,
            () ->
                Decoding.call(
                    () -> {
                      tries.incrementAndGet();
                      throw noMemory();
                    }));
    assertEquals("large.jpg: needs more", failure.getMessage());
    assertEquals(2, tries.get());
  }

  @Test
  void otherFaultsAreNotTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    assertThrows(
        MediaException.class,
        () ->
            Decoding.call(
                () -> {
                  tries.incrementAndGet();
                  throw new MediaException("damaged");
                }));
    assertEquals(1, tries.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
