package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jpose.data.BatchRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys, their files, and what a trainer with keys lets in. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CurveKeysTest {
  private static final RemoteOptions OPTIONS =
      RemoteOptions.DEFAULTS.withBeat(Duration.ofMillis(100), Duration.ofSeconds(40));

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static RemoteBatches trainer(List<BatchRequest> plan, RemoteOptions options) {
    return new RemoteBatches(
        RemoteAddress.toListen("tcp://127.0.0.1:0"),
        plan.iterator(),
        InventedData.RECIPE,
        InventedData.IDENTITY,
        options);
  }

  @Test
  void aPairFromFilesWorks() throws Exception {
    List<Path> files = KeyFiles.write(folder.resolve("lab"));
    assertEquals(List.of("lab-trainer.key", "lab-worker.key"), names());
    CurveKeys trainerKeys = CurveKeys.read(files.get(0), CurveKeys.Side.TRAINER);
    CurveKeys workerKeys = CurveKeys.read(files.get(1), CurveKeys.Side.WORKER);
    List<BatchRequest> plan = Plans.samples(160);
    try (RemoteBatches trainer = trainer(plan, OPTIONS.withKeys(trainerKeys));
        RunningWorker worker =
            new RunningWorker(
                new InventedData(),
                WorkerOptions.of(trainer.address(), "one").withKeys(workerKeys))) {
      for (BatchRequest request : plan) {
        Batches.assertMade(request, trainer.next());
      }
      assertEquals(Map.of(), trainer.remoteStatistics().refused());
      assertEquals(0, trainer.remoteStatistics().strangers());
      assertEquals(1, worker.worker.summary().sessions());
    }
  }

  @Test
  void wrongKeysAndNoneAreRefusedAndCounted() throws Exception {
    Map<CurveKeys.Side, CurveKeys> own = CurveKeys.generate();
    Map<CurveKeys.Side, CurveKeys> other = CurveKeys.generate();
    CurveKeys ownWorker = own.get(CurveKeys.Side.WORKER);
    CurveKeys otherWorker = other.get(CurveKeys.Side.WORKER);
    List<BatchRequest> plan = Plans.samples(16);
    try (RemoteBatches trainer = trainer(plan, OPTIONS.withKeys(own.get(CurveKeys.Side.TRAINER)))) {
      String here = trainer.address() + ": hung up 3 times before a word was said; ";
      WorkerOptions options = WorkerOptions.of(trainer.address(), "one");
      // Takes another for the trainer: encryption itself fails.
      assertEquals(
          here + "are the two key files of one pair, and is it a trainer with a key file?",
          refusal(options.withKeys(otherWorker)));
      Waiting.until(
          () -> trainer.remoteStatistics().refused(Refusal.KEYS) == 3,
          () -> "counted " + trainer.remoteStatistics());
      // Knows the trainer's public key, but has not the workers' secret one.
      assertEquals(
          here + "are the two key files of one pair, and is it a trainer with a key file?",
          refusal(options.withKeys(forged(ownWorker, otherWorker))));
      Waiting.until(
          () -> trainer.remoteStatistics().refused(Refusal.KEYS) == 6,
          () -> "counted " + trainer.remoteStatistics());
      assertEquals(
          here + "does the trainer want a key file, and is it a jpose trainer?", refusal(options));
      Waiting.until(
          () -> trainer.remoteStatistics().strangers() >= 3,
          () -> "counted " + trainer.remoteStatistics());
      assertEquals(0, trainer.remoteStatistics().joined());
      // And after all that the right one comes in.
      try (RunningWorker worker =
          new RunningWorker(new InventedData(), options.withKeys(ownWorker))) {
        Batches.assertMade(plan.get(0), trainer.next());
        assertEquals(1, worker.worker.summary().sessions());
      }
    }
  }

  @Test
  void aWorkerWithKeysRefusesATrainerWithout() throws Exception {
    CurveKeys keys = CurveKeys.generate().get(CurveKeys.Side.WORKER);
    try (RemoteBatches trainer = trainer(Plans.samples(16), OPTIONS)) {
      assertEquals(
          trainer.address()
              + ": hung up 3 times before a word was said; are the two key files of one pair, and"
              + " is it a trainer with a key file?",
          refusal(WorkerOptions.of(trainer.address(), "one").withKeys(keys)));
      assertEquals(0, trainer.remoteStatistics().joined());
    }
  }

  private static String refusal(WorkerOptions options) throws InterruptedException {
    try (RunningWorker worker = new RunningWorker(new InventedData(), options)) {
      return worker.refusal();
    }
  }

  /** A worker's own pair with the public key of another pair's trainer. */
  private CurveKeys forged(CurveKeys knowsTrainer, CurveKeys ownPair) throws IOException {
    String line = "trainer-public ";
    String trainerPublic =
        knowsTrainer.text().lines().filter(l -> l.startsWith(line)).findFirst().orElseThrow();
    String text =
        ownPair
            .text()
            .lines()
            .map(l -> l.startsWith(line) ? trainerPublic : l)
            .reduce("", (a, b) -> a + b + "\n");
    Path file = Files.createTempFile(folder, "forged", ".key");
    Files.writeString(file, text);
    return CurveKeys.read(file, CurveKeys.Side.WORKER);
  }

  @Test
  void filesAreForTheirOwnerOnlyAndNeverReplaced() throws IOException {
    List<Path> files = KeyFiles.write(folder.resolve("lab"));
    for (Path file : files) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
    String before = Files.readString(files.get(0));
    RemoteDataException again =
        assertThrows(RemoteDataException.class, () -> KeyFiles.write(folder.resolve("lab")));
    assertEquals(
        files.get(0) + ": is there already and is not replaced; choose another name",
        again.getMessage());
    assertEquals(before, Files.readString(files.get(0)));
    Files.delete(files.get(0));
    assertThrows(RemoteDataException.class, () -> KeyFiles.write(folder.resolve("lab")));
    assertEquals(List.of("lab-worker.key"), names(), "half a pair was left");
    Path nowhere = folder.resolve("none").resolve("lab");
    assertTrue(
        assertThrows(RemoteDataException.class, () -> KeyFiles.write(nowhere))
            .getMessage()
            .startsWith(nowhere + "-trainer.key: cannot be written"));
  }

  @Test
  void filesThatWillNotDo() throws IOException {
    List<Path> files = KeyFiles.write(folder.resolve("lab"));
    Path worker = files.get(1);
    assertEquals(
        worker + ": this is the worker's key; the trainer needs the other file of the pair",
        refused(worker, CurveKeys.Side.TRAINER));
    Path none = folder.resolve("none.key");
    assertEquals(
        none + ": no such key file; 'jpose dataworker --make-keys NAME' makes a pair",
        refused(none, CurveKeys.Side.WORKER));
    Path cut = folder.resolve("cut.key");
    Files.createFile(
        cut, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(cut, Files.readString(worker).substring(0, 150));
    assertEquals(
        cut + ": not a worker's key file; 'jpose dataworker --make-keys NAME' makes a pair",
        refused(cut, CurveKeys.Side.WORKER));
    Files.setPosixFilePermissions(worker, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(
        worker + ": others than its owner may read or write this key; run chmod 600 on it",
        refused(worker, CurveKeys.Side.WORKER));
  }

  private static String refused(Path file, CurveKeys.Side side) {
    return assertThrows(RemoteDataException.class, () -> CurveKeys.read(file, side)).getMessage();
  }

  @Test
  void keysOfTheWrongSideAndSecretsInText() {
    Map<CurveKeys.Side, CurveKeys> keys = CurveKeys.generate();
    assertEquals("CurveKeys[trainer]", keys.get(CurveKeys.Side.TRAINER).toString());
    WorkerOptions options = WorkerOptions.of(new RemoteAddress("trainer", 5555), "one");
    assertThrows(
        IllegalArgumentException.class, () -> options.withKeys(keys.get(CurveKeys.Side.TRAINER)));
    assertThrows(
        IllegalArgumentException.class,
        () -> trainer(Plans.samples(8), OPTIONS.withKeys(keys.get(CurveKeys.Side.WORKER))).close());
    assertFalse(
        Optional.of(options.withKeys(keys.get(CurveKeys.Side.WORKER)))
            .toString()
            .contains("secret"));
  }
}
