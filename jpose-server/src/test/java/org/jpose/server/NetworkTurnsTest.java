package org.jpose.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.ModelInfo;
import org.jpose.core.NetworkInput;
import org.jpose.core.NetworkOutput;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Pose;
import org.jpose.http.ProblemException;
import org.jpose.testkit.EncodedBackend;
import org.jpose.testkit.RandomPeople;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for the network is run together, where that pays; nobody waits for others. */
@Timeout(60)
class NetworkTurnsTest {
  private final EncodedBackend encoded = new EncodedBackend();
  private final PoseEstimator estimator = new PoseEstimator(encoded, EstimatorOptions.defaults());
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private RunLimit limit = new RunLimit(Duration.ofMinutes(1));

  @AfterEach
  void end() {
    callers.shutdownNow();
    limit.close();
    estimator.close();
  }

  /** A network whose time, by a clock of its own, depends on the batch's size; can be held up. */
  private final class Timed implements Backend {
    private final long fixed;
    private final long each;
    private final AtomicLong clock = new AtomicLong();
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();
    private final Semaphore begun = new Semaphore(0);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int stuckAbove = Integer.MAX_VALUE;
    private volatile int mostTogether = Integer.MAX_VALUE;

    Timed(long fixed, long each) {
      this.fixed = fixed;
      this.each = each;
    }

    @Override
    public ModelInfo info() {
      return encoded.info();
    }

    @Override
    public List<PoseFields> run(List<Image> inputs) {
      sizes.add(inputs.size());
      begun.release();
      try {
        if (inputs.size() > stuckAbove) {
          new CountDownLatch(1).await(30, TimeUnit.SECONDS);
        }
        gate.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("stopped", e);
      }
      clock.addAndGet(fixed + each * inputs.size());
      if (inputs.size() > mostTogether) {
        throw new IllegalStateException("too many");
      }
      return encoded.run(inputs);
    }

    @Override
    public void close() {
      encoded.close();
    }
  }

  private NetworkTurns turns(Timed network, int runs) {
    return turns(network, runs, new RunLimit(Duration.ofMinutes(1)));
  }

  private NetworkTurns turns(Timed network, int runs, RunLimit most) {
    limit.close();
    limit = most;
    return new NetworkTurns(
        new PoseEstimator(network, EstimatorOptions.defaults()), runs, most, network.clock::get);
  }

  private NetworkInput input() {
    return estimator.prepare(picture(0));
  }

  /** A picture with people of its own. */
  private Image picture(int seed) {
    return encoded.picture(
        320, 240, new RandomPeople(new Random(seed), 320, 240).people(1, 120, 190, 48));
  }

  private CompletableFuture<NetworkOutput> ask(NetworkTurns turns, NetworkInput input) {
    return CompletableFuture.supplyAsync(() -> turns.run(input), callers);
  }

  /** One run is held up while others come; returns the sizes of all runs from then on. */
  private List<Integer> sizesWhenWaiting(Timed network, NetworkTurns turns, int others)
      throws InterruptedException {
    network.sizes.clear();
    network.begun.drainPermits();
    CountDownLatch gate = new CountDownLatch(1);
    network.gate = gate;
    List<CompletableFuture<NetworkOutput>> answers = new ArrayList<>();
    List<Image> pictures = new ArrayList<>();
    for (int i = 0; i < 1 + others; i++) {
      pictures.add(picture(i));
      answers.add(ask(turns, estimator.prepare(pictures.get(i))));
      if (i == 0) {
        network.begun.acquire();
      }
    }
    while (turns.waiting() < others) {
      Thread.onSpinWait();
    }
    gate.countDown();
    answers.forEach(CompletableFuture::join);
    List<Integer> sizes = List.copyOf(network.sizes);
    for (int i = 0; i < answers.size(); i++) {
      List<Pose> found = estimator.find(answers.get(i).join()).people();
      assertEquals(estimator.estimate(pictures.get(i)), found, "each gets its own");
      assertEquals(1, found.size());
    }
    return sizes;
  }

  @Test
  void thoseWhoWaitAreRunTogetherWhereThatIsFaster() throws Exception {
    Timed network = new Timed(20, 0);
    NetworkTurns turns = turns(network, 1);
    turns.measure(input());
    assertEquals(8, turns.together());
    assertEquals(List.of(1, 8, 3), sizesWhenWaiting(network, turns, 11));
  }

  @Test
  void whereItIsNotFasterEachIsRunAlone() throws Exception {
    Timed network = new Timed(0, 20);
    NetworkTurns turns = turns(network, 1);
    turns.measure(input());
    assertEquals(1, turns.together());
    assertEquals(List.of(1, 1, 1, 1), sizesWhenWaiting(network, turns, 3));
  }

