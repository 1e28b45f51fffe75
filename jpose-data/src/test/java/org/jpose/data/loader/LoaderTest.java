package org.jpose.data.loader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.LoadStatistics;
import org.jpose.data.augment.Augmentation;
import org.jpose.data.augment.Augmentations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoaderTest {
  private static final BatchShape SHAPE =
      new BatchShape(Skeletons.COCO18, new NetworkSize(48, 32), 8, ColourOrder.RGB);

  private static DatasetBatchMaker maker(MadeUpDataset dataset, Augmentation augmentation) {
    return new DatasetBatchMaker(dataset, Recipe.of(SHAPE, augmentation));
  }

  private static DatasetBatchMaker maker(int size, Integer... damaged) {
    return maker(new MadeUpDataset(size, Set.of(damaged)), Augmentations.TF_POSE);
  }

  private static List<Batch> all(BatchLoader loader) throws InterruptedException {
    List<Batch> batches = new ArrayList<>();
    for (Optional<Batch> next = loader.next(); next.isPresent(); next = loader.next()) {
      batches.add(next.get());
    }
    return batches;
  }

  private static void assertSameNumbers(Batch expected, Batch batch) {
    assertEquals(expected.request(), batch.request());
    assertArrayEquals(expected.images(), batch.images());
    assertArrayEquals(expected.heat(), batch.heat());
    assertArrayEquals(expected.affinity(), batch.affinity());
    assertArrayEquals(expected.heatMask(), batch.heatMask());
    assertArrayEquals(expected.affinityMask(), batch.affinityMask());
  }

  @AfterEach
  void noThreadIsLeft() {
    Set<String> left =
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("jpose-loader"))
            .collect(Collectors.toSet());
    assertEquals(Set.of(), left);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tf-openpose", "tf-pose", "cmu", "lite", "base", "none"})
  void theSameSeedGivesTheSameNumbersOnAnyNumberOfThreads(String name) throws InterruptedException {
    Augmentation augmentation = Augmentations.named(name);
    BatchPlan plan = new BatchPlan(11, 23, 4, 2, false, 0, 0);
    List<Batch> one;
    try (BatchLoader loader =
        new BatchLoader(maker(new MadeUpDataset(23, Set.of(5)), augmentation), plan, 1, 1)) {
      one = all(loader);
    }
    assertEquals(2 * 6, one.size());
    try (BatchLoader loader =
        new BatchLoader(maker(new MadeUpDataset(23, Set.of(5)), augmentation), plan, 4, 3)) {
      List<Batch> four = all(loader);
      assertEquals(one.size(), four.size());
      for (int i = 0; i < one.size(); i++) {
        assertSameNumbers(one.get(i), four.get(i));
      }
    }
    // And alone, as a remote worker makes it, in any order.
    DatasetBatchMaker alone = maker(new MadeUpDataset(23, Set.of(5)), augmentation);
    assertSameNumbers(one.get(7), alone.make(one.get(7).request()));
    assertSameNumbers(one.get(2), alone.make(one.get(2).request()));
  }

  @Test
  void ranksTrainTheSamplesOfOne() throws InterruptedException {
    BatchPlan plan = BatchPlan.of(11, 23, 6, 2);
    DatasetBatchMaker alone = maker(23, 5);
    for (int rank = 0; rank < 3; rank++) {
      try (BatchLoader loader = new BatchLoader(maker(23, 5), plan.share(rank, 3), 2, 2)) {
        Iterator<BatchRequest> whole = plan.iterator();
        for (Batch part : all(loader)) {
          Batch batch = alone.make(whole.next());
          int length = part.images().length;
          assertArrayEquals(
              Arrays.copyOfRange(batch.images(), rank * length, (rank + 1) * length),
              part.images());
        }
        assertFalse(whole.hasNext());
      }
    }
  }

  @Test
  void arraysGivenBackHoldTheNextNumbers() throws InterruptedException {
    BatchPlan plan = new BatchPlan(2, 14, 4, 3, false, 0, 0);
    DatasetBatchMaker alone = maker(14);
    Set<float[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    try (BatchLoader loader = new BatchLoader(maker(14), plan, 2, 1)) {
      for (Optional<Batch> next = loader.next(); next.isPresent(); next = loader.next()) {
        assertSameNumbers(alone.make(next.get().request()), next.get());
        arrays.add(next.get().images());
        Arrays.fill(next.get().images(), Float.NaN);
        Arrays.fill(next.get().heatMask(), Float.NaN);
        loader.recycle(next.get());
      }
    }
    assertTrue(arrays.size() < 12, arrays.size() + " arrays for 12 batches");
  }

  @Test
  void seedsAndEpochsDiffer() {
    DatasetBatchMaker maker = maker(23);
    float[] first = maker.make(new BatchRequest(1, 0, 0, 2)).images();
    assertFalse(Arrays.equals(first, maker.make(new BatchRequest(2, 0, 0, 2)).images()));
    assertFalse(Arrays.equals(first, maker.make(new BatchRequest(1, 1, 0, 2)).images()));
  }

  @Test
  void anEpochHasEverySampleOnceInAnOrderOfItsOwn() {
    EpochOrder order = new EpochOrder(5, 0, 100);
    EpochOrder next = new EpochOrder(5, 1, 100);
    List<Integer> indices = IntStream.range(0, 100).map(order::index).boxed().toList();
    assertEquals(100, new TreeSet<>(indices).size());
    assertNotEquals(indices, IntStream.range(0, 100).boxed().toList());
    assertNotEquals(indices, IntStream.range(0, 100).map(next::index).boxed().toList());
    EpochOrder again = new EpochOrder(5, 0, 100);
    assertEquals(indices, IntStream.range(0, 100).map(again::index).boxed().toList());
  }

  @Test
  void aDamagedImageIsReplacedCountedAndTold() throws InterruptedException {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    MadeUpDataset dataset = new MadeUpDataset(12, Set.of(3, 4, 11));
    DatasetBatchMaker maker =
        new DatasetBatchMaker(
            dataset, Recipe.of(SHAPE, Augmentations.NONE), damage -> told.add(damage.getMessage()));
    try (BatchLoader loader = new BatchLoader(maker, BatchPlan.once(1, 12, 4), 2, 2)) {
      List<Batch> batches = all(loader);
      assertEquals(3, batches.size());
      LoadStatistics statistics = loader.statistics();
      assertEquals(12, statistics.samples());
      // 3 is replaced by 4, which is damaged too, so by 5; 4 by 5; 11 by 0.
      assertEquals(4, statistics.damaged());
    }
    assertEquals(4, told.size());
    assertTrue(told.contains("11.jpg: truncated or damaged JPEG"), told.toString());
    assertEquals(4, maker.damaged());
  }

  @Test
  void aDatasetWithoutAReadableImageIsAnError() throws InterruptedException {
    Integer[] everything = IntStream.range(0, 6).boxed().toArray(Integer[]::new);
    try (BatchLoader loader =
        new BatchLoader(maker(6, everything), BatchPlan.of(1, 6, 2, 1), 3, 2)) {
      FileException error = assertThrows(FileException.class, loader::next);
      assertTrue(
          error.getMessage().startsWith("made up: 6 samples in a row cannot be read"),
          error.getMessage());
      assertSame(error, assertThrows(FileException.class, loader::next), "and again");
    }
  }

  @Test
  void aFailureComesInItsBatchsTurn() throws InterruptedException {
    DatasetBatchMaker maker = maker(10);
    List<BatchRequest> plan =
        List.of(
            new BatchRequest(1, 0, 0, 4),
            new BatchRequest(1, 0, 4, 8),
            new BatchRequest(1, 0, 8, 12));
    try (BatchLoader loader = new BatchLoader(maker, plan, 2, 4)) {
      assertEquals(plan.get(0), loader.next().orElseThrow().request());
      assertEquals(plan.get(1), loader.next().orElseThrow().request());
      assertThrows(IndexOutOfBoundsException.class, loader::next);
    }
  }

  @Test
  void aSlowTrainerStopsTheLoader() throws InterruptedException {
    MadeUpDataset dataset = new MadeUpDataset(100, Set.of());
    DatasetBatchMaker maker = maker(dataset, Augmentations.NONE);
    try (BatchLoader loader = new BatchLoader(maker, BatchPlan.of(1, 100, 5, 10), 3, 2)) {
      loader.next().orElseThrow();
      while (dataset.reads() < 15) {
        Thread.onSpinWait();
      }
      // One batch was taken, two are ahead; give a loader without bounds the chance to go on.
      Thread.sleep(50);
      assertEquals(15, dataset.reads());
      loader.next().orElseThrow();
      // A thread adds its wait when it wakes; without one the test times out.
      while (loader.statistics().loaderWait().isZero()) {
        Thread.onSpinWait();
      }
      assertTrue(dataset.reads() <= 20);
    }
  }

  @Test
  void aFastTrainerWaits() throws InterruptedException {
    try (BatchLoader loader = new BatchLoader(maker(20), BatchPlan.of(1, 20, 10, 1), 1, 1)) {
      assertEquals(2, all(loader).size());
      LoadStatistics statistics = loader.statistics();
      assertEquals(20, statistics.samples());
      assertTrue(statistics.trainerWait().compareTo(Duration.ZERO) > 0);
      assertTrue(statistics.trainerWait().compareTo(statistics.elapsed()) <= 0);
      assertTrue(statistics.samplesPerSecond() > 0);
    }
  }

  @Test
  void closingEarlyEndsTheThreadsAndTheTrainersWait() throws InterruptedException {
    BatchLoader loader = new BatchLoader(maker(1000), BatchPlan.of(1, 1000, 500, 50), 4, 2);
    Thread closer = new Thread(loader::close);
    closer.start();
    IllegalStateException error = assertThrows(IllegalStateException.class, () -> all(loader));
    assertEquals(
        "this batch loader is closed; make another one to load batches", error.getMessage());
    closer.join();
    loader.close();
    assertEquals(0, loader.statistics().samples() % 500);
  }

  @Test
  void refusesWhatMakesNoLoader() {
    DatasetBatchMaker maker = maker(10);
    BatchPlan plan = BatchPlan.of(1, 10, 2, 1);
    assertThrows(IllegalArgumentException.class, () -> new BatchLoader(maker, plan, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new BatchLoader(maker, plan, 1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> maker.make(new BatchRequest(1, 0, 8, 11)));
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> maker(0));
    assertEquals("made up has no samples to make batches of", error.getMessage());
  }
}
