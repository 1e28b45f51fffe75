package org.jpose.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jpose.cli.Program;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsShowCommandTest {
  private static final String HELP = "jpose models show";

  @TempDir private Path folder;

  private static List<String> lines(Program run) {
    return run.succeeds().out().lines().toList();
  }

  private static void assertLast(String expected, Program run) {
    List<String> lines = lines(run);
    assertEquals(expected, lines.get(lines.size() - 1));
  }

  @Test
  void costsFollowSizeAndSkeleton() {
    assertLast(
        "65 nodes, 4,081,778 parameters, 8.88 GMAC at 368x368",
        Program.run("models", "show", "lightweight", "--size", "361x368"));
    List<String> lines = lines(Program.run("models", "show", "lite", "--size=64x32"));
    assertTrue(
        lines.stream()
            .anyMatch(line -> line.matches("stage2_out +convolution +57x4x8 +5,529 +0.18")),
        lines.toString());
    List<String> feet =
        lines(Program.run("models", "show", "mobilenet_thin", "--skeleton", "body25"));
    assertTrue(
        feet.stream().anyMatch(line -> line.matches("MConv_Stage6_L2_5_pointwise .* 26x46x54 .*")),
        feet.toString());
  }

  @Test
  void longNamesKeepTheColumns() {
    List<String> lines = lines(Program.run("models", "show", "mobilenet_v2_1.0_0.75"));
    int column = lines.get(0).indexOf("operation");
    for (String line : lines.subList(1, lines.size() - 1)) {
      assertEquals(' ', line.charAt(column - 1), line);
      assertTrue(Character.isLetter(line.charAt(column)), line);
    }
  }

  @Test
  void writesADrawing() throws IOException {
    Path dot = folder.resolve("lite.dot");
    Program run = Program.run("models", "show", "lite", "--dot", dot);
    assertEquals(dot + ": lite at 432x368\n", run.succeeds().out());
    List<String> drawing = Files.readAllLines(dot);
    assertEquals("digraph \"lite\" {", drawing.get(0));
    assertTrue(drawing.contains("  n16 -> n17 [label=\"384x23x27\"]"), drawing::toString);
  }

  @Test
  void showsAFile() throws IOException {
    Path model = folder.resolve("small.onnx");
    Files.write(model, ModelZoo.load("lite"));
    List<String> lines = lines(Program.run("models", "show", model));
    assertEquals(
        List.of(
            "file        " + model + ", 3,955,430 bytes",
            "format      ONNX file",
            "network     lite",
            "skeleton    coco18",
            "input       image [n, 3, h, w], rgb, 0..255, h and w multiples of 16",
            "output      heat [n, 19, h/8, w/8]",
            "output      affinity [n, 38, h/8, w/8]",
            "source      jpose lite",
            "licence     Apache-2.0",
            "sha256      67b4090a63a89f8445c36dca1cd05572c70c8a9eb8ab04f513344007a1b79f54",
            "numbers     float32, weights stored in 16 bits",
            ""),
        lines.subList(0, 12));
    assertEquals(
        "49 nodes, 1,959,570 parameters, 2.86 GMAC at 432x368", lines.get(lines.size() - 1));
  }

  @Test
  void wrongValuesAreRefusedBeforeAnythingIsShown() {
    Program.run("models", "show", "lite", "--size", "-1x368")
        .refuses(
            HELP, "size -1x368 depends on a photo's shape; give width and height, as in 432x368");
    Program.run("models", "show", "cmu", "--skeleton", "body52")
        .refuses(
            HELP,
            "skeleton 'body52' is not known; known: coco18, coco17, body25, mpii; nor is there a"
                + " file of that name");
    Program.run("models", "show", "mobilenet_v2_0.01_1")
        .refuses(HELP, "network 'mobilenet_v2_0.01_1': width 0.01, must be from 0.1 to 4.0");
  }

  @Test
  void filesThatAreNoModelsAndFoldersThatAreNotThereAreReported() throws IOException {
    Program.run("models", "show", folder.resolve("no.onnx"))
        .fails(folder.resolve("no.onnx") + ": no such file");
    Path dot = folder.resolve("missing/lite.dot");
    Program.run("models", "show", "lite", "--dot", dot)
        .fails(
            dot
                + ": there is no folder "
                + dot.getParent()
                + " to write it to; create the folder first");
    assertFalse(Files.exists(dot));
  }
}
