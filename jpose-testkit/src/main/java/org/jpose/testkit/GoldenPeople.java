package org.jpose.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tf-pose found in some fields: the contents of a {@code people_up*.json}.
 *
 * @param upsample factor of the grid
 * @param width cells of the upsampled grid in a row
 * @param height rows of the upsampled grid
 * @param people the people
 */
public record GoldenPeople(int upsample, int width, int height, List<Person> people) {
  /**
   * A person.
   *
   * @param score the person's score
   * @param parts for each joint found its cell of the upsampled grid and its score
   */
  public record Person(double score, Map<Integer, Part> parts) {}

  /** A joint's cell and score. */
  public record Part(int x, int y, double score) {}

  /** Reads such a file. */
  public static GoldenPeople read(Path file) {
    try {
      JsonNode root = new ObjectMapper().readTree(file.toFile());
      List<Person> people = new ArrayList<>();
      for (JsonNode person : root.get("people")) {
        Map<Integer, Part> parts = new TreeMap<>();
        person
            .get("parts")
            .properties()
            .forEach(
                part -> {
                  JsonNode at = part.getValue();
                  parts.put(
                      Integer.valueOf(part.getKey()),
                      new Part(at.get(0).asInt(), at.get(1).asInt(), at.get(2).asDouble()));
                });
        people.add(new Person(person.get("score").asDouble(), parts));
      }
      JsonNode grid = root.get("grid");
      return new GoldenPeople(
          root.get("upsample").asInt(), grid.get(0).asInt(), grid.get(1).asInt(), people);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
