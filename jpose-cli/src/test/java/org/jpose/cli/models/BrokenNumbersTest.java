package org.jpose.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.testkit.SmallCoco;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose numbers are finite, and whose answers are not, never finds "0 people". */
class BrokenNumbersTest {
  private static final String FAULT =
      ": the network gave fields with values that are no finite numbers; its weights are damaged,"
          + " or too large for its arithmetic: fetch or convert the model again";

  @TempDir Path folder;

  private Path model() throws IOException {
    Path sound = folder.resolve("sound.safetensors");
    Program.run("convert", "lite", "--out", sound).succeeds();
    Weights weights = Safetensors.read(sound);
    Map<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
    Tensor bias = tensors.get("stage2_out.bias");
    float[] huge = bias.data().clone();
    huge[0] = 3e38f;
    tensors.put("stage2_out.bias", new Tensor(bias.shape(), huge));
    Path broken = folder.resolve("broken.safetensors");
    Safetensors.write(
        broken, new Weights("broken", weights.metadata(), tensors), Precision.FLOAT32);
    Path model = folder.resolve("broken.onnx");
    Program.run("convert", broken, "--out", model).succeeds();
    return model;
  }

  @Test
  void imageAndEvalNameModelAndImage() throws IOException {
    Path model = model();
    Path people = folder.resolve("people.json");
    Program.run("image", Photos.twoPeople(), "--model", model, "--json", people)
        .fails(Photos.twoPeople() + ": " + model + FAULT);
    assertFalse(Files.exists(people));
    SmallCoco.write(folder.resolve("coco"), "val", 2, true);
    Program eval = Program.run("eval", "--data", folder.resolve("coco"), "--model", model, "-q");
    assertEquals(ExitCode.FAILED, eval.code());
    assertTrue(eval.err().contains(".png: " + model + FAULT), eval.err());
  }
}
