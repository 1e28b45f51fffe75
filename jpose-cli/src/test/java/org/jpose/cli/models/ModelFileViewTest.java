package org.jpose.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.testkit.SharedFolder;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.safetensors.Safetensors;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jpose models show FILE}: whatever the file is. */
class ModelFileViewTest {
  private static final String HELP = "jpose models show";

  @TempDir private Path folder;

  private Path at(String name) {
    return folder.resolve(name);
  }

  private static List<String> show(Object... arguments) {
    Object[] all = new Object[arguments.length + 2];
    all[0] = "models";
    all[1] = "show";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Program.run(all).succeeds().out().lines().toList();
  }

  /** A NumPy array of zeros, version 1.0 of the format. */
  private static byte[] array(String shape, int numbers) throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    String padded = header + " ".repeat(63 - (header.length() + 10) % 64) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(new byte[] {(byte) padded.length(), (byte) (padded.length() >> 8)});
    out.write(padded.getBytes(StandardCharsets.ISO_8859_1));
    out.write(new byte[4 * numbers]);
    return out.toByteArray();
  }

  private Path archive(Map<String, byte[]> entries) throws IOException {
    Path file = at("weights.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey() + ".npy"));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  @Test
  void weightsAreListedWithWhatTheFileSays() throws IOException {
    Path file = at("own.safetensors");
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("network", "mine");
    metadata.put("note", "red\u001b[31m");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("first.weight", new Tensor(List.of(2, 3, 1, 1), new float[6]));
    tensors.put("first.bias", Tensor.vector(1, 2));
    Safetensors.write(file, new Weights("own", metadata, tensors), Precision.FLOAT32);
    List<String> lines = show(file);
    assertEquals("file        " + file + ", " + Files.size(file) + " bytes", lines.get(0));
    assertEquals(
        List.of(
            "format      safetensors",
            "tensors     2 of 8 numbers",
            "metadata    network: mine",
            "metadata    note: red?[31m",
            "",
            "tensor                           shape                       numbers",
            "first.weight                     [2, 3, 1, 1]                      6",
            "first.bias                       [2]                               2"),
        lines.subList(1, lines.size()));
  }

  @Test
  void aNetworkTellsHowWeightsFit() throws IOException {
    Path fits = SharedFolder.require("models/lite/lite.safetensors");
    List<String> lines = show(fits, "--network", "lite");
    assertEquals(
        List.of(
            "As weights of network lite, skeleton coco18:",
            "  lite.safetensors: 113 tensors taken"),
        lines.subList(lines.size() - 2, lines.size()));

    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("conv1_1/weights", array("(3, 3, 3, 64)", 3 * 3 * 3 * 64));
    entries.put("conv1_1/biases", array("(63,)", 63));
    entries.put("fc8/weights", array("(7, 1)", 7));
    Path file = archive(entries);
    List<String> misfit = show(file, "--network", "cmu");
    assertTrue(misfit.contains("format      NumPy archive"), misfit::toString);
    assertTrue(
        misfit.contains("conv1_1/weights                  [3, 3, 3, 64]                 1,728"),
        misfit::toString);
    int start = misfit.indexOf("As weights of network cmu, skeleton coco18:");
    assertEquals("  weights.npz: 1 tensors taken", misfit.get(start + 1));
    assertTrue(misfit.get(start + 2).startsWith("  182 missing: conv1_2.weight [64, 64, 3, 3]; "));
    assertEquals(
        "  1 of another shape: conv1_1/biases (conv1_1.bias) has shape [63], expected [64]",
        misfit.get(start + 3));
    assertEquals("  1 without a place: fc8/weights [7, 1]", misfit.get(start + 4));
  }

  @Test
  void oneArrayIsAFileToo() throws IOException {
    Path file = Files.write(at("one.npy"), array("(2, 2)", 4));
    List<String> lines = show(file);
    assertEquals("format      NumPy array", lines.get(1));
    assertEquals(
        "one                              [2, 2]                            4", lines.get(5));
  }

  @Test
  void aFrozenGraphIsANetwork() {
    Path graph = SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb");
    List<String> lines = show(graph);
    assertEquals(
        List.of(
            "format      frozen TensorFlow graph",
            "network     graph_opt (the file's name)",
            "skeleton    coco18",
            "input       image [n, 3, h, w], bgr, 0..255, h and w multiples of 16",
            "output      heat [n, 19, h/8, w/8]",
            "output      affinity [n, 38, h/8, w/8]",
            "sha256      428a9d6e7bfc0319e1ce4de8c0191a9111cd281bea6ae2b496fd42c92d574160",
            ""),
        lines.subList(1, 9));
    assertTrue(
        lines.get(lines.size() - 1).matches("349 nodes, 477,270 parameters, .* GMAC at 432x368"),
        lines.get(lines.size() - 1));
    Path dot = at("graph.dot");
    assertEquals(
        List.of(dot + ": small at 64x32"),
        show(graph, "--network=small", "--size=64x32", "--dot", dot));
    assertTrue(Files.exists(dot));
    Program.run("models", "show", graph, "--output", "nobody")
        .fails(
            graph + ": has no node 'nobody'; nodes that nothing reads: [Openpose/concat_stage7]");
  }

  /** Onnx of jpose under a network's name that jpose cannot build: the file has it all. */
  @Test
  void aModelOfAnUnknownNetworkIsShownAsTheFileHasIt() throws IOException {
    Path graph = SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb");
    Path model = at("model.onnx");
    Program.run("convert", graph, "--network=of_my_own", "--source=a test", "--out", model)
        .succeeds();
    List<String> lines = show(model);
    assertTrue(lines.contains("network     of_my_own"), lines::toString);
    assertTrue(lines.contains("source      a test"), lines::toString);
    assertTrue(lines.contains("licence     not said"), lines::toString);
    assertTrue(
        lines.get(lines.size() - 1).matches("240 nodes, .* GMAC at 432x368"),
        lines.get(lines.size() - 1));
    Path dot = at("model.dot");
    assertEquals(List.of(dot + ": of_my_own at 432x368"), show(model, "--dot", dot));
  }

  @Test
  void aQuantisedModelSaysSo() throws IOException {
    Path photos = Files.createDirectory(at("photos"));
    Photos.copy(photos.resolve("photo.jpg"));
    Path model = at("int8.onnx");
    Program.run(
            "optimize",
            SharedFolder.require("models/lite/lite.safetensors"),
            "--int8",
            "--calibrate",
            photos,
            "--size=64x64",
            "--out",
            model)
        .succeeds();
    List<String> lines = show(model);
    assertTrue(
        lines.contains("numbers     quantised: computes in 8-bit integers"), lines::toString);
    assertTrue(lines.contains("output      heat [n, 19, h/8, w/8]"), lines::toString);
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("operations  .* QuantizeLinear.*")),
        lines::toString);
    assertTrue(lines.contains("Its network before it was quantised:"), lines::toString);
  }

  @Test
  void onnxOfOtherProgramsIsWeights() throws IOException {
    String lite =
        new String(ModelZoo.load("lite"), StandardCharsets.ISO_8859_1)
            .replace("jpose.hash", "other.hash");
    Path model = at("other.onnx");
    Files.writeString(
        model, lite.replace("jpose.format", "other.format"), StandardCharsets.ISO_8859_1);
    List<String> lines = show(model);
    assertTrue(lines.contains("input       image [n, 3, h, w]"), lines::toString);
    assertTrue(lines.contains("metadata    other.format: 1"), lines::toString);
    assertTrue(
        lines.contains(
            "contract    not a model file of jpose; weights for 'jpose convert --network'"),
        lines::toString);
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("stage2_out.weight +\\[57, .* 5,472")),
        lines::toString);
  }

  @Test
  void whatCannotBeShownIsRefused() throws IOException {
    Path text = Files.writeString(at("notes.txt"), "buy milk");
    Program.run("models", "show", text)
        .fails(
            text
                + ": neither a model nor weights of a kind jpose reads; 'jpose convert --help'"
                + " lists them");
    Path array = Files.write(at("one.npy"), array("(2, 2)", 4));
    Program.run("models", "show", at("none.pth")).fails(at("none.pth") + ": no such file");
    Program.run("models", "show", array, "--dot", at("one.dot"))
        .refuses(
            HELP,
            array
                + ": weights bring no network to draw; 'jpose models show NETWORK --dot' draws one"
                + " by name");
    assertFalse(Files.exists(at("one.dot")));
    Program.run("models", "show", array, "--output-node=x")
        .refuses(HELP, array + ": --output-node goes with a frozen graph only; leave it out");
    Program.run("models", "show", "lite", "--network=cmu")
        .refuses(HELP, "--network goes with a file; lite is a name of 'models list'");
    Path damaged = Files.writeString(at("cut.onnx"), "no model");
    Program run = Program.run("models", "show", damaged);
    assertEquals(ExitCode.FAILED, run.code());
    assertTrue(run.err().startsWith("jpose: " + damaged + ": not an ONNX file"), run.err());
  }
}
