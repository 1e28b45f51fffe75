package org.jpose.core.pose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkeletonTextTest {
  private static final Skeleton CAT =
      new Skeleton(
          "my cat",
          List.of(
              new Joint("left_ear", 0.03, List.of()),
              new Joint("right_ear", 0.03, List.of()),
              new Joint("a:b|c-d%", 1e-5, List.of("left_ear", "right_ear"))),
          List.of(new Limb(2, 0, 2), new Limb(2, 1, 0)));
  private static final String TEXT =
      "my+cat left_ear:0.03 right_ear:0.03 a%3Ab%7Cc-d%25:1.0E-5:left_ear:right_ear | 2-0:2 2-1:0";

  @Test
  void aSkeletonIsOneLine() {
    assertEquals(TEXT, CAT.toText());
    assertEquals(CAT, Skeleton.parse(TEXT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"coco18", "coco17", "body25", "mpii"})
  void knownOnesComeBackEqualAndNeedNoDefinition(String name) {
    Skeleton skeleton = Skeletons.named(name);
    assertEquals(skeleton, Skeleton.parse(skeleton.toText()));
    assertEquals(Optional.empty(), Skeletons.definition(skeleton));
    assertSame(skeleton, Skeletons.named(name, Optional.empty()));
    assertEquals(skeleton, Skeletons.named(name, Optional.of(skeleton.toText())));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void anySkeletonComesBackEqual(long seed) {
    Random random = new Random(seed);
    List<String> names =
        IntStream.range(0, 1 + random.nextInt(12)).mapToObj(i -> i + name(random)).toList();
    List<Joint> joints = new ArrayList<>();
    for (String name : names) {
      List<String> middle = List.of(names.get(random.nextInt(names.size())), names.get(0));
      joints.add(
          new Joint(name, 1 - random.nextDouble(), random.nextBoolean() ? middle : List.of()));
    }
    List<Integer> channels =
        new ArrayList<>(IntStream.range(0, random.nextInt(12)).map(i -> 2 * i).boxed().toList());
    Collections.shuffle(channels, random);
    List<Limb> limbs =
        channels.stream()
            .map(
                channel ->
                    new Limb(random.nextInt(names.size()), random.nextInt(names.size()), channel))
            .toList();
    Skeleton skeleton = new Skeleton(name(random), joints, limbs);
    String text = skeleton.toText();
    assertTrue(text.chars().allMatch(c -> c >= ' ' && c < 127), "seed " + seed + ": " + text);
    assertEquals(skeleton, Skeleton.parse(text), "seed " + seed + ": " + text);
  }

  private static String name(Random random) {
    String signs = "ab_:| -+%\n\u00e9\u4eba\";/";
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      name.append(signs.charAt(random.nextInt(signs.length())));
    }
    return name.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';has no name, joints and limbs",
        "cat ear:0.1;has no name, joints and limbs",
        "| cat;has no name, joints and limbs",
        "cat ear |;has joint 'ear'",
        "cat ear:0.1:a |;has joint 'ear:0.1:a'",
        "cat ear:big |;has sigma 'big'",
        "cat ear:NaN |;joint ear: sigma NaN is not positive",
        "cat ear:0.1 ear:0.1 |;skeleton cat: a joint name occurs twice",
        "cat ear:0.1 | 0-1:0;skeleton cat: limb 0-1 has channel 0",
        "cat ear:0.1 | 0-0;has limb '0-0'",
        "cat ear:0.1 | 0--0:0;has limb '0--0:0'",
        "cat ear:0.1 | 0-0:99999999999;has limb '0-0:99999999999'",
        "cat ear:0.10 | 0-0:0;would be written as 'cat ear:0.1 | 0-0:0'",
        "cat ear:0.1 | 00-0:0;would be written as 'cat ear:0.1 | 0-0:0'",
        "cat%20 ear:0.1 | 0-0:0;would be written as 'cat+ ear:0.1 | 0-0:0'",
        "cat%2 ear:0.1 | 0-0:0;has name 'cat%2'"
      })
  void otherTextsAreRefused(String text, String reason) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Skeleton.parse(text)).getMessage();
    assertTrue(message.contains(reason), message);
  }

  @Test
  void anotherSkeletonUnderAKnownNameIsRefused() {
    Skeleton thief = new Skeleton("coco18", CAT.joints(), CAT.limbs());
    String expected =
        "skeleton 'coco18' is defined otherwise than the one jpose knows by this name; give yours"
            + " another name";
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> Skeletons.definition(thief))
            .getMessage());
    assertEquals(
        expected,
        assertThrows(
                IllegalArgumentException.class,
                () -> Skeletons.named("coco18", Optional.of(thief.toText())))
            .getMessage());
  }

  @Test
  void aDefinitionGoesWithItsName() {
    assertEquals(CAT, Skeletons.named("my cat", Skeletons.definition(CAT)));
    assertEquals(
        "skeleton 'dog' is defined under another name, 'my cat'",
        assertThrows(
                IllegalArgumentException.class, () -> Skeletons.named("dog", Optional.of(TEXT)))
            .getMessage());
  }
}
