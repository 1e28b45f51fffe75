package org.jpose.cli.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.testkit.SharedFolder;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
  private static final String HELP = "jpose convert";

  @TempDir Path folder;

  private Path at(String name) {
    return folder.resolve(name);
  }

  private static Path lite() {
    return SharedFolder.require("models/lite/lite.safetensors");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void convertsSafetensorsToAModelThatRuns() throws IOException {
    Program run = Program.run("convert", lite(), "--out", at("lite.onnx"));
    assertEquals(
        at("lite.onnx")
            + ": lite, 49 nodes, 1,959,570 parameters, "
            + String.format("%,d", Files.size(at("lite.onnx")))
            + " bytes\n",
        run.succeeds().out());
    Program.run(
            "image", Photos.twoPeople(), "--model", at("lite.onnx"), "--json", at("people.json"))
        .succeeds();
    Photos.assertTwoPeople(
        Photos.json(at("people.json")).get("images").get(0), 1, Photos.LITE_PIXELS);
  }

  @Test
  void theEmbeddedModelIsTheSharedWeightsConverted() throws IOException {
    Program.run(
            "convert",
            lite(),
            "--float16",
            "--source",
            "jpose lite",
            "--licence",
            "Apache-2.0",
            "--out",
            at("lite.onnx"))
        .succeeds();
    assertArrayEquals(ModelZoo.load("lite"), Files.readAllBytes(at("lite.onnx")));
  }

  @Test
  void convertsAFrozenGraphToAModelThatRuns() throws IOException {
    Path graph = SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb");
    Program named =
        Program.run("convert", graph, "--network", "mobilenet_v2_small", "--out", at("a.onnx"));
    assertTrue(
        named.succeeds().out().startsWith(at("a.onnx") + ": mobilenet_v2_small, 240 nodes, "),
        named.out());
    Program unnamed = Program.run("convert", graph, "--out", at("b.onnx"));
    assertTrue(unnamed.succeeds().out().startsWith(at("b.onnx") + ": graph_opt, "), unnamed.out());
    Path photo = SharedFolder.require("images/golf.jpg");
    Program run = Program.run("image", photo, "--model", at("a.onnx"), "--decoder", "tf-pose");
    assertEquals(photo + ": 1 person\n", run.succeeds().out());
  }

  @Test
  void aModelFileBecomesWeightsAndTheSameModelAgain() throws IOException {
    Program.run("convert", lite(), "--out", at("lite.onnx")).succeeds();
    Program weights = Program.run("convert", at("lite.onnx"), "--out", at("lite.safetensors"));
    assertTrue(
        weights.succeeds().out().startsWith(at("lite.safetensors") + ": lite, "), weights.out());
    assertTrue(
        weights
            .out()
            .endsWith(
                " bytes\nnote: 11 norms are folded in the file and pass through here, which is exact"
                    + " for inference and for training with stored norms\n"),
        weights.out());
    Program.run("convert", at("lite.safetensors"), "--out", at("again.onnx")).succeeds();
    Program.run(
            "image", Photos.twoPeople(), "--model", at("again.onnx"), "--json", at("people.json"))
        .succeeds();
    Photos.assertTwoPeople(
        Photos.json(at("people.json")).get("images").get(0), 1, Photos.LITE_PIXELS);
  }

  @Test
  void whatDoesNotFitIsToldOfTheNameThatWasGiven() {
    for (String command : List.of("convert", "optimize")) {
      Program run = Program.run(command, "lite", "--network", "cmu", "--out", at("x.onnx"));
      assertEquals(ExitCode.FAILED, run.code());
      assertTrue(
          run.err().startsWith("jpose: lite does not fit network 'cmu': missing "), run.err());
    }
    Program.run("convert", "lite", "--stride", "4", "--out", at("x.onnx"))
        .refuses(HELP, "lite: stride 4 was asked for, its network has 8; leave the option out");
  }

  @Test
  void aModelIsNamed() throws IOException {
    Program.run("convert", "lite", "--out", at("lite.safetensors")).succeeds();
    Program.run("convert", at("lite.safetensors"), "--out", at("again.onnx")).succeeds();
    Program.run(
            "image", Photos.twoPeople(), "--model", at("again.onnx"), "--json", at("people.json"))
        .succeeds();
    Photos.assertTwoPeople(
        Photos.json(at("people.json")).get("images").get(0), 1, Photos.LITE_PIXELS);
    Program.run("convert", "mobilenet_thin", "--out", at("thin.onnx"))
        .fails("model mobilenet_thin is not here yet; run 'jpose models fetch mobilenet_thin'");
    Program.run("convert", "liet", "--out", at("a.onnx")).fails("liet: no such file");
    assertEquals(List.of("again.onnx", "lite.safetensors", "people.json"), names());
  }

  @Test
  void aTrunkAloneIsNoModel() {
    Program.run("convert", lite(), "--out", at("a.onnx"), "--backbone-only")
        .refuses(
            HELP,
            "--backbone-only is for training: a trunk without its heads finds no people; it is an"
                + " option of jpose train");
  }

  @Test
  void badInputs() throws IOException {
    Path photo = Photos.copy(at("photo.jpg"));
    Path out = at("a.onnx");
    Program.run("convert", photo, "--out", out)
        .fails(
            photo
                + ": cannot read this kind of file; supported: .pb, .safetensors, .npy, .npz, .pth,"
                + " .caffemodel, .onnx, TensorFlow checkpoints (.index)");
    Program.run("convert", at("none.pb"), "--out", out).fails(at("none.pb") + ": no such file");
    Program.run("convert", photo).refuses(HELP, "--out OUT is missing");
    Path notGraph = Files.copy(photo, at("photo.pb"));
    Program.run("convert", notGraph, "--out", out)
        .fails(
            notGraph
                + ": not a frozen TensorFlow graph, or cut off (Protocol message tag had invalid"
                + " wire type.)");
    assertEquals(List.of("photo.jpg", "photo.pb"), names());
  }

  @Test
  void badOptionsAndTargets() throws IOException {
    Path out = at("a.onnx");
    Program.run("convert", lite(), "--out", at("a.txt"))
        .refuses(
            HELP, at("a.txt") + ": cannot write this kind of file; supported: .onnx, .safetensors");
    Program.run("convert", lite(), "--out", out, "--skeleton", "coco")
        .refuses(
            HELP,
            "skeleton 'coco' is not known; known: coco18, coco17, body25, mpii; nor is there a file"
                + " of that name");
    Program.run("convert", lite(), "--out", out, "--stride", 4)
        .refuses(
            HELP, lite() + ": stride 4 was asked for, its network has 8; leave the option out");
    Program.run("convert", lite(), "--out", out, "--colour", "grey")
        .refuses(HELP, "--colour: 'grey' is none of rgb, bgr");
    Program.run("convert", lite(), "--out", at("none").resolve("a.onnx"))
        .fails(
            at("none").resolve("a.onnx")
                + ": there is no folder "
                + at("none")
                + " to write it to; create the folder first");
    Path cut = at("cut.safetensors");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(lite()), 100_000));
    Program.run("convert", cut, "--out", out)
        .fails(
            cut
                + ": tensor 'block4_pointwise.weight' ends at byte 147840 of 90104 data bytes; is"
                + " the file cut off?");
    assertEquals(List.of("cut.safetensors"), names());
  }
}
