package org.jpose.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.train.engine.TrainingState;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir private Path folder;

  private static Weights weights(String name, float value) {
    return new Weights("test", Map.of("network", "lite"), Map.of(name, Tensor.vector(value)));
  }

  private static TrainingState state(long steps) {
    return new TrainingState(
        steps,
        weights("a.weight", steps),
        Optional.of(weights("a.weight", -steps)),
        weights("a.weight/first", steps + 0.5f));
  }

  private static Optional<CheckpointScore> score(double loss, double... ap) {
    return Optional.of(
        new CheckpointScore(
            loss, ap.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(ap[0])));
  }

  private static List<Long> steps(Checkpoints checkpoints) {
    return checkpoints.all().stream().map(Checkpoint::step).toList();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void comesBackWhole() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("new"), 2);
    assertEquals(Optional.empty(), checkpoints.last());
    Checkpoint saved = checkpoints.save(state(1200), score(3.5, 0.25));
    assertEquals(folder.resolve("new/step-0001200"), saved.folder());
    assertEquals(Optional.of(saved), checkpoints.last());
    assertEquals(Optional.of(saved), checkpoints.best());
    TrainingState read = Checkpoints.load(saved);
    assertEquals(1200, read.steps());
    assertArrayEquals(new float[] {1200}, read.latest().tensors().get("a.weight").data());
    assertArrayEquals(
        new float[] {-1200}, read.average().orElseThrow().tensors().get("a.weight").data());
    assertArrayEquals(new float[] {1200.5f}, read.moments().tensors().get("a.weight/first").data());
    assertEquals("lite", read.latest().metadata().get("network"));
  }

  @Test
  void keepsTheLastAndTheBest() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder, 2);
    checkpoints.save(state(10), score(5, 0.1));
    checkpoints.save(state(20), score(6, 0.3));
    checkpoints.save(state(30), score(4, 0.2));
    checkpoints.save(state(40), Optional.empty());
    checkpoints.save(state(50), score(3, 0.25));
    assertEquals(List.of(20L, 40L, 50L), steps(checkpoints));
    assertEquals(20, checkpoints.best().orElseThrow().step());
    checkpoints.save(state(60), score(2, 0.4));
    assertEquals(List.of(50L, 60L), steps(checkpoints));
    assertEquals(List.of("step-0000050", "step-0000060"), names());
  }

  /** More steps than the name has digits for still are in order. */
  @Test
  void orderIsByNumberNotByName() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder, 5);
    checkpoints.save(state(9_999_999), Optional.empty());
    checkpoints.save(state(10_000_000), Optional.empty());
    assertEquals(10_000_000, checkpoints.last().orElseThrow().step());
  }

  @Test
  void withoutPrecisionTheLeastLossIsBest() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder, 1);
    checkpoints.save(state(1), score(5));
    checkpoints.save(state(2), score(4));
    checkpoints.save(state(3), score(4.5));
    assertEquals(2, checkpoints.best().orElseThrow().step());
  }

  /** A validation that met NaN is none to be content with. */
  @Test
  void aLossThatIsNoNumberIsTheWorst() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder, 3);
    checkpoints.save(state(1), score(Double.NaN));
    checkpoints.save(state(2), score(Double.POSITIVE_INFINITY));
    assertEquals(2, checkpoints.best().orElseThrow().step());
    checkpoints.save(state(3), score(1e9));
    assertEquals(3, checkpoints.best().orElseThrow().step());
  }

  /** The second of three files does not fit on the disk any more. */
  @Test
  void aFullDiskLeavesTheCheckpointBefore() throws IOException {
    Checkpoints.in(folder, 1).save(state(10), Optional.empty());
    Checkpoints full =
        new Checkpoints(
            folder,
            1,
            (file, weights) -> {
              if (file.getFileName().toString().equals(Checkpoint.AVERAGE)) {
                throw new IOException("No space left on device");
              }
              Safetensors.write(file, weights, Precision.FLOAT32);
            });
    String message =
        assertThrows(IOException.class, () -> full.save(state(20), Optional.empty())).getMessage();
    assertEquals(
        folder.resolve("step-0000020")
            + ": the checkpoint could not be written: No space left on device; the one of step 10"
            + " is whole; make room on the disk, then resume the run",
        message);
    assertEquals(List.of("step-0000010"), names());
    assertEquals(10, Checkpoints.load(full.last().orElseThrow()).steps());
  }

  /** Killed while it wrote one checkpoint and while it deleted another. */
  @Test
  void clearsAwayWhatAKilledProcessLeft() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder, 1);
    checkpoints.save(state(10), Optional.empty());
    Path shared;
    try (TemporaryFolder pending = TemporaryFolder.in(folder)) {
      shared = pending.path().getParent();
    }
    Path half = Files.createDirectories(shared.resolve("1-2-3/step-0000020"));
    Files.writeString(half.resolve(Checkpoint.WEIGHTS), "half");
    assertEquals(10, checkpoints.last().orElseThrow().step());
    checkpoints.tidy();
    assertEquals(List.of("step-0000010"), names());
  }

  @Test
  void damageIsNamed() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder, 1);
    Path state = checkpoints.save(state(10), Optional.empty()).folder().resolve(Checkpoint.STATE);
    Files.writeString(state, "{\"format\":\"jpose-checkpoint/1\"}");
    assertEquals(
        state + ": has no 'step'; is it damaged?",
        assertThrows(FileException.class, checkpoints::last).getMessage());
    Files.writeString(state, "{\"format\":\"jpose-checkpoint/9\"}");
    assertEquals(
        state
            + ": format is 'jpose-checkpoint/9', expected 'jpose-checkpoint/1'; was it written by"
            + " another version of jpose?",
        assertThrows(FileException.class, checkpoints::last).getMessage());
    Files.writeString(state, "{");
    String message = assertThrows(FileException.class, checkpoints::last).getMessage();
    assertTrue(message.startsWith(state + ": is not valid JSON: "), message);
  }
}
