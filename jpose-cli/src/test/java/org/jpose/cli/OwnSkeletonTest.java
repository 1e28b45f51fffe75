package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.core.Backend;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.source.SkeletonFile;
import org.jpose.net.Activation;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Operation;
import org.jpose.net.architecture.Networks;
import org.jpose.onnx.OnnxBackend;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.onnx.OnnxExporter;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A skeleton nobody but its user knows, from its file to people drawn. */
class OwnSkeletonTest {
  private static final String CATERPILLAR =
      """
      {"name": "caterpillar",
       "joints": [{"name": "head"}, {"name": "nose", "sigma": 0.026}, {"name": "middle"},
                  {"name": "hind part"}, {"name": "tail"}],
       "limbs": [["head", "nose"], ["nose", "middle"], ["middle", "hind part"],
                 ["hind part", "tail"]]}
      """;
  private static final List<Color> COLOURS =
      List.of(Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW, Color.MAGENTA);
  private static final String WORDS =
      "skeleton    caterpillar, 4 limbs, 5 joints: head, nose, middle, hind part, tail";

  @TempDir private Path folder;
  private Path file;
  private Skeleton caterpillar;

  @BeforeEach
  void writeSkeleton() throws IOException {
    file = Files.writeString(at("caterpillar.json"), CATERPILLAR);
    caterpillar = SkeletonFile.read(file);
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  private Path randomWeights() throws IOException {
    Graph lite = Networks.named("lite", FieldChannels.of(caterpillar));
    Path weights = at("random.safetensors");
    Safetensors.write(weights, InitialWeights.of(lite, 1).weights(), Precision.FLOAT32);
    return weights;
  }

  /**
   * A network that finds a caterpillar whose joints are blobs of these colours from left to right:
   * each heatmap is how much of the blob's colour a cell has beyond the others, and all affinity
   * points right.
   */
  private Path colourNetwork() throws IOException {
    int cell = 8;
    FieldChannels planes = FieldChannels.of(caterpillar);
    GraphBuilder net = new GraphBuilder();
    Operation fields =
        Operation.Convolution.of(planes.total(), cell)
            .withStride(cell)
            .withBias(true)
            .withActivation(Activation.RELU);
    net.stage("fields", net.add("fields", fields, net.image(1 / 255.0, 0)), planes);
    Graph graph = net.build("colours", ColourOrder.RGB, cell, cell, planes);
    int area = cell * cell;
    float[] weights = new float[planes.total() * 3 * area];
    float[] bias = new float[planes.total()];
    for (int joint = 0; joint < COLOURS.size(); joint++) {
      float[] rgb = COLOURS.get(joint).getRGBColorComponents(null);
      int bright = 0;
      for (int plane = 0; plane < 3; plane++) {
        bright += (int) rgb[plane];
        for (int i = 0; i < area; i++) {
          weights[(joint * 3 + plane) * area + i] = (rgb[plane] > 0 ? 1f : -1f) / area;
        }
      }
      bias[joint] = 1 - bright;
    }
    for (int limb = 0; limb < caterpillar.limbs().size(); limb++) {
      bias[planes.heat() + caterpillar.limbs().get(limb).channel()] = 1;
    }
    Map<String, Tensor> tensors =
        Map.of(
            "fields.weight",
            new Tensor(List.of(planes.total(), 3, cell, cell), weights),
            "fields.bias",
            Tensor.vector(bias));
    Path model = at("colours.onnx");
    OnnxExporter.write(
        model,
        new Model(graph, new Weights("colours", Map.of(), tensors)),
        new ModelFacts(caterpillar, "made up", "CC0-1.0", ""),
        Precision.FLOAT32);
    return model;
  }

  private Path photo() throws IOException {
    BufferedImage image = new BufferedImage(256, 64, BufferedImage.TYPE_INT_RGB);
    Graphics2D drawing = image.createGraphics();
    for (int i = 0; i < COLOURS.size(); i++) {
      drawing.setColor(COLOURS.get(i));
      drawing.fillRect(24 + 40 * i, 32, 8, 8);
    }
    drawing.dispose();
    Path photo = at("photo.png");
    ImageIO.write(image, "png", photo.toFile());
    return photo;
  }

  @Test
  void weightsBecomeAModelThatDefinesIt() throws IOException {
    Path model = at("model.onnx");
    Program.run("convert", randomWeights(), "--network=lite", "--skeleton", file, "-o", model)
        .succeeds();
    try (Backend backend = OnnxBackend.open(model, 1)) {
      assertEquals(caterpillar, backend.info().skeleton());
    }
    Program image =
        Program.run("image", Photos.twoPeople(), "--model", model, "--json", at("people.json"));
    assertEquals(ExitCode.OK, image.code(), image.err());
    List<String> shown = Program.run("models", "show", model).succeeds().out().lines().toList();
    assertTrue(shown.contains(WORDS), shown::toString);
    assertTrue(shown.contains("output      heat [n, 6, h/8, w/8]"), shown::toString);
    assertTrue(shown.contains("output      affinity [n, 8, h/8, w/8]"), shown::toString);
  }

  @Test
  void theFileKeepsItThroughEveryConversion() throws IOException {
    Path weights = at("again.safetensors");
    Program.run("convert", randomWeights(), "--network=lite", "--skeleton", file, "-o", weights)
        .succeeds();
    Path model = at("model.onnx");
    Program.run("convert", weights, "-o", model).succeeds();
    Path optimized = at("optimized.onnx");
    Program.run("optimize", model, "-o", optimized, "--size=64x32").succeeds();
    try (Backend backend = OnnxBackend.open(optimized, 1)) {
      assertEquals(caterpillar, backend.info().skeleton());
    }
    Path other = Files.writeString(at("other.json"), CATERPILLAR.replace("0.026", "0.5"));
    Program.run("convert", model, "--skeleton", other, "-o", at("no.onnx"))
        .fails(
            model
                + ": is for a skeleton 'caterpillar' of other joints, limbs or sigmas than that"
                + " asked for: '"
                + caterpillar.toText()
                + "'; leave the option out to take the file's own");
    Program.run("convert", weights, "--skeleton=coco18", "-o", at("no.onnx"))
        .fails(
            weights
                + ": is for skeleton caterpillar, expected coco18; convert it with that skeleton");
  }

  @Test
  void itsPeopleAreFoundWrittenAndDrawn() throws IOException {
    Path photo = photo();
    Path drawn = at("drawn.png");
    Program run =
        Program.run(
            "image",
            photo,
            "--model",
            colourNetwork(),
            "--size=256x64",
            "--json",
            at("people.json"),
            "--csv",
            at("people.csv"),
            "--out",
            drawn);
    assertEquals(photo + ": 1 person\n", run.succeeds().out());
    JsonNode person = Photos.json(at("people.json")).get("images").get(0).get("people").get(0);
    List<String> names = new ArrayList<>();
    for (JsonNode keypoint : person.get("keypoints")) {
      assertEquals(27.5 + 40 * names.size(), keypoint.get("x").asDouble(), 0.5);
      assertEquals(35.5, keypoint.get("y").asDouble(), 0.5);
      names.add(keypoint.get("name").asText());
    }
    assertEquals(List.of("head", "nose", "middle", "hind part", "tail"), names);
    List<String> rows = Files.readAllLines(at("people.csv"));
    assertEquals(6, rows.size());
    assertTrue(rows.get(4).contains(",hind part,"), rows.get(4));
    BufferedImage before = ImageIO.read(photo.toFile());
    BufferedImage after = ImageIO.read(drawn.toFile());
    // Between head and nose, where only a limb can be.
    assertEquals(Color.BLACK.getRGB(), before.getRGB(48, 35));
    assertNotEquals(Color.BLACK.getRGB(), after.getRGB(48, 35));
  }

  @Test
  void otherFormatsTakeTheJointsTheyKnow() throws IOException {
    Program.run(
            "image",
            photo(),
            "--model",
            colourNetwork(),
            "--size=256x64",
            "--json-format=coco",
            "--json",
            at("coco.json"))
        .succeeds();
    JsonNode person = Photos.json(at("coco.json")).get(0);
    assertEquals(67.5, person.get("keypoints").get(0).asDouble(), 0.5);
    for (int i = 3; i < 51; i++) {
      assertEquals(0, person.get("keypoints").get(i).asDouble());
    }
  }

  @Test
  void formatsThatKnowNoneOfTheJointsAreRefused() throws IOException {
    Path worm =
        Files.writeString(
            at("worm.json"),
            """
            {"name": "worm", "joints": [{"name": "front"}, {"name": "end"}],
             "limbs": [["front", "end"]]}
            """);
    Skeleton skeleton = SkeletonFile.read(worm);
    Graph lite = Networks.named("lite", skeleton);
    Path weights = at("worm.safetensors");
    Safetensors.write(weights, InitialWeights.of(lite, 1).weights(), Precision.FLOAT32);
    Path model = at("worm.onnx");
    Program.run("convert", weights, "--network=lite", "--skeleton", worm, "-o", model).succeeds();
    Path json = at("worms.json");
    Program.run("image", photo(), "--model", model, "--json", json, "--json-format=openpose")
        .refuses(
            "jpose image",
            "--json-format openpose writes skeleton coco18, which has no joint of the model's,"
                + " worm; use jpose or jsonl");
    assertFalse(Files.exists(json));
  }

  @Test
  void aDamagedDefinitionIsAnError() throws IOException {
    Path model = colourNetwork();
    // Without its hash, which would tell that it was changed.
    String bytes =
        Files.readString(model, StandardCharsets.ISO_8859_1).replace("jpose.hash", "other.hash");
    Path damaged = at("damaged.onnx");
    Files.writeString(
        damaged, bytes.replace("head:0.089", "nose:0.089"), StandardCharsets.ISO_8859_1);
    Program.run("image", photo(), "--model", damaged, "--json", at("p.json"))
        .fails(
            damaged + ": its metadata is wrong: skeleton caterpillar: a joint name occurs twice");
    Path renamed = at("renamed.onnx");
    Files.writeString(
        renamed,
        bytes.replace("caterpillar head", "caterpillow head"),
        StandardCharsets.ISO_8859_1);
    Program.run("image", photo(), "--model", renamed, "--json", at("p.json"))
        .fails(
            renamed
                + ": its metadata is wrong: skeleton 'caterpillar' is defined under another name,"
                + " 'caterpillow'");
  }

  @Test
  void aKnownNameCannotBeTaken() throws IOException {
    Path thief = Files.writeString(at("thief.json"), CATERPILLAR.replace("caterpillar", "mpii"));
    Program run =
        Program.run(
            "convert", randomWeights(), "--network=lite", "--skeleton", thief, "-o", at("m.onnx"));
    assertEquals(ExitCode.FAILED, run.code());
    assertTrue(
        run.err().contains("skeleton 'mpii' is defined otherwise than the one jpose knows"),
        run.err());
  }

  @Test
  void benchAndShowBuildNetworksForIt() throws IOException {
    List<String> shown =
        Program.run("models", "show", "lite", "--skeleton", file, "--size=64x32")
            .succeeds()
            .out()
            .lines()
            .toList();
    assertTrue(
        shown.stream().anyMatch(line -> line.matches("stage2_out +convolution +14x4x8 .*")),
        shown::toString);
    Program bench =
        Program.run(
            "bench",
            "lite",
            "--one-row",
            "--skeleton",
            file,
            "--size=64x32",
            "--seconds=0.01",
            "--threads=1");
    assertTrue(bench.succeeds().out().startsWith("lite "), bench.out());
  }
}
