package org.jpose.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SkeletonFileTest {
  private static final String DOG =
      """
      {"name": "dog",
       "joints": [{"name": "left_ear", "sigma": 0.03}, {"name": "right_ear", "sigma": 0.03},
                  {"name": "head", "middleOf": ["left_ear", "right_ear"]},
                  {"name": "tail"}],
       "limbs": [["head", "left_ear"], ["head", "right_ear"], ["head", "tail"]]}
      """;

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("dog.json"), text);
  }

  @Test
  void aSkeletonOfOnesOwnIsRead() throws IOException {
    Skeleton dog = SkeletonFile.named(write(DOG).toString());
    assertEquals("dog", dog.name());
    assertEquals(4, dog.jointCount());
    assertEquals(0.03, dog.joints().get(1).sigma());
    assertEquals(List.of("left_ear", "right_ear"), dog.joints().get(2).middleOf());
    assertEquals(List.of(new Limb(2, 0, 0), new Limb(2, 1, 2), new Limb(2, 3, 4)), dog.limbs());
    assertEquals(1, dog.mirror(0));
  }

  @Test
  void aNameIsOneJposeKnows() {
    assertSame(Skeletons.COCO18, SkeletonFile.named("coco18"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> SkeletonFile.named("coco19"))
            .getMessage();
    assertTrue(message.contains("coco18") && message.contains("nor is there a file"), message);
  }

  @Test
  void theExampleOfTheDocumentationIsOne() throws IOException {
    String page = Files.readString(Path.of(System.getProperty("jpose.root"), "docs", "DATA.md"));
    int start = page.indexOf("```json\n") + "```json\n".length();
    Skeleton upper = SkeletonFile.read(write(page.substring(start, page.indexOf("```", start))));
    assertEquals("upper", upper.name());
    assertEquals(4, upper.limbs().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"ball\", \"joints\": [{\"name\": \"ball\"}]}",
        "{\"limbs\": [], \"joints\": [{\"name\": \"ball\"}], \"name\": \"ball\"}"
      })
  void thingsOfOneJointHaveNoLimbs(String text) throws IOException {
    Skeleton ball = SkeletonFile.read(write(text));
    assertEquals(1, ball.jointCount());
    assertEquals(List.of(), ball.limbs());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"head\", \"tail\"]]|[\"head\", \"tale\"]]|names joint 'tale'; the joints are [left_ear",
        "[\"head\", \"tail\"]]|[\"head\"]]|a limb of 1 joints, expected 2",
        "{\"name\": \"tail\"}|{\"name\": \"tail\"}, {\"name\": \"tail\"}|a joint name occurs twice",
        "\"sigma\": 0.03|\"sigma\": -1|is not positive",
        "\"sigma\": 0.03|\"sigma\": \"big\"|found a text, expected a number",
        "\"sigma\": 0.03|\"size\": 3|a joint has no 'size': expected name, sigma, middleOf",
        "\"name\": \"dog\",||a skeleton without name",
        "\"limbs\"|\"bones\"|a skeleton has no 'bones'",
        "\"right_ear\"]}|\"nose\"]}|the middle head names joint 'nose'"
      })
  void mistakesAreNamed(String change) throws IOException {
    String[] parts = change.split("\\|");
    Path file = write(DOG.replace(parts[0], parts[1]));
    String message = assertThrows(FileException.class, () -> SkeletonFile.read(file)).getMessage();
    assertTrue(message.contains(parts[2]), message);
    assertTrue(message.startsWith(file + ": line "), message);
  }
}
