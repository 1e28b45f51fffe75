package org.jpose.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jpose.core.disk.FileException;
import org.jpose.data.PoseDataset;
import org.jpose.data.SameSamples;
import org.jpose.data.Sample;
import org.jpose.data.lmdb.LmdbDataset;
import org.jpose.data.lmdb.LmdbLayout;
import org.jpose.data.lmdb.LmdbOptions;
import org.jpose.data.lmdb.LmdbWriter;
import org.jpose.data.lmdb.RecordNumbers;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** COCO to CMU's LMDB and back, on 100 images. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LmdbRoundTripTest {
  private static final int VALIDATION = 60;
  private static final int TRAINING = 40;

  private Path folder;
  private MainPeople people;
  private Path lmdb;

  @BeforeAll
  void convert(@TempDir Path shared) {
    folder = shared;
    Path coco = SharedFolder.require("data/coco_mini");
    people = MainPeople.of(images(coco));
    lmdb = folder.resolve("coco_lmdb");
    try (LmdbWriter writer = LmdbWriter.create(lmdb, LmdbLayout.COCO)) {
      for (int i = 0; i < people.size(); i++) {
        boolean validation = people.image(i) < VALIDATION;
        writer.add(
            people.sample(i), new RecordNumbers(validation, people.image(i) + 1, i, people.size()));
      }
      writer.complete();
    }
  }

  private static LabelledDataset images(Path coco) {
    DataOptions options = DataOptions.defaults();
    LabelOptions peopled = LabelOptions.defaults().withOnlyWithPeople(true);
    return new CombinedLabels(
        List.of(
            (LabelledDataset)
                Datasets.open(
                    coco, options.withSplit("val").withLabels(peopled.withLimit(VALIDATION))),
            (LabelledDataset)
                Datasets.open(
                    coco, options.withSplit("train").withLabels(peopled.withLimit(TRAINING)))));
  }

  @Test
  void eachRecordsPixelsPeopleAndMaskEqualThoseOfCoco() {
    int masked = 0;
    try (LmdbDataset records = LmdbDataset.open(lmdb, LmdbOptions.defaults())) {
      assertEquals(people.size(), records.size());
      for (int i = 0; i < records.size(); i++) {
        Sample expected = people.sample(i);
        assertSame(expected, records.sample(i));
        masked += expected.mask().pixels().isPresent() ? 1 : 0;
        RecordNumbers numbers = records.numbers(i);
        assertEquals(people.image(i) < VALIDATION, numbers.validation());
        assertEquals(people.image(i) + 1, numbers.image());
        assertEquals(i, numbers.count());
        assertEquals(records.size(), numbers.total());
      }
    }
    assertTrue(masked > 20, masked + " samples with a mask to compare");
  }

  private static void assertSame(Sample expected, Sample found) {
    SameSamples.assertSameImage(expected.image(), found.image());
    assertEquals(expected.mainPerson(), found.mainPerson());
    SameSamples.assertSamePeople(expected.people(), found.people());
    SameSamples.assertSameMask(expected.mask(), found.mask());
  }

  @Test
  void eightThreadsReadWhatOneReads() throws Exception {
    try (LmdbDataset records = LmdbDataset.open(lmdb, LmdbOptions.defaults())) {
      List<Integer> alone = new ArrayList<>();
      for (int i = 0; i < records.size(); i++) {
        alone.add(fingerprint(records.sample(i)));
      }
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Future<Integer>> together = new ArrayList<>();
      for (int i = 0; i < records.size(); i++) {
        int index = i;
        together.add(threads.submit(() -> fingerprint(records.sample(index))));
      }
      for (int i = 0; i < alone.size(); i++) {
        assertEquals(alone.get(i), together.get(i).get());
      }
      threads.shutdown();
      assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    }
  }

  private static int fingerprint(Sample sample) {
    return Arrays.hashCode(sample.image().pixels())
        + 31 * sample.people().hashCode()
        + 7 * sample.mask().pixels().map(Arrays::hashCode).orElse(0);
  }

  @Test
  void theImagesOfRecordsComeBackAsACocoFolder() throws IOException {
    Path back = folder.resolve("back");
    List<Sample> images = new ArrayList<>();
    try (PoseDataset records = Datasets.open(lmdb, DataOptions.defaults());
        CocoFolderWriter writer =
            CocoFolderWriter.create(back, "train", records.skeleton(), Optional.empty())) {
      assertEquals(countImages(), records.size(), "each image once");
      for (int i = 0; i < 10; i++) {
        images.add(records.sample(i));
        writer.add(images.get(i), Optional.empty());
      }
      writer.complete();
    }
    try (PoseDataset coco = Datasets.open(back, DataOptions.defaults())) {
      assertEquals(images.size(), coco.size());
      for (int i = 0; i < images.size(); i++) {
        assertSame(images.get(i), coco.sample(i));
      }
    }
  }

  private int countImages() {
    return (int) IntStream.range(0, people.size()).map(people::image).distinct().count();
  }

  @Test
  void anUnfinishedDatabaseLeavesNothingBehind() throws IOException {
    Path unfinished = folder.resolve("unfinished");
    try (LmdbWriter writer = LmdbWriter.create(unfinished, LmdbLayout.COCO)) {
      writer.add(people.sample(0), new RecordNumbers(false, 1, 0, 1));
    }
    assertFalse(Files.exists(unfinished));
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith(".jpose-")));
    }
    String message =
        assertThrows(FileException.class, () -> LmdbWriter.create(lmdb, LmdbLayout.COCO))
            .getMessage();
    assertTrue(message.contains("is there already"), message);
  }

  @Test
  void aClosedDatasetSaysSo() {
    LmdbDataset records = LmdbDataset.open(lmdb, LmdbOptions.defaults());
    records.close();
    records.close();
    assertTrue(
        assertThrows(IllegalStateException.class, () -> records.sample(0))
            .getMessage()
            .endsWith("is closed"));
    assertThrows(IndexOutOfBoundsException.class, () -> records.sample(-1));
  }

  @Test
  void aFileCutOffIsRefusedInsteadOfEndingTheProcess() throws IOException {
    Path cut = Files.createDirectory(folder.resolve("cut"));
    for (long length : new long[] {0, 100, 5000, 20_000, 2_000_000}) {
      Files.deleteIfExists(cut.resolve("data.mdb"));
      Files.copy(lmdb.resolve("data.mdb"), cut.resolve("data.mdb"));
      try (RandomAccessFile file = new RandomAccessFile(cut.resolve("data.mdb").toFile(), "rw")) {
        file.setLength(length);
      }
      String message =
          assertThrows(
                  FileException.class, () -> LmdbDataset.open(cut, LmdbOptions.defaults()).close())
              .getMessage();
      assertTrue(message.contains("cut off"), length + " bytes: " + message);
    }
  }

  @Test
  void whatIsNoLmdbIsRefused() throws IOException {
    Path text = Files.createDirectory(folder.resolve("text"));
    Files.writeString(text.resolve("data.mdb"), "no LMDB at all. ".repeat(1000));
    assertTrue(
        assertThrows(
                FileException.class, () -> LmdbDataset.open(text, LmdbOptions.defaults()).close())
            .getMessage()
            .contains("it does not begin as an LMDB of a 64-bit machine does"));
    assertTrue(
        assertThrows(
                FileException.class,
                () -> LmdbDataset.open(folder.resolve("nowhere"), LmdbOptions.defaults()).close())
            .getMessage()
            .contains("there is no data.mdb"));
  }

  @Test
  void pythonReadsWhatWeWriteAndWeReadWhatItWrites() throws Exception {
    Assumptions.assumeTrue(
        python("import lmdb").isEmpty(),
        "skipped: needs python3 with lmdb (Debian: apt-get install python3-lmdb)");
    Path copy = folder.resolve("by_python");
    // Copies the records under other keys, in another order of keys.
    String output =
        python(
            """
            import lmdb, sys
            source = lmdb.open(sys.argv[1], readonly=True, lock=False)
            target = lmdb.open(sys.argv[2], map_size=1 << 30)
            count = 0
            with source.begin() as reading, target.begin(write=True) as writing:
                for key, value in reading.cursor():
                    if count == 12:
                        break
                    assert key == b'%07d' % count, key
                    writing.put(b'k%d' % count, value)
                    count += 1
            print(count)
            """,
            lmdb.toString(), copy.toString());
    assertEquals("12", output.strip());
    try (LmdbDataset records = LmdbDataset.open(copy, LmdbOptions.defaults())) {
      assertEquals(12, records.size());
      assertTrue(records.sample(2).origin().endsWith("record k10"), records.sample(2).origin());
      assertSame(people.sample(10), records.sample(2));
    }
  }

  /** The system's own Python has Debian's packages, another one may come first. */
  private static String python(String... scriptAndArguments) throws Exception {
    Path debian = Path.of("/usr/bin/python3");
    List<String> command = new ArrayList<>();
    command.add(Files.exists(debian) ? debian.toString() : "python3");
    command.add("-c");
    command.addAll(List.of(scriptAndArguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException e) {
      return "no python3: " + e;
    }
  }
}
