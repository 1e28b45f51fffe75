package org.jpose.cli.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jpose.cli.Program;
import org.jpose.testkit.SmallCoco;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jpose train} with phases, several sizes, hard cases and a teacher that looks often. */
class TrainPhasesTest {
  private static final int STEPS = 6;

  @TempDir private Path folder;
  private Path coco;

  @BeforeEach
  void writeCoco() throws IOException {
    coco = folder.resolve("coco");
    SmallCoco.write(coco, "train", 5, true);
  }

  private Program train(Path output, Object... more) {
    List<Object> all = new ArrayList<>(List.of("train", "--data", coco, "--out", output));
    all.addAll(List.of("--model", "mobilenet_0.1_0.1", "--batch", 2));
    all.addAll(List.of("--precision", "fp32", "--threads", 1, "--val-samples", 0));
    all.addAll(List.of("--save-every", 1, "--keep", 20, "--pictures", 0));
    all.addAll(List.of(more));
    return Program.run(all.toArray());
  }

  /** What a run that was killed after so many steps has left. */
  private Path killedAfter(int step, Path run) throws IOException {
    Path copy = folder.resolve("killed-" + step);
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.toList()) {
        Path place = copy.resolve(run.relativize(file));
        String name = run.relativize(file).toString();
        if (!name.matches(".*step-0*(\\d+).*")
            || Integer.parseInt(name.replaceAll(".*step-0*(\\d+).*", "$1")) <= step) {
          Files.copy(file, place);
        }
      }
    }
    return copy;
  }

  private static byte[] saved(Path run, int step, String file) {
    try {
      return Files.readAllBytes(run.resolve("checkpoints/step-%07d/%s".formatted(step, file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertGoesOn(Path whole, int step, Object... options) throws IOException {
    Path killed = killedAfter(step, whole);
    Object[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = "--resume";
    Program program = train(killed, all).succeeds();
    assertTrue(program.out().contains("going on after step " + step), program.out());
    for (String file : List.of(Checkpoint.WEIGHTS, Checkpoint.AVERAGE, Checkpoint.OPTIMIZER)) {
      assertArrayEquals(saved(whole, STEPS, file), saved(killed, STEPS, file), step + " " + file);
    }
  }

  /** Killed in a phase, between them, in the next: the end is the same. */
  @ParameterizedTest
  @ValueSource(strings = {"--feature-uses=2", "--no-feature-cache"})
  void phasesGoOnWhereverTheyWereStopped(String features) throws IOException {
    Object[] options = {
      "--phases", "heads:3,all:3", "--lr", "0.01,0.001", "--size", "64x64,96x64:2", features
    };
    Path whole = folder.resolve("whole");
    Program program = train(whole, options).succeeds();
    assertTrue(program.out().contains("phases heads:3,all:3"), program.out());
    assertFalse(Files.exists(whole.resolve("features")));
    var first = Safetensors.read(whole.resolve("checkpoints/step-0000001/weights.safetensors"));
    var heads = Safetensors.read(whole.resolve("checkpoints/step-0000003/weights.safetensors"));
    var all = Safetensors.read(whole.resolve("checkpoints/step-0000006/weights.safetensors"));
    String trunk = "Conv2d_1_depthwise.weight";
    assertTrue(first.tensors().containsKey(trunk), first.tensors().keySet().toString());
    assertArrayEquals(first.tensors().get(trunk).data(), heads.tensors().get(trunk).data());
    assertFalse(
        Arrays.equals(heads.tensors().get(trunk).data(), all.tensors().get(trunk).data()),
        "the trunk was not trained");
    for (int step : new int[] {2, 3, 4}) {
      assertGoesOn(whole, step, options);
    }
  }

  @Test
  void aTeacherLooksOftenAndHardCasesCountTwice() throws IOException {
    Object[] options = {
      "--steps",
      STEPS,
      "--size",
      "64x64",
      "--freeze",
      "trunk",
      "--teacher",
      "lite",
      "--teacher-scales",
      "1,2",
      "--teacher-flip",
      "--hard-share",
      "0.5"
    };
    Path whole = folder.resolve("whole");
    train(whole, options).succeeds();
    String record = Files.readString(whole.resolve("run.json"));
    for (String setting :
        List.of(
            "teacher-scales\" : \"1.0,2.0", "teacher-flip\" : \"true", "hard-share\" : \"0.5")) {
      assertTrue(record.contains(setting), record);
    }
    assertGoesOn(whole, 4, options);
    Path plain = folder.resolve("plain");
    train(plain, "--steps", STEPS, "--size", "64x64", "--freeze", "trunk", "--teacher", "lite")
        .succeeds();
    assertFalse(
        Arrays.equals(
            saved(whole, STEPS, Checkpoint.WEIGHTS), saved(plain, STEPS, Checkpoint.WEIGHTS)));
  }

  @Test
  void recommendsToFreezeTheTrunkWhereTrainedWeightsMeetFewPhotos() throws IOException {
    Path run = folder.resolve("run");
    Object[] options = {"--steps", 1, "--size", "64x64"};
    assertFalse(train(run, options).succeeds().out().contains("--freeze trunk"));
    Object[] furthered = {
      "--steps", 1, "--size", "64x64", "--pretrained", run.resolve("checkpoints/step-0000001")
    };
    Program program = train(folder.resolve("on"), furthered).succeeds();
    assertTrue(
        program.out().contains("5 samples are few for all layers of a trained network"),
        program.out());
    Object[] frozen = Arrays.copyOf(furthered, furthered.length + 2);
    frozen[furthered.length] = "--freeze";
    frozen[furthered.length + 1] = "trunk";
    assertFalse(train(folder.resolve("heads"), frozen).succeeds().out().contains("are few"));
  }

  @Test
  void wrongOptionsAreNamed() {
    String command = "jpose train";
    Path run = folder.resolve("run");
    train(run, "--phases", "heads:3,tail:4")
        .refuses(
            command,
            "phases 'tail:4', expected heads or all and a number of steps, as heads:20000");
    train(run, "--phases", "heads:3", "--steps", 4)
        .refuses(command, "phases exclude epochs and steps: each phase has its own steps");
    train(run, "--phases", "heads:3,all:3", "--lr", "1,2,3")
        .refuses(command, "3 learning rates for 2 phases; give one, or one for each");
    train(run, "--phases", "all:3", "--freeze", "trunk")
        .refuses(command, "a phase of all layers excludes a frozen trunk, and a trunk rate of 0");
    train(run, "--phases", "all:3", "--feature-uses", 3)
        .refuses(
            command,
            "a feature cache goes with a frozen trunk; freeze the trunk, or say nothing of the cache");
    train(run, "--size", "64x64:2,64x64")
        .refuses(command, "a size is there twice in [64x64:2.0, 64x64:1.0]");
    train(run, "--size", "64x64:many")
        .refuses(
            command,
            "size '64x64:many', expected width, height and share, as 256x256 or 256x256:2");
    train(run, "--size", "64x64", "--teacher", "lite", "--teacher-scales", "0.5,2")
        .refuses(
            command,
            "scales of the teacher: scales [0.5, 2.0], expected numbers above 0, and 1 among them");
    train(run, "--hard-share", "2").refuses(command, "hard samples' share is 2.0, expected 0 to 1");
    assertEquals(false, Files.exists(run));
  }
}