  /** The network begins while nobody else is there: a lone one waits for no others. */
  @Test
  void aLoneOneIsRunAtOnceAndAlone() throws Exception {
    Timed network = new Timed(20, 0);
    NetworkTurns turns = turns(network, 1);
    turns.measure(input());
    network.sizes.clear();
    network.begun.drainPermits();
    network.gate = new CountDownLatch(1);
    CompletableFuture<NetworkOutput> lone = ask(turns, input());
    network.begun.acquire();
    assertEquals(List.of(1), network.sizes);
    assertEquals(0, turns.waiting());
    network.gate.countDown();
    lone.join();
  }

  @Test
  void severalRunsAreUnderWayAtOnce() throws Exception {
    Timed network = new Timed(0, 0);
    NetworkTurns turns = turns(network, 2);
    network.gate = new CountDownLatch(1);
    CompletableFuture<NetworkOutput> one = ask(turns, input());
    CompletableFuture<NetworkOutput> two = ask(turns, input());
    network.begun.acquire(2);
    network.gate.countDown();
    one.join();
    two.join();
  }

  /** A clock that rings when it is told to. */
  private static final class ManualClock extends ScheduledThreadPoolExecutor {
    private final List<Duration> limits = new CopyOnWriteArrayList<>();
    private volatile Runnable last;

    ManualClock() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      limits.add(Duration.of(delay, unit.toChronoUnit()));
      last = task;
      return super.schedule(task, 1, TimeUnit.DAYS);
    }
  }

  @Test
  void aRunThatTakesTooLongIsStopped() throws Exception {
    Timed network = new Timed(0, 0);
    ManualClock clock = new ManualClock();
    NetworkTurns turns = turns(network, 1, new RunLimit(Duration.ofMillis(100), clock));
    network.gate = new CountDownLatch(1);
    CompletableFuture<ProblemException> stopped =
        CompletableFuture.supplyAsync(
            () -> {
              ProblemException problem =
                  assertThrows(ProblemException.class, () -> turns.run(input()));
              assertFalse(Thread.currentThread().isInterrupted());
              return problem;
            },
            callers);
    network.begun.acquire();
    clock.last.run();
    assertEquals("too-long", stopped.join().problem().code());
    assertEquals(
        "The network took more than 0.1 seconds and was stopped; send a smaller image, or fewer"
            + " scales.",
        stopped.join().getMessage());
    network.gate.countDown();
    assertNotNull(turns.run(input()), "the next is run");
    assertEquals(List.of(Duration.ofMillis(100), Duration.ofMillis(100)), clock.limits);
  }

  /** Three have three times as long; if that is too long for all, each has its own time. */
  @Test
  void aBatchThatTakesTooLongIsRunOneByOne() throws Exception {
    Timed network = new Timed(20, 0);
    ManualClock clock = new ManualClock();
    Duration one = Duration.ofSeconds(5);
    NetworkTurns turns = turns(network, 1, new RunLimit(one, clock));
    turns.measure(input());
    network.sizes.clear();
    network.begun.drainPermits();
    network.gate = new CountDownLatch(1);
    List<CompletableFuture<NetworkOutput>> answers = new ArrayList<>();
    answers.add(ask(turns, input()));
    network.begun.acquire();
    network.stuckAbove = 1;
    for (int i = 0; i < 3; i++) {
      answers.add(ask(turns, input()));
    }
    while (turns.waiting() < 3) {
      Thread.onSpinWait();
    }
    network.gate.countDown();
    network.begun.acquire();
    clock.last.run();
    answers.forEach(answer -> assertNotNull(answer.join()));
    assertEquals(List.of(1, 3, 1, 1, 1), network.sizes);
    assertEquals(List.of(one, one.multipliedBy(3), one, one, one), clock.limits);
  }

  /** What fails together is tried one by one. */
  @Test
  void aBatchThatFailsFailsNobodyWhoWorksAlone() throws Exception {
    Timed network = new Timed(20, 0);
    NetworkTurns turns = turns(network, 1);
    turns.measure(input());
    network.mostTogether = 1;
    assertEquals(List.of(1, 2, 1, 1), sizesWhenWaiting(network, turns, 2));
    network.mostTogether = 0;
    assertThrows(CompletionException.class, () -> ask(turns, input()).join());
    network.mostTogether = 1;
    ask(turns, input()).join();
  }

  @Test
  void whoIsInterruptedMeasuresNoFurther() {
    Timed network = new Timed(20, 0);
    NetworkTurns turns = turns(network, 1);
    Thread.currentThread().interrupt();
    turns.measure(input());
    assertTrue(Thread.interrupted());
    assertEquals(List.of(), network.sizes);
    assertEquals(1, turns.together());
  }
}
