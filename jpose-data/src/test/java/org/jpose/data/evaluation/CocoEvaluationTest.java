package org.jpose.data.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jpose.core.pose.Box;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoFile;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.coco.CocoPerson;
import org.jpose.data.coco.CocoResultsFile;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CocoEvaluationTest {
  private static final String SEEDS = "org.jpose.testkit.Seeds#threeHundred";
  private static final String SIXTY = "org.jpose.testkit.Seeds#sixty";

  /** The last lines of what COCO's own program printed, from its repository. */
  @Test
  void printsWhatCocosProgramPrints() throws IOException {
    String published =
        Files.readAllLines(SharedFolder.require("vectors/coco_eval/val2014_fake_eval_res.txt"))
            .stream()
            .dropWhile(line -> !line.equals("type=keypoints"))
            .filter(line -> line.startsWith(" Average"))
            .collect(Collectors.joining("\n", "", "\n"));
    assertEquals(10, published.lines().count());
    CocoDataset truth =
        CocoFile.read(
            SharedFolder.require("vectors/coco_eval/person_keypoints_val2014_100_gt.json"));
    List<CocoDetection> found =
        CocoResultsFile.read(
            SharedFolder.require(
                "vectors/coco_eval/person_keypoints_val2014_fakekeypoints100_results.json"));
    // The file is of a version that put one blank less behind the names.
    String table = CocoEvaluation.of(truth, found).summary().table().replaceAll(" +\\(", " (");
    assertEquals(published.replaceAll(" +\\(", " ("), table);
  }

  @ParameterizedTest
  @MethodSource(SEEDS)
  void isWhatTheRulesSay(long seed) {
    RandomEvaluations drawn = RandomEvaluations.draw(new Random(seed));
    double[] naive = new NaiveEvaluation(drawn.truth(), drawn.found()).figures();
    assertArrayEquals(naive, figures(drawn.truth(), drawn.found()), 1e-9, "seed " + seed);
  }

  private static double[] figures(CocoDataset truth, List<CocoDetection> found) {
    CocoSummary s = CocoEvaluation.of(truth, found).summary();
    return new double[] {
      s.ap(), s.ap50(), s.ap75(), s.apMedium(), s.apLarge(),
      s.ar(), s.ar50(), s.ar75(), s.arMedium(), s.arLarge()
    };
  }

  @ParameterizedTest
  @MethodSource(SIXTY)
  void perfectPeopleGiveOne(long seed) {
    CocoDataset truth = RandomEvaluations.draw(new Random(seed)).truth();
    List<CocoDetection> perfect = new ArrayList<>();
    for (CocoPerson person : truth.people()) {
      if (person.keypointCount() > 0 && !person.crowd()) {
        perfect.add(RandomEvaluations.exactly(person, 0.5));
      }
    }
    for (double figure : figures(truth, perfect)) {
      assertTrue(figure == -1 || Math.abs(figure - 1) < 1e-9, "seed " + seed + ": " + figure);
    }
    assertTrue(
        CocoEvaluation.of(truth, perfect).losses().stream().allMatch(l -> l.loss() < 1e-9),
        "seed " + seed);
  }

  /**
   * Without people nobody labelled: somebody found within the boxes of two of them is equally
   * similar to both, and then COCO's rules take the last.
   */
  @ParameterizedTest
  @MethodSource(SIXTY)
  void orderDoesNotMatter(long seed) {
    Random random = new Random(seed);
    RandomEvaluations drawn = RandomEvaluations.draw(random).untied().labelled();
    List<CocoDetection> found = new ArrayList<>(drawn.found());
    List<CocoPerson> people = new ArrayList<>(drawn.truth().people());
    List<CocoImage> images = new ArrayList<>(drawn.truth().images());
    Collections.shuffle(found, random);
    Collections.shuffle(people, random);
    Collections.shuffle(images, random);
    CocoDataset shuffled = new CocoDataset(images, people, drawn.truth().categories());
    assertArrayEquals(
        figures(drawn.truth(), drawn.found()), figures(shuffled, found), "seed " + seed);
  }

  @ParameterizedTest
  @MethodSource(SIXTY)
  void onlyTheRankOfScoresMatters(long seed) {
    RandomEvaluations drawn = RandomEvaluations.draw(new Random(seed));
    List<CocoDetection> shifted =
        drawn.found().stream()
            .map(d -> RandomEvaluations.scored(d, Math.exp(3 * d.score()) - 7))
            .toList();
    assertArrayEquals(
        figures(drawn.truth(), drawn.found()), figures(drawn.truth(), shifted), "seed " + seed);
  }

  /**
   * A second copy of a found person, ranked right behind it, is a mistake wherever it counts. Not
   * among many found people, where it could push a wrong one from the twenty.
   */
  @ParameterizedTest
  @MethodSource(SIXTY)
  void duplicateCanOnlyLowerPrecision(long seed) {
    Random random = new Random(seed);
    RandomEvaluations drawn = RandomEvaluations.draw(random).untied();
    CocoDataset alone = onePersonAnImage(drawn.truth());
    List<CocoDetection> found =
        drawn.found().stream()
            .collect(Collectors.groupingBy(CocoDetection::image))
            .values()
            .stream()
            .flatMap(ofImage -> ofImage.stream().limit(10))
            .collect(Collectors.toCollection(ArrayList::new));
    if (found.isEmpty()) {
      return;
    }
    CocoDetection copied = found.get(random.nextInt(found.size()));
    CocoSummary before = CocoEvaluation.of(alone, found).summary();
    found.add(RandomEvaluations.scored(copied, copied.score() - 1e-7));
    CocoSummary after = CocoEvaluation.of(alone, found).summary();
    assertTrue(after.ap() <= before.ap() + 1e-12, "seed " + seed + " " + before + after);
    assertEquals(before.ar(), after.ar(), 1e-12, "seed " + seed);
  }

  /** With two people at hand, a second copy could rightly find the second. */
  private static CocoDataset onePersonAnImage(CocoDataset truth) {
    List<CocoPerson> people = new ArrayList<>();
    for (CocoImage image : truth.images()) {
      truth.people(image.id()).stream().limit(1).forEach(people::add);
    }
    return new CocoDataset(truth.images(), people, truth.categories());
  }

  @ParameterizedTest
  @MethodSource(SIXTY)
  void peopleFoundInCrowdsAreIgnored(long seed) {
    RandomEvaluations drawn = RandomEvaluations.draw(new Random(seed));
    CocoImage image = new CocoImage(77, "crowd.jpg", 640, 480);
    CocoPerson model = drawn.truth().people().stream().findFirst().orElse(null);
    if (model == null) {
      return;
    }
    CocoPerson crowd =
        new CocoPerson(
            1000,
            77,
            1,
            model.keypoints(),
            new Box(0, 0, 640, 480),
            1e5,
            true,
            model.keypointCount(),
            model.segmentation());
    List<CocoImage> images = new ArrayList<>(drawn.truth().images());
    images.add(image);
    List<CocoPerson> people = new ArrayList<>(drawn.truth().people());
    people.add(crowd);
    CocoDataset truth = new CocoDataset(images, people, drawn.truth().categories());
    List<CocoDetection> found = new ArrayList<>(drawn.found());
    for (int i = 0; i < 5; i++) {
      found.add(RandomEvaluations.exactly(crowd, 1));
    }
    assertArrayEquals(figures(drawn.truth(), drawn.found()), figures(truth, found), "seed " + seed);
  }

  @Test
  void nobodyToFindIsMinusOne() {
    CocoDataset empty =
        new CocoDataset(
            List.of(new CocoImage(1, "a.jpg", 4, 4)),
            List.of(),
            RandomEvaluations.draw(new Random(1)).truth().categories());
    CocoSummary summary = CocoEvaluation.of(empty, List.of()).summary();
    assertEquals(new CocoSummary(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1), summary);
    assertTrue(summary.table().contains(" = -1.000\n"), summary.table());
  }

  @Test
  void someImagesOnly() {
    RandomEvaluations drawn = RandomEvaluations.draw(new Random(5));
    long image = drawn.truth().images().get(0).id();
    CocoDataset one =
        new CocoDataset(
            List.of(drawn.truth().images().get(0)),
            drawn.truth().people(image),
            drawn.truth().categories());
    List<CocoDetection> ofOne = drawn.found().stream().filter(d -> d.image() == image).toList();
    CocoSummary chosen = CocoEvaluation.of(drawn.truth(), drawn.found(), Set.of(image)).summary();
    assertEquals(CocoEvaluation.of(one, ofOne).summary(), chosen);
  }

  @Test
  void refusesResultsOfOtherImagesCategoriesAndSkeletons() {
    CocoDataset truth = RandomEvaluations.draw(new Random(2)).truth();
    assertFails("image 99 is not in the ground truth", truth, new float[51], 99, 1);
    assertFails("category 2 is not listed", truth, new float[51], 1, 2);
    assertFails("has 18 joints, category 'person' has 17", truth, new float[54], 1, 1);
  }

  private static void assertFails(
      String message, CocoDataset truth, float[] triplets, long image, int category) {
    CocoDetection detection = new CocoDetection(image, category, triplets, 1);
    String found =
        assertThrows(
                IllegalArgumentException.class, () -> CocoEvaluation.of(truth, List.of(detection)))
            .getMessage();
    assertTrue(found.contains(message), found);
  }
}
