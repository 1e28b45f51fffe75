package org.jpose.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.testkit.SmallCoco;
import org.jpose.train.checkpoint.Checkpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code jpose train} is measured and drawn on, and who else it learns from. */
class TrainingChecksTest {
  @TempDir private Path folder;
  private Path coco;
  private Path output;

  @BeforeEach
  void writeCoco() throws IOException {
    coco = folder.resolve("coco");
    output = folder.resolve("run");
    SmallCoco.write(coco, "train", 4, true);
    SmallCoco.write(coco, "val", 3, true);
  }

  private Program train(Object... more) {
    List<Object> all = new ArrayList<>(List.of("train", "--model", "mobilenet_0.1_0.1"));
    all.addAll(List.of("--data", coco, "--out", output, "--size", "64x64", "--batch", 2));
    all.addAll(List.of("--precision", "fp32", "--threads", 1, "--val-size", "64x64"));
    List<Object> given = Arrays.asList(more);
    if (!given.contains("--steps")) {
      all.addAll(List.of("--steps", 1));
    }
    all.addAll(given);
    return Program.run(all.toArray());
  }

  private String events() throws IOException {
    try (var files = Files.list(output)) {
      Path file =
          files.filter(f -> f.getFileName().toString().startsWith("events.")).findFirst().get();
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  @Test
  void validatesAndDrawsTheSplitThatBeginsWithVal() throws IOException {
    Program trained = train("--val-samples", 2).succeeds();
    assertTrue(trained.out().contains(": 2 of 3 images, loss and AP"), trained.out());
    assertTrue(trained.out().contains("step 1: validation loss "), trained.out());
    assertTrue(trained.out().contains(", AP 0.000"), trained.out());
    String events = events();
    assertEquals(2, count(events, "PNG\r\n"));
    assertTrue(events.contains("samples/1") && events.contains("samples/2"));
    assertTrue(events.contains("validation/ap"));
  }

  /** Every validation meets it, for the loss and for AP. */
  @Test
  void aDamagedImageIsToldOfOnce() throws IOException {
    Path image = coco.resolve("val/1.png");
    byte[] whole = Files.readAllBytes(image);
    Files.write(image, Arrays.copyOf(whole, whole.length / 2));
    Program trained = train("--pictures", 0, "--steps", 2, "--validate-every", 1);
    assertEquals(ExitCode.OK, trained.code());
    assertEquals(1, trained.complaints().size(), trained.err());
    assertTrue(trained.err().startsWith("jpose: " + image + ": "), trained.err());
  }

  @Test
  void neitherMeasuresNorDrawsIfToldSo() throws IOException {
    Program trained = train("--val-samples", 0, "--pictures", 0).succeeds();
    assertTrue(trained.out().contains("no validation"), trained.out());
    assertFalse(trained.out().contains("validation loss"), trained.out());
    assertEquals(0, count(events(), "PNG\r\n"));
  }

  @Test
  void wrongChecksAreRefused() {
    train("--val-samples", -1)
        .refuses("jpose train", "-1 samples, 2 pictures to validate on: expected 0 or more");
    train("--val-samples", 0, "--val-data", coco)
        .refuses("jpose train", "0 samples to validate on are no validation; name no data for it");
    Program missing = train("--val-split", "test");
    assertEquals(ExitCode.FAILED, missing.code());
    assertTrue(missing.err().contains("no split or annotation file 'test'"), missing.err());
    assertFalse(Files.exists(output));
  }

  /** It is rank 0 that validates. */
  @Test
  void otherRanksNeedNothingToValidateOn() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String address = "127.0.0.1:" + port;
    Program alone =
        train(
            "--nodes",
            2,
            "--node-rank",
            1,
            "--rendezvous",
            address,
            "--rank-timeout",
            1,
            "--val-data",
            folder.resolve("nowhere"));
    assertEquals(ExitCode.FAILED, alone.code());
    assertTrue(
        alone.err().startsWith("jpose: rank 1 does not reach rank 0 at " + address), alone.err());
  }

  private byte[] weights() throws IOException {
    return Files.readAllBytes(output.resolve("checkpoints/step-0000001/" + Checkpoint.WEIGHTS));
  }

  @Test
  void learnsFromATeacher() throws IOException {
    train("--val-samples", 0, "--pictures", 0).succeeds();
    byte[] alone = weights();
    output = folder.resolve("taught");
    train("--val-samples", 0, "--pictures", 0, "--teacher", "lite", "--teacher-weight", 0.75)
        .succeeds();
    assertFalse(Arrays.equals(alone, weights()), "the teacher changed nothing");
    String record = Files.readString(output.resolve("run.json"));
    assertTrue(record.contains("\"teacher\" : \"lite\""), record);
    assertTrue(record.contains("\"teacher-weight\" : \"0.75\""), record);
  }

  @Test
  void aTeacherThatCannotTeachIsRefusedBeforeARunIsBegun() {
    train("--teacher-weight", 0.5)
        .refuses(
            "jpose train",
            "--teacher-weight, -scales, -flip and -labelled-only go with --teacher, the model to"
                + " learn from");
    train("--teacher", "lite", "--teacher-weight", 1.5)
        .refuses("jpose train", "teacher's weight is 1.5, expected 0 to 1");
    train("--teacher", "lite", "--skeleton", "body25")
        .refuses(
            "jpose train",
            "teacher lite answers for skeleton coco18, the batches are for body25; take a teacher"
                + " of the same skeleton");
    Program missing = train("--teacher", "nobody");
    assertEquals(ExitCode.FAILED, missing.code());
    assertTrue(missing.err().contains("nobody: neither a file nor a model"), missing.err());
    assertFalse(Files.exists(output));
  }
}
