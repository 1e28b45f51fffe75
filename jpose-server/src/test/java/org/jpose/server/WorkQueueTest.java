package org.jpose.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class WorkQueueTest {
  private static final int PLACES = 2;

  private final AtomicLong clock = new AtomicLong();
  private final List<Throwable> failures = new ArrayList<>();
  private final WorkQueue queue = new WorkQueue(1, PLACES, failures::add, clock::get);

  /** A photo that takes until it is told to end. */
  private final class Photo implements Supplier<Runnable> {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);

    @Override
    public Runnable get() {
      begun.countDown();
      await(end);
      return answered::countDown;
    }

    void finish() {
      await(begun);
      end.countDown();
      await(answered);
    }
  }

  @AfterEach
  void close() {
    queue.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Teaches the queue that a photo takes 100 nanoseconds. */
  private void learn() {
    Photo photo = new Photo();
    assertTrue(queue.photo(photo));
    clock.addAndGet(100);
    photo.finish();
  }

  @Test
  void theLastPlaceIsGivenWhenTheOldestIsHalfDone() {
    learn();
    Photo first = new Photo();
    assertTrue(queue.photo(first));
    clock.addAndGet(49);
    assertFalse(queue.photo(new Photo()), "the first has hardly begun");
    clock.addAndGet(1);
    Photo second = new Photo();
    assertTrue(queue.photo(second));
    assertFalse(queue.photo(new Photo()), "both places are taken");
    clock.addAndGet(50);
    first.finish();
    assertFalse(queue.photo(new Photo()), "now the second has hardly begun");
    clock.addAndGet(50);
    Photo third = new Photo();
    assertTrue(queue.photo(third));
    second.finish();
    third.finish();
  }

  @Test
  void beforeAPhotoIsDoneNothingIsKnownOfItsTime() {
    Photo first = new Photo();
    Photo second = new Photo();
    assertTrue(queue.photo(first));
    assertTrue(queue.photo(second));
    assertFalse(queue.photo(new Photo()));
    first.finish();
    second.finish();
  }

  @Test
  void thePlaceIsFreeWhenTheAnswerIsSent() throws Exception {
    LinkedBlockingQueue<Boolean> taken = new LinkedBlockingQueue<>();
    WorkQueue one = new WorkQueue(1, 1, failures::add, clock::get);
    try {
      assertTrue(one.photo(() -> () -> taken.add(one.photo(() -> () -> {}))));
      assertEquals(Boolean.TRUE, taken.poll(30, TimeUnit.SECONDS));
    } finally {
      one.close();
    }
  }

  @Test
  void whatFailsFreesItsPlace() {
    assertTrue(
        queue.photo(
            () -> {
              throw new IllegalStateException("made to fail");
            }));
    learn();
    assertEquals(1, failures.size());
  }
}
