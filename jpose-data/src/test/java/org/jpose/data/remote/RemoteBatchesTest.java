package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.DataIdentity;
import org.jpose.data.LoadStatistics;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trainer and workers over loopback. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteBatchesTest {
  private static final RemoteAddress ANY_PORT = RemoteAddress.toListen("tcp://127.0.0.1:0");

  /** Patience that only a hang uses up. */
  private static final RemoteOptions OPTIONS =
      RemoteOptions.DEFAULTS.withTimes(Duration.ofSeconds(30), Duration.ofMinutes(20));

  private static RemoteBatches trainer(List<BatchRequest> plan, RemoteOptions options) {
    return trainer(ANY_PORT, plan, options);
  }

  private static RemoteBatches trainer(
      RemoteAddress address, List<BatchRequest> plan, RemoteOptions options) {
    return new RemoteBatches(
        address, plan.iterator(), InventedData.RECIPE, new InventedData(), options);
  }

  private static WorkerOptions at(RemoteBatches trainer, String name) {
    return WorkerOptions.of(trainer.address(), name);
  }

  /** Before the end of its block, on purpose. */
  private static void close(RemoteBatches trainer) {
    trainer.close();
  }

  private static void assertWhole(List<BatchRequest> plan, RemoteBatches trainer)
      throws InterruptedException {
    for (BatchRequest request : plan) {
      Batches.assertMade(request, trainer.next());
    }
    assertEquals(Optional.empty(), trainer.next());
    assertEquals(Optional.empty(), trainer.next());
  }

  @Test
  void aWorkerMakesThePlan() throws Exception {
    List<BatchRequest> plan = Plans.samples(700);
    InventedData data = new InventedData();
    try (RemoteBatches trainer = trainer(plan, OPTIONS);
        RunningWorker worker = new RunningWorker(data, at(trainer, "one").withThreads(2))) {
      assertWhole(plan, trainer);
      assertEquals(plan.size(), data.made.get());
      LoadStatistics load = trainer.statistics();
      assertEquals(700, load.samples());
      assertEquals(0, load.damaged());
      RemoteStatistics remote = trainer.remoteStatistics();
      assertEquals(1, remote.connected());
      WorkerStatistics one = remote.workers().get(0);
      assertEquals("one", one.name());
      assertEquals(plan.size(), one.batches());
      assertEquals(700, one.samples());
      assertEquals(plan.size(), remote.leased());
      assertEquals(0, remote.leasedAgain() + one.duplicates());
      assertEquals(Map.of(), remote.refused());
      close(trainer);
      WorkerSummary summary = worker.ended();
      assertEquals(one.bytes(), summary.bytes());
      assertEquals(new WorkerSummary(1, plan.size(), 700, one.bytes(), 0), summary);
    }
  }

  @Test
  void aSlowTrainerMakesWorkersIdleNotLarge() throws Exception {
    List<BatchRequest> plan = Plans.samples(400);
    int ahead = 6;
    InventedData data = new InventedData();
    try (RemoteBatches trainer = trainer(plan, OPTIONS.withBounds(ahead, 64));
        RunningWorker one = new RunningWorker(data, at(trainer, "one").withThreads(3));
        RunningWorker two = new RunningWorker(data, at(trainer, "two").withThreads(3))) {
      Batches.assertMade(plan.get(0), trainer.next());
      Waiting.until(
          () -> trainer.remoteStatistics().waiting() == ahead,
          () -> "the window never filled: " + trainer.remoteStatistics());
      // One was given, one waits as arrays, the rest as bytes.
      Waiting.until(
          () -> data.made.get() == 1 + 1 + ahead && trainer.remoteStatistics().outstanding() == 0,
          () -> data.made.get() + " made: " + trainer.remoteStatistics());
      Waiting.pause(300);
      assertEquals(1 + 1 + ahead, data.made.get());
      for (BatchRequest request : plan.subList(1, plan.size())) {
        Batches.assertMade(request, trainer.next());
      }
      RemoteStatistics all = trainer.remoteStatistics();
      assertTrue(
          all.mostWaitingBytes() <= ahead * EncodedBatch.maxBytes(InventedData.SHAPE, 8),
          all.toString());
      assertEquals(plan.size(), data.made.get(), "nothing twice");
      assertTrue(trainer.statistics().loaderWait().toMillis() > 0);
      close(one);
      close(two);
    }
  }

  @Test
  void whatAHungWorkerHoldsIsMadeByAnother() throws Exception {
    List<BatchRequest> plan = Plans.samples(160);
    CountDownLatch letGo = new CountDownLatch(1);
    InventedData hung = InventedData.taking(request -> await(letGo));
    RemoteOptions impatient = OPTIONS.withTimes(OPTIONS.silence(), Duration.ofSeconds(2));
    try (RemoteBatches trainer = trainer(plan, impatient);
        RunningWorker first = new RunningWorker(hung, at(trainer, "hung").withThreads(2))) {
      Waiting.until(
          () -> trainer.remoteStatistics().outstanding() == 3, () -> "the worker was not asked");
      try (RunningWorker second = new RunningWorker(new InventedData(), at(trainer, "sound"))) {
        for (BatchRequest request : plan) {
          Batches.assertMade(request, trainer.next());
        }
        RemoteStatistics statistics = trainer.remoteStatistics();
        assertTrue(statistics.leasedAgain() >= 3, statistics.toString());
        letGo.countDown();
        Waiting.until(
            () -> trainer.remoteStatistics().joined() >= 3,
            () -> "it does not come back: " + trainer.remoteStatistics());
        // The sound one too, where the machine has no time for it.
        assertTrue(trainer.remoteStatistics().refused("late") >= 1);
        assertEquals(Optional.empty(), trainer.next());
        close(second);
      }
      close(first);
    }
  }

  @Test
  void aBatchOneWorkerCannotMakeIsMadeByAnother() throws Exception {
    List<BatchRequest> plan = Plans.samples(160);
    CountDownLatch bothAreThere = new CountDownLatch(1);
    InventedData broken =
        InventedData.taking(
            request -> {
              await(bothAreThere);
              throw new IllegalStateException("the disk is gone");
            });
    List<String> journal = Collections.synchronizedList(new ArrayList<>());
    RemoteOptions options = OPTIONS.withBounds(4, 64).withJournal(journal::add);
    try (RemoteBatches trainer = trainer(plan, options);
        RunningWorker bad = new RunningWorker(broken, at(trainer, "broken"))) {
      Waiting.until(() -> trainer.remoteStatistics().outstanding() > 0, () -> "it has no work");
      try (RunningWorker sound = new RunningWorker(new InventedData(), at(trainer, "sound"))) {
        Waiting.until(() -> trainer.remoteStatistics().connected() == 2, () -> "nobody came");
        bothAreThere.countDown();
        assertWhole(plan, trainer);
        RemoteStatistics statistics = trainer.remoteStatistics();
        WorkerStatistics worst =
            statistics.workers().stream().filter(w -> w.failed() > 0).findFirst().orElseThrow();
        assertEquals("broken", worst.name());
        assertTrue(worst.failed() <= statistics.leasedAgain(), statistics.toString());
        assertEquals(0, worst.batches());
        assertEquals(0, statistics.madeHere());
        close(sound);
      }
      close(bad);
    }
    assertTrue(
        journal.toString().contains("worker broken could not make BatchRequest"),
        journal.toString());
    assertTrue(journal.toString().contains("the disk is gone"), journal.toString());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aBatchNobodyCanMakeEndsTheRun() throws Exception {
    InventedData broken =
        InventedData.taking(
            request -> {
              throw new IllegalStateException("the disk is gone");
            });
    try (RemoteBatches trainer =
            new RemoteBatches(
                ANY_PORT, Plans.samples(8).iterator(), InventedData.RECIPE, broken, OPTIONS);
        RunningWorker worker = new RunningWorker(broken, at(trainer, "broken"))) {
      RemoteDataException error = assertThrows(RemoteDataException.class, trainer::next);
      assertEquals(
          "BatchRequest[seed=4711, epoch=0, from=0, to=8] can be made neither by workers nor here:"
              + " the disk is gone",
          error.getMessage());
      close(worker);
    }
  }

  /** Workers may be broken, or lie: the trainer has the data itself. */
  @Test
  void whatWorkersCannotMakeIsMadeHere() throws Exception {
    List<BatchRequest> plan = Plans.samples(24);
    InventedData broken =
        InventedData.taking(
            request -> {
              throw new StackOverflowError("too deep");
            });
    try (RemoteBatches trainer = trainer(plan, OPTIONS);
        RunningWorker worker = new RunningWorker(broken, at(trainer, "broken"))) {
      assertWhole(plan, trainer);
      assertEquals(3, trainer.remoteStatistics().madeHere());
      close(worker);
    }
  }

  @Test
  void aWorkerWhoseNumbersAreNoneSaysSoAndTheRunGoesOn() throws Exception {
    List<BatchRequest> plan = Plans.samples(80);
    try (RemoteBatches trainer = trainer(plan, OPTIONS);
        RunningWorker wrong = new RunningWorker(InventedData.notFinite(), at(trainer, "wrong"))) {
      Waiting.until(
          () -> trainer.remoteStatistics().workers().stream().anyMatch(one -> one.failed() > 0),
          () -> "it says nothing");
      try (RunningWorker sound = new RunningWorker(new InventedData(), at(trainer, "sound"))) {
        assertWhole(plan, trainer);
        close(sound);
      }
      close(wrong);
    }
  }

  @Test
  void damagedSamplesOfAnEarlierVisitAreNotCountedAgain() throws Exception {
    AtomicReference<InventedData> data = new AtomicReference<>();
    data.set(InventedData.taking(request -> data.get().damaged.incrementAndGet()));
    for (int visit = 0; visit < 2; visit++) {
      List<BatchRequest> plan = Plans.samples(16);
      try (RemoteBatches trainer = trainer(plan, OPTIONS);
          RunningWorker worker = new RunningWorker(data.get(), at(trainer, "again"))) {
        assertWhole(plan, trainer);
        assertEquals(plan.size(), trainer.statistics().damaged());
        close(worker);
      }
    }
  }

  @Test
  void refusesWhatDoesNotFitWithTheReason() throws Exception {
    InventedData sound = new InventedData();
    try (RemoteBatches trainer = trainer(Plans.samples(80), OPTIONS.withBounds(32, 1))) {
      DataIdentity smaller = new DataIdentity("other", 499, "c0ffee");
      DataIdentity changed = new DataIdentity("other", 500, "decaf");
      assertRefused(
          trainer,
          new InventedData(smaller, Optional.empty(), request -> {}),
          "its data are other (499 samples, c0ffee), the trainer's invented (500 samples, c0ffee);"
              + " use a copy of the same, and the same split");
      assertRefused(
          trainer,
          new InventedData(changed, Optional.empty(), request -> {}),
          "its data are other (500 samples, decaf), the trainer's invented (500 samples, c0ffee);"
              + " use a copy of the same, and the same split");
      assertUnfit(
          trainer,
          shaped(new BatchShape(Skeletons.COCO17, new NetworkSize(64, 48), 8, ColourOrder.BGR)),
          "skeleton coco17, 64x48 pixels, stride 8, bgr, 500 samples");
      assertUnfit(
          trainer,
          shaped(new BatchShape(Skeletons.COCO18, new NetworkSize(48, 64), 8, ColourOrder.BGR)),
          "skeleton coco18, 48x64 pixels, stride 8, bgr, 500 samples");
      try (RunningWorker first = new RunningWorker(sound, at(trainer, "first"))) {
        Waiting.until(() -> trainer.remoteStatistics().connected() == 1, () -> "nobody came");
        List<String> journal = Collections.synchronizedList(new ArrayList<>());
        try (RunningWorker second =
            new RunningWorker(sound, at(trainer, "second").withJournal(journal::add))) {
          Waiting.until(
              () -> journal.toString().contains("there are 1 workers, as many as may be; waiting"),
              journal::toString);
          close(second);
        }
        close(first);
      }
      RemoteStatistics statistics = trainer.remoteStatistics();
      assertEquals(2, statistics.refused("data"), statistics.toString());
      assertEquals(2, statistics.refused("recipe"), statistics.toString());
      assertTrue(statistics.refused("full") >= 1);
    }
  }

  private static InventedData shaped(BatchShape shape) {
    return new InventedData(InventedData.IDENTITY, Optional.of(shape), request -> {});
  }

  private static void assertUnfit(RemoteBatches trainer, WorkerData data, String found)
      throws InterruptedException {
    try (RunningWorker worker = new RunningWorker(data, at(trainer, "wrong"))) {
      assertEquals(
          "the trainer at %s wants batches that cannot be made from %s: they would be others (%s)"
                  .formatted(trainer.address(), InventedData.IDENTITY, found)
              + " than asked for (skeleton coco18, 64x48 pixels, stride 8, bgr, 500 samples)",
          worker.refusal());
    }
  }

  private static void assertRefused(RemoteBatches trainer, WorkerData data, String reason)
      throws InterruptedException {
    try (RunningWorker worker = new RunningWorker(data, at(trainer, "wrong"))) {
      assertEquals(
          "the trainer at %s refused this worker: %s".formatted(trainer.address(), reason),
          worker.refusal());
    }
  }

  @Test
  void aRecipeTheWorkerCannotFollowIsToldOnBothSides() throws Exception {
    Recipe unknown = Recipe.of(InventedData.SHAPE, Augmentations.NONE);
    try (RemoteBatches trainer =
            new RemoteBatches(
                ANY_PORT, Plans.samples(8).iterator(), unknown, new InventedData(), OPTIONS);
        RunningWorker worker = new RunningWorker(new InventedData(), at(trainer, "one"))) {
      assertEquals(
          "the trainer at %s wants batches that cannot be made from %s: augmentation 'none' is not"
                  .formatted(trainer.address(), InventedData.IDENTITY)
              + " known here",
          worker.refusal());
      Waiting.until(
          () -> trainer.remoteStatistics().refused("recipe") == 1,
          () -> "not counted: " + trainer.remoteStatistics());
    }
  }

  @Test
  void aWorkerOutlivesItsTrainer() throws Exception {
    List<BatchRequest> plan = Plans.samples(80);
    RemoteAddress address;
    RemoteBatches first = trainer(plan, OPTIONS);
    address = first.address();
    WorkerOptions options = WorkerOptions.of(address, "one").withStay(true);
    try (RunningWorker worker = new RunningWorker(new InventedData(), options)) {
      try (first) {
        Batches.assertMade(plan.get(0), first.next());
      }
      try (RemoteBatches second = trainer(address, plan, OPTIONS)) {
        assertWhole(plan, second);
      }
      close(worker);
      assertEquals(2, worker.ended().sessions());
    }
  }

  @Test
  void aWorkerWithoutTrainerGivesUpWhenTold() throws Exception {
    RemoteAddress nobody;
    try (RemoteBatches gone = trainer(Plans.samples(8), OPTIONS)) {
      nobody = gone.address();
    }
    WorkerOptions options = WorkerOptions.of(nobody, "one").withPatience(Duration.ofMillis(1200));
    try (RunningWorker worker = new RunningWorker(new InventedData(), options)) {
      assertEquals(
          nobody + ": no trainer for 1 s; is it running, and is the port open?", worker.refusal());
    }
    WorkerOptions misspelt =
        WorkerOptions.of(RemoteAddress.toConnect("tcp://no-such-host.invalid:5555"), "one");
    try (RunningWorker worker = new RunningWorker(new InventedData(), misspelt)) {
      assertEquals(
          "tcp://no-such-host.invalid:5555: there is no machine of this name; is it spelt right?",
          worker.refusal());
    }
  }

  @Test
  void anInterruptedWorkerEnds() throws Exception {
    List<String> journal = Collections.synchronizedList(new ArrayList<>());
    try (RemoteBatches trainer = trainer(Plans.samples(8), OPTIONS);
        RunningWorker worker =
            new RunningWorker(new InventedData(), at(trainer, "one").withJournal(journal::add))) {
      // Before that it does not know that it was let in.
      Waiting.until(() -> journal.toString().contains("working for"), journal::toString);
      worker.interrupt();
      ExecutionException end = assertThrows(ExecutionException.class, worker::ended);
      assertTrue(end.getCause() instanceof InterruptedException, end.toString());
      Waiting.until(() -> trainer.remoteStatistics().connected() == 0, () -> "it did not say so");
    }
  }

  @Test
  void portsAndAddressesThatCannotBe() {
    try (RemoteBatches first = trainer(Plans.samples(8), OPTIONS)) {
      RemoteDataException taken =
          assertThrows(
              RemoteDataException.class,
              () -> trainer(first.address(), Plans.samples(8), OPTIONS).close());
      assertEquals(
          "%s: cannot listen on 127.0.0.1:%d: Address already in use; choose another port or host"
              .formatted(first.address(), first.address().port()),
          taken.getMessage());
      RemoteAddress elsewhere = RemoteAddress.toListen("tcp://192.0.2.7:" + first.address().port());
      RemoteDataException other =
          assertThrows(
              RemoteDataException.class,
              () -> trainer(elsewhere, Plans.samples(8), OPTIONS).close());
      assertTrue(
          other.getMessage().contains("Cannot assign requested address"), other.getMessage());
    }
  }

  @Test
  void closeEndsWaitingAndThreads() throws Exception {
    RemoteBatches trainer = trainer(Plans.samples(8), OPTIONS);
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                trainer.next();
              } catch (Throwable e) {
                end.set(e);
              }
            });
    waiting.start();
    Waiting.until(() -> waiting.getState() == Thread.State.WAITING, () -> "not waiting");
    trainer.close();
    trainer.close();
    waiting.join(30_000);
    assertFalse(waiting.isAlive());
    assertEquals(
        "the batches of jpose-remote at %s are closed; make others to go on training"
            .formatted(trainer.address()),
        assertInstanceOf(IllegalStateException.class, end.get()).getMessage());
    assertThrows(IllegalStateException.class, trainer::next);
    Waiting.until(
        () -> threads().stream().noneMatch(name -> name.startsWith("jpose-")),
        () -> threads().toString());
    try (RemoteBatches again = trainer(trainer.address(), Plans.samples(8), OPTIONS)) {
      assertEquals(trainer.address(), again.address());
    }
    trainer.remoteStatistics();
    trainer.statistics();
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  @Test
  void anInterruptLosesNothing() throws Exception {
    List<BatchRequest> plan = Plans.samples(80);
    try (RemoteBatches trainer = trainer(plan, OPTIONS)) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, trainer::next);
      try (RunningWorker worker = new RunningWorker(new InventedData(), at(trainer, "one"))) {
        for (BatchRequest request : plan) {
          Thread.currentThread().interrupt();
          assertThrows(InterruptedException.class, trainer::next);
          Batches.assertMade(request, trainer.next());
        }
        assertEquals(Optional.empty(), trainer.next());
        close(worker);
      }
    }
  }

  private static void close(RunningWorker worker) {
    worker.close();
  }
}
