package org.jpose.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.jpose.cli.Program;
import org.jpose.net.FieldChannels;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.Precision;
import org.jpose.weights.Weights;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jpose optimize}. */
class OptimizeCommandTest {
  @TempDir private Path folder;
  private Path weights;
  private Path out;

  @BeforeEach
  void files() throws Exception {
    weights = folder.resolve("fast.safetensors");
    out = folder.resolve("fast.onnx");
    Model model = InitialWeights.of(Networks.named("mobilenet_fast", new FieldChannels(19, 38)), 1);
    Map<String, String> metadata = Map.of("network", "mobilenet_fast", "skeleton", "coco18");
    Weights named = new Weights("test", metadata, model.weights().tensors());
    Safetensors.write(weights, named, Precision.FLOAT32);
  }

  private Path images() throws Exception {
    Path images = Files.createDirectory(folder.resolve("images"));
    BufferedImage image = new BufferedImage(80, 60, BufferedImage.TYPE_3BYTE_BGR);
    Random random = new Random(1);
    for (int i = 0; i < 80 * 60; i++) {
      image.setRGB(i % 80, i / 80, random.nextInt());
    }
    ImageIO.write(image, "png", images.resolve("noise.png").toFile());
    Files.writeString(images.resolve("broken.jpg"), "not an image");
    return images;
  }

  private static double number(Program program, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(program.out());
    assertTrue(matcher.find(), program.out());
    return Double.parseDouble(matcher.group(1).replace(",", ""));
  }

  @Test
  void doesNotReplaceItsInput() throws Exception {
    Path model = Files.writeString(folder.resolve("model.onnx"), "precious");
    Path same = folder.resolve(".").resolve("model.onnx");
    Program.run("optimize", model, "--out", same)
        .fails(same + ": writing there would replace an input; name another file or folder");
    assertEquals("precious", Files.readString(model));
  }

  @Test
  void showsWhatItSavedAndThatNothingElseChanged() {
    Program program = Program.run("optimize", weights, "--out", out, "--size", "96x64").succeeds();
    assertTrue(number(program, "operations +([\\d,]+)") > 0, program.out());
    double before = number(program, "numbers stored +([\\d,]+)");
    double after = number(program, "numbers stored +[\\d,]+ +([\\d,]+)");
    assertEquals(1_180_080, after);
    assertTrue(before > after, program.out());
    double difference = number(program, "fields differ by ([-\\d.e]+)");
    double range = number(program, "their range is ([-\\d.e]+)");
    assertTrue(range > 0 && difference < 1e-4 * range, program.out());
    Program.run("bench", out, "--size", "64x64", "--seconds", "0.01").succeeds();
  }

  @Test
  void eightBitsAreAQuarterOfTheSize() throws Exception {
    Path images = images();
    Program program =
        Program.run(
                "optimize",
                weights,
                "--int8",
                "--calibrate",
                images,
                "--out",
                out,
                "--size",
                "96x64")
            .succeeds();
    assertTrue(program.out().contains("calibrated on 1 image of " + images), program.out());
    double difference = number(program, "fields differ by ([-\\d.e]+)");
    double range = number(program, "their range is ([-\\d.e]+)");
    assertTrue(difference > 0 && difference < 0.3 * range, program.out());
    assertTrue(Files.size(out) < 0.35 * Files.size(weights), program.out());
    Program.run("bench", out, "--size", "64x64", "--seconds", "0.01").succeeds();
    Path again = folder.resolve("again.onnx");
    Path converted = folder.resolve("again.safetensors");
    for (Program twice :
        List.of(
            Program.run("optimize", out, "--out", again),
            Program.run("convert", out, "--out", converted))) {
      assertTrue(twice.err().contains("computes in 8 bits; name the model it was made from"));
    }
    assertFalse(Files.exists(again) || Files.exists(converted));
  }

  @Test
  void modelFileIsReadAndWrittenAgain() throws Exception {
    Program.run("optimize", weights, "--out", out, "--licence", "MIT", "--size", "64x64")
        .succeeds();
    Path again = folder.resolve("again.onnx");
    Program.run("optimize", out, "--out", again, "--size", "64x64").succeeds();
    assertEquals(-1, Files.mismatch(out, again));
  }

  @Test
  void refusesWhatDoesNotGoTogether() throws Exception {
    String command = "jpose optimize";
    Program.run("optimize", weights, "--out", out, "--int8")
        .refuses(
            command,
            "--int8 needs --calibrate DIR: a folder of images like those the model is for");
    Program.run("optimize", weights, "--out", out, "--calibrate", folder)
        .refuses(command, "--calibrate goes with --int8; add it or leave both out");
    Program.run("optimize", weights, "--out", folder.resolve("x.pb"))
        .refuses(command, folder.resolve("x.pb") + ": cannot write this kind of file, only .onnx");
    Program.run("optimize", weights, "--out", out, "--split", "val")
        .refuses(command, "--split goes with --data");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Program.run("optimize", weights, "--out", out, "--int8", "--calibrate", empty)
        .fails(empty + ": no readable image to calibrate on; give a folder of photos with people");
    assertFalse(Files.exists(out));
  }
}
