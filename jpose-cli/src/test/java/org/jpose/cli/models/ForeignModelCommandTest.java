package org.jpose.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.TensorShapeProto;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --model FILE} with files jpose did not write. */
class ForeignModelCommandTest {
  @TempDir Path folder;

  /** The model lite for one size alone, without a word of itself. */
  private Path fixed(boolean metadata) throws IOException {
    ModelProto.Builder model = ModelProto.newBuilder().mergeFrom(ModelZoo.load("lite"));
    TensorShapeProto.Builder shape =
        model
            .getGraphBuilder()
            .getInputBuilder(0)
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder();
    int[] sides = {1, 3, 256, 480};
    for (int i = 0; i < sides.length; i++) {
      shape.getDimBuilder(i).clear().setDimValue(sides[i]);
    }
    // The last entry is the file's hash.
    model.removeMetadataProps(model.getMetadataPropsCount() - 1);
    if (!metadata) {
      model.clearMetadataProps();
    }
    return Files.write(folder.resolve("fixed.onnx"), model.build().toByteArray());
  }

  private static void assertTwoPeople(Program run) throws IOException {
    Photos.assertTwoPeople(
        new ObjectMapper().readTree(run.succeeds().piped()).get("images").get(0),
        1,
        Photos.LITE_PIXELS);
  }

  @Test
  void takesTheSizeTheModelFixes() throws IOException {
    Path model = fixed(true);
    assertTwoPeople(
        Program.run("image", Photos.twoPeople(), "--model", model, "--json", "-", "-q"));
    assertTwoPeople(
        Program.run("image", Photos.twoPeople(), "-m", model, "--size=480x256", "--json=-", "-q"));
    Program.run("image", Photos.twoPeople(), "--model", model, "--size", "432x368")
        .refuses(
            "jpose image",
            "--size is 432x368, model " + model + " takes 480x256 only; leave --size out");
    Program.run("image", Photos.twoPeople(), "--model", model, "--scales", "0.5,1")
        .refuses(
            "jpose image",
            "network lite takes 480x256 only, so that scales [0.5, 1.0] cannot be had; leave them"
                + " out");
  }

  @Test
  void takesWhatTheCommandLineSaysOfTheModel() throws IOException {
    Path model = fixed(false);
    Program silent = Program.run("image", Photos.twoPeople(), "--model", model);
    assertEquals(ExitCode.FAILED, silent.code());
    assertTrue(silent.err().contains("skeleton, colours, scale and shift"), silent.err());
    assertTwoPeople(
        Program.run(
            "image",
            Photos.twoPeople(),
            "--model",
            model,
            "--colour",
            "rgb",
            "--input-scale",
            "1",
            "--output-names",
            "heat,affinity",
            "--input-name",
            "image",
            "--json",
            "-",
            "-q"));
  }

  @Test
  void saysHowToConvertWeights() throws IOException {
    Path weights = Files.writeString(folder.resolve("graph_opt.pb"), "x");
    Program.run("image", Photos.twoPeople(), "--model", weights)
        .fails(
            weights
                + ": is a TensorFlow graph, not an ONNX model; convert it first: jpose convert "
                + weights
                + " --out graph_opt.onnx");
  }

  @Test
  void namedModelsSayAllOfThemselves() {
    Program.run("image", Photos.twoPeople(), "--model", "lite", "--colour", "bgr")
        .refuses(
            "jpose image",
            "what a file does not say of itself is told of files only; model lite says all of itself");
  }
}
