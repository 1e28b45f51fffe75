package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.core.Backend;
import org.jpose.core.LimitedBackend;
import org.jpose.core.ModelInfo;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LimitedBackendTest {
  private final EncodedBackend encoded = new EncodedBackend();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch two = new CountDownLatch(2);

  private final Backend counting =
      new Backend() {
        @Override
        public ModelInfo info() {
          return encoded.info();
        }

        @Override
        public List<PoseFields> run(List<Image> inputs) {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          two.countDown();
          try {
            // The limit is reached: two runs wait for each other here.
            assertTrue(two.await(30, TimeUnit.SECONDS));
            Thread.sleep(2);
            return encoded.run(inputs);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          } finally {
            running.decrementAndGet();
          }
        }

        @Override
        public void close() {
          encoded.close();
        }
      };

  @Test
  void soManyRunsAtOnceAndNoMore() throws Exception {
    Image picture = encoded.picture(64, 64, List.of());
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try (LimitedBackend limited = new LimitedBackend(counting, 2)) {
      assertEquals(encoded.info(), limited.info());
      List<Future<List<PoseFields>>> runs = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        runs.add(threads.submit(() -> limited.run(List.of(picture))));
      }
      for (Future<List<PoseFields>> run : runs) {
        assertEquals(1, run.get().size());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(2, most.get());
    assertEquals(1, encoded.closes());
  }

  @Test
  void aRunThatFailsMakesRoom() {
    try (LimitedBackend limited = new LimitedBackend(encoded, 1)) {
      Image odd = Image.wrap(17, 16, encoded.info().colour(), new byte[17 * 16 * 3]);
      for (int i = 0; i < 3; i++) {
        assertThrows(IllegalArgumentException.class, () -> limited.run(List.of(odd)));
      }
    }
  }

  @Test
  void noRunAtAllIsNoLimit() {
    assertEquals(
        "runs at once is 0, expected 1 or more",
        assertThrows(IllegalArgumentException.class, () -> new LimitedBackend(encoded, 0))
            .getMessage());
  }
}
