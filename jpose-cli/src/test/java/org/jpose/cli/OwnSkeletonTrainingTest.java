package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk of docs/TRAINING.md from a skeleton of five joints to a model, in small. */
class OwnSkeletonTrainingTest {
  private static final Path ROOT = Path.of(System.getProperty("jpose.root"));
  private static final double TOLERANCE = 25;

  @TempDir private Path folder;

  /** The skeleton that the documents show. */
  private String documentedSkeleton() throws Exception {
    String text = Files.readString(ROOT.resolve("docs/DATA.md"));
    Matcher fence = Pattern.compile("(?s)```json\\n(.*?)```").matcher(text);
    assertTrue(fence.find(), "docs/DATA.md shows no skeleton");
    return fence.group(1);
  }

  private JsonNode people(Path json) throws Exception {
    return new ObjectMapper().readTree(Files.readString(json)).get("images").get(0).get("people");
  }

  private static Map<String, double[]> joints(JsonNode person) {
    Map<String, double[]> joints = new TreeMap<>();
    for (JsonNode joint : person.get("keypoints")) {
      joints.put(
          joint.get("name").asText(),
          new double[] {joint.get("x").asDouble(), joint.get("y").asDouble()});
    }
    return joints;
  }

  @Test
  void fiveJointsAreLearntFromOnePhoto() throws Exception {
    Path skeleton = Files.writeString(folder.resolve("upper.json"), documentedSkeleton());
    Path photos = Files.createDirectory(folder.resolve("mine"));
    Path photo = Photos.copy(photos.resolve("two-people.jpg"));
    Program.run("image", photos, "--json", photos.resolve("people.json")).succeeds();
    Path run = folder.resolve("upper");
    Program trained =
        Program.run(
                "train",
                "--model",
                "base",
                "--pretrained",
                "base",
                "--partial",
                "--skeleton",
                skeleton,
                "--data",
                photos,
                "--limit",
                200,
                "--freeze",
                "trunk",
                "--augment",
                "none",
                "--input",
                "256x192",
                "--sigma",
                7,
                "--limb-extension",
                4,
                "--lr",
                0.003,
                "--average",
                0.9,
                "--steps",
                60,
                "--val-samples",
                0,
                "--pictures",
                0,
                "--output",
                run)
            .succeeds();
    assertTrue(trained.out().contains("features up to "), trained.out());
    assertFalse(trained.out().contains("are few"), trained.out());
    Path model = folder.resolve("upper.onnx");
    Program.run("optimize", run, "--out", model, "--size", "256x192").succeeds();
    Path found = folder.resolve("found.json");
    Program.run("image", photo, "--model", model, "--size", "256x192", "--json", found).succeeds();
    JsonNode people = people(found);
    assertEquals(2, people.size(), people.toString());
    Path known = folder.resolve("known.json");
    Program.run("image", photo, "--json", known).succeeds();
    JsonNode teachers = people(known);
    for (JsonNode person : people) {
      Map<String, double[]> joints = joints(person);
      assertTrue(joints.size() >= 3, person.toString());
      double nearest = Double.POSITIVE_INFINITY;
      for (JsonNode teacher : teachers) {
        nearest = Math.min(nearest, farthest(joints, joints(teacher)));
      }
      assertTrue(nearest < TOLERANCE, nearest + " pixels off: " + person);
    }
  }

  private static double farthest(Map<String, double[]> found, Map<String, double[]> known) {
    double farthest = 0;
    for (Map.Entry<String, double[]> joint : found.entrySet()) {
      double[] there = known.get(joint.getKey());
      if (there != null) {
        farthest =
            Math.max(
                farthest,
                Math.hypot(there[0] - joint.getValue()[0], there[1] - joint.getValue()[1]));
      }
    }
    return farthest;
  }
}
