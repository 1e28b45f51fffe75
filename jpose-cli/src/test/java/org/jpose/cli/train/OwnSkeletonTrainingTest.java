package org.jpose.cli.train;

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
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
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
                "--size",
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
                200,
                "--val-samples",
                0,
                "--pictures",
                0,
                "--out",
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
      long most = 0;
      for (JsonNode teacher : teachers) {
        most = Math.max(most, near(joints(person), joints(teacher)));
      }
      assertTrue(most >= 3, "only " + most + " joints where they are: " + person);
    }
  }

  /** Number of joints that are where they are known to be. */
  private static long near(Map<String, double[]> found, Map<String, double[]> known) {
    return found.keySet().stream()
        .filter(known::containsKey)
        .filter(
            joint ->
                Math.hypot(
                        found.get(joint)[0] - known.get(joint)[0],
                        found.get(joint)[1] - known.get(joint)[1])
                    < TOLERANCE)
        .count();
  }
}
