package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users of other programs look for: views, regions, coordinates, candidates. */
class SmallWishesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static JsonNode found(Object... more) throws IOException {
    List<Object> arguments =
        new ArrayList<>(List.of("image", Photos.twoPeople(), "--json", "-", "-q"));
    arguments.addAll(Arrays.asList(more));
    String json = Program.run(arguments.toArray()).succeeds().piped();
    return JSON.readTree(json).path("images").path(0);
  }

  private static JsonNode nose(JsonNode image, int person) {
    return Photos.keypoint(image.get("people").get(person), "nose");
  }

  @ParameterizedTest
  @CsvSource({"unit, 0, 1", "signed, -1, 2"})
  void coordinatesAsFractions(String scale, double first, double range) throws IOException {
    JsonNode pixels = found();
    JsonNode scaled = found("--keypoint-scale", scale);
    for (int i = 0; i < 2; i++) {
      double x = nose(pixels, i).get("x").asDouble() / (Photos.WIDTH - 1);
      double y = nose(pixels, i).get("y").asDouble() / (Photos.HEIGHT - 1);
      assertEquals(first + range * x, nose(scaled, i).get("x").asDouble(), 2e-5);
      assertEquals(first + range * y, nose(scaled, i).get("y").asDouble(), 2e-5);
      JsonNode box = pixels.get("people").get(i).get("box");
      assertEquals(
          range * box.get(2).asDouble() / (Photos.WIDTH - 1),
          scaled.get("people").get(i).get("box").get(2).asDouble(),
          2e-5);
    }
  }

  @Test
  void coordinatesOfTheNetwork() throws IOException {
    JsonNode pixels = found("--size", "448x256", "--fit", "stretch");
    JsonNode network =
        found("--size", "448x256", "--fit", "stretch", "--keypoint-scale", "network");
    double x = (nose(pixels, 0).get("x").asDouble() + 0.5) * 448 / Photos.WIDTH - 0.5;
    assertEquals(x, nose(network, 0).get("x").asDouble(), 0.02);
  }

  @Test
  void coordinatesInEveryFormat() throws IOException {
    for (String format : List.of("openpose", "coco", "jsonl")) {
      Path file = folder.resolve(format + ".json");
      Program.run(
              "image",
              Photos.twoPeople(),
              "--json",
              file,
              "--json-format",
              format,
              "--csv",
              folder.resolve(format + ".csv"),
              "--keypoint-scale",
              "unit")
          .succeeds();
      assertTrue(Files.readString(file).contains("0.7"), format);
      assertTrue(!Files.readString(file).matches("(?s).*[1-9]\\d\\d\\.\\d.*"), format);
      assertTrue(
          Files.readAllLines(folder.resolve(format + ".csv")).get(1).matches(".*,0\\.\\d+,0\\..*"));
    }
  }

  @Test
  void aPartOfThePicture() throws IOException {
    JsonNode whole = found();
    JsonNode right = found("--crop", "656,0,656,704");
    assertEquals(656, right.get("width").asInt());
    assertEquals(1, right.get("people").size());
    assertEquals(nose(whole, 0).get("x").asDouble(), 656 + nose(right, 0).get("x").asDouble(), 12);
    Program.run("image", Photos.twoPeople(), "--crop", "1000,0,656,704")
        .fails(Photos.twoPeople() + ": has 1312x704 pixels, and no part of 656x704 at 1000,0");
    Program.run("image", Photos.twoPeople(), "--crop", "1,2,3")
        .refuses("jpose image", "part '1,2,3' of a picture is not X,Y,WIDTH,HEIGHT in pixels");
    Program.run("image", Photos.twoPeople(), "--rotate", "45")
        .refuses("jpose image", "rotation by 45 degrees, expected 0, 90, 180 or 270 (clockwise)");
  }

  @Test
  void mirroredAndTurned() throws IOException {
    JsonNode whole = found();
    JsonNode mirrored = found("--mirror");
    assertEquals(2, mirrored.get("people").size());
    List<Double> noses = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      noses.add(nose(mirrored, i).get("x").asDouble());
      expected.add(Photos.WIDTH - 1 - nose(whole, i).get("x").asDouble());
    }
    noses.sort(null);
    expected.sort(null);
    assertEquals(expected.get(0), noses.get(0), 14);
    assertEquals(expected.get(1), noses.get(1), 14);
    assertEquals(Photos.HEIGHT, found("--rotate", "90").get("width").asInt());
  }

  @Test
  void videosAsWell() throws IOException {
    Path clip = Clips.write(folder.resolve("walk.mkv"), 2);
    Path out = folder.resolve("out.mkv");
    Path json = folder.resolve("out.jsonl");
    Program.run(
            "video",
            clip,
            "--rotate",
            "270",
            "--crop",
            "0,0,200,300",
            "--out",
            out,
            "--json",
            json,
            "--keypoint-scale",
            "unit",
            "--candidates",
            "-q")
        .succeeds();
    JsonNode line = JSON.readTree(Files.readAllLines(json).get(0));
    assertEquals(200, line.get("width").asInt());
    assertEquals(300, line.get("height").asInt());
    assertTrue(line.has("candidates"));
    assertTrue(Files.size(out) > 0);
  }

  @Test
  void regions() throws IOException {
    JsonNode left = found("--region", "0,0 656,0 656,704 0,704");
    assertEquals(1, left.get("people").size());
    assertTrue(nose(left, 0).get("x").asDouble() < 656);
    JsonNode both =
        found("--region", "0,0 656,0 656,704 0,704", "--region", "656,0;1312,0;1312,704;656,704");
    assertEquals(2, both.get("people").size());
    Program.run("image", Photos.twoPeople(), "--region", "1,2 3,4")
        .refuses("jpose image", "a region of 2 corners, expected 3 or more");
  }

  @Test
  void candidatesOfAllJoints() throws IOException {
    JsonNode image = found("--candidates");
    JsonNode noses = image.get("candidates").get("nose");
    assertTrue(noses.size() >= 2, noses.toString());
    for (int i = 0; i < 2; i++) {
      double x = nose(image, i).get("x").asDouble();
      boolean there = false;
      for (JsonNode candidate : noses) {
        there |= Math.abs(candidate.get(0).asDouble() - x) < 0.02;
      }
      assertTrue(there, "a nose at " + x + " among " + noses);
    }
    Path file = folder.resolve("p.json");
    Program.run(
            "image",
            Photos.twoPeople(),
            "--json",
            file,
            "--json-format",
            "openpose",
            "--candidates",
            "-q")
        .succeeds();
    JsonNode parts = Photos.json(file).get("part_candidates").get(0);
    assertEquals(18, parts.size());
    assertEquals(3 * noses.size(), parts.get("0").size());
    Program.run("image", Photos.twoPeople(), "--candidates")
        .refuses(
            "jpose image", "--candidates goes with --json in the formats jpose, jsonl or openpose");
  }

  @Test
  void moreOrFewerPeople() throws IOException {
    int usual = found().get("people").size();
    assertTrue(found("--recall").get("people").size() >= usual);
    assertEquals(usual, found("--dedupe", "0.9").get("people").size());
    assertEquals(1, found("--recall", "--max-people", "1").get("people").size());
    Program.run("image", Photos.twoPeople(), "--dedupe", "2")
        .refuses("jpose image", "likeness of duplicates is 2.0, expected above 0, 1 at most");
    Program.run("image", Photos.twoPeople(), "--recall", "--decoder", "tf-pose")
        .refuses("jpose image", "recall goes with decoder accurate");
  }
}
