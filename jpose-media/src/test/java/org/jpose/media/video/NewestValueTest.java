package org.jpose.media.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NewestValueTest {
  private final NewestValue<String> newest = new NewestValue<>();

  @Test
  void newestIsTakenAndOthersAreCounted() {
    newest.put("first");
    newest.put("second");
    assertEquals(Optional.of("second"), newest.take());
    newest.put("third");
    assertEquals(Optional.of("third"), newest.take());
    assertEquals(1, newest.dropped());
  }

  @Test
  void whoWaitsGetsTheNextValue() throws Exception {
    CompletableFuture<Optional<String>> taken = CompletableFuture.supplyAsync(newest::take);
    newest.put("late");
    assertEquals(Optional.of("late"), taken.get());
  }

  @Test
  void valueIsStillGivenAfterTheEnd() {
    newest.put("last");
    newest.end();
    newest.put("too late");
    assertEquals(Optional.of("last"), newest.take());
    assertEquals(Optional.empty(), newest.take());
    assertEquals(0, newest.dropped());
  }

  @Test
  void nothingIsGivenAfterClosing() throws Exception {
    CompletableFuture<Optional<String>> taken = CompletableFuture.supplyAsync(newest::take);
    newest.close();
    assertEquals(Optional.empty(), taken.get());
    newest.put("too late");
    assertEquals(Optional.empty(), newest.take());
  }

  @Test
  void interruptIsKept() {
    Thread.currentThread().interrupt();
    assertEquals(Optional.empty(), newest.take());
    assertTrue(Thread.interrupted());
  }
}
