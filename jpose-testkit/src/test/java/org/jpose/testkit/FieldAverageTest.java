package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.FieldAverage;
import org.jpose.core.field.FieldEncoder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Fit;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FieldAverageTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final int STRIDE = 8;

  private static InputTransform transform(Fit fit, double scale) {
    return InputTransform.plan(WIDTH, HEIGHT, new NetworkSize(432, 368), 16, fit, scale);
  }

  private static List<Pose> people(long seed) {
    return new RandomPeople(new Random(seed), WIDTH, HEIGHT)
        .people(1 + Math.floorMod(seed, 4), 180, 320, 60);
  }

  /** The fields of people in pixels of the image, as seen through a transform. */
  private static PoseFields encode(List<Pose> people, InputTransform transform) {
    List<Pose> seen = new ArrayList<>();
    for (Pose person : people) {
      seen.add(person.map(k -> k.at(transform.inputX(k.x()), transform.inputY(k.y()))));
    }
    return new FieldEncoder(Skeletons.COCO18, STRIDE, EncoderOptions.defaults())
        .encode(seen, transform.width() / STRIDE, transform.height() / STRIDE);
  }

  @Test
  void sameFieldsTwiceAreThemselves() {
    InputTransform transform = transform(Fit.PAD, 1);
    PoseFields fields = encode(people(3), transform);
    PoseFields average =
        FieldAverage.of(List.of(fields, fields), List.of(transform, transform), transform);
    assertArrayEquals(fields.heat(), average.heat(), 1e-6f);
    assertArrayEquals(fields.affinity(), average.affinity(), 1e-6f);
  }

  @Test
  void averageIsTheMean() {
    InputTransform transform = transform(Fit.PAD, 1);
    PoseFields one = encode(people(3), transform);
    PoseFields other = encode(people(4), transform);
    PoseFields average =
        FieldAverage.of(List.of(one, other), List.of(transform, transform), transform);
    for (int i = 0; i < one.heat().length; i++) {
      assertEquals((one.heat()[i] + other.heat()[i]) / 2, average.heat()[i], 1e-6f);
    }
    for (int i = 0; i < one.affinity().length; i++) {
      assertEquals((one.affinity()[i] + other.affinity()[i]) / 2, average.affinity()[i], 1e-6f);
    }
  }

  @Test
  void fieldsOfTheMirroredImageMirroredBackChangeNothing() {
    InputTransform transform = transform(Fit.PAD, 1);
    List<Pose> people = people(3);
    PoseFields fields = encode(people, transform);
    int last = transform.width() - 1;
    List<Pose> mirrored = new ArrayList<>();
    for (Pose person : people) {
      mirrored.add(
          person.map(
              k -> {
                int joint = Skeletons.COCO18.mirror(k.joint());
                return new Keypoint(
                    joint,
                    Skeletons.COCO18.joints().get(joint).name(),
                    (float) (last - transform.inputX(k.x())),
                    (float) transform.inputY(k.y()),
                    1);
              }));
    }
    PoseFields seen =
        new FieldEncoder(Skeletons.COCO18, STRIDE, EncoderOptions.defaults())
            .encode(mirrored, fields.width(), fields.height());
    PoseFields average =
        FieldAverage.of(List.of(fields, seen.mirrored()), List.of(transform, transform), transform);
    assertArrayEquals(fields.heat(), average.heat(), 1e-4f);
    int different = 0;
    for (int i = 0; i < fields.affinity().length; i++) {
      different += Math.abs(fields.affinity()[i] - average.affinity()[i]) > 1e-4f ? 1 : 0;
    }
    // A cell centre on a band's very edge may fall on either side.
    assertTrue(different <= 4, different + " values of affinity differ");
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void averageOfSeveralScalesHasThePeople(long seed) {
    for (Fit fit : Fit.values()) {
      List<InputTransform> transforms =
          List.of(transform(fit, 1), transform(fit, 0.75), transform(fit, 2));
      InputTransform finest = transforms.get(2);
      List<Pose> people = people(seed);
      PoseFields average =
          FieldAverage.of(
              transforms.stream().map(transform -> encode(people, transform)).toList(),
              transforms,
              finest);
      assertEquals(finest.width() / STRIDE, average.width());
      List<Pose> found =
          new AccurateDecoder()
              .decode(average).stream()
                  .map(p -> p.map(k -> k.at(finest.sourceX(k.x()), finest.sourceY(k.y()))))
                  .toList();
      String where = "seed " + seed + ", " + fit;
      assertEquals(people.size(), found.size(), where);
      for (Pose person : people) {
        assertTrue(
            found.stream().anyMatch(pose -> largestDistance(person, pose) < 6),
            () -> where + ": lost " + person + "\nfound " + found);
      }
    }
  }

  private static double largestDistance(Pose person, Pose pose) {
    double largest = 0;
    for (Keypoint joint : person.keypoints()) {
      double distance =
          pose.keypoint(joint.joint())
              .map(found -> Math.hypot(found.x() - joint.x(), found.y() - joint.y()))
              .orElse(Double.POSITIVE_INFINITY);
      largest = Math.max(largest, distance);
    }
    return largest;
  }

  /** Rounding of network sizes, here 216x162 in 224x176, must not shift anything. */
  @Test
  void coarseFieldsLieOverFineOnesWithoutShift() {
    for (Fit fit : Fit.values()) {
      InputTransform fine = transform(fit, 2);
      InputTransform coarse = transform(fit, 0.5);
      Pose nose = new Pose(Skeletons.COCO18, List.of(new Keypoint(0, "nose", 400, 300, 1)), 1);
      PoseFields nothing = encode(List.of(), fine);
      PoseFields average =
          FieldAverage.of(
              List.of(nothing, encode(List.of(nose), coarse)), List.of(fine, coarse), fine);
      double sum = 0;
      double sumX = 0;
      double sumY = 0;
      for (int row = 0; row < average.height(); row++) {
        for (int column = 0; column < average.width(); column++) {
          float heat = average.heat(0, row, column);
          sum += heat;
          sumX += heat * fine.sourceX((column + 0.5) * STRIDE - 0.5);
          sumY += heat * fine.sourceY((row + 0.5) * STRIDE - 0.5);
        }
      }
      // A fine cell is 6 to 7 pixels of the image wide, a coarse one 24.
      assertEquals(400, sumX / sum, 2.5, fit.toString());
      assertEquals(300, sumY / sum, 2.5, fit.toString());
    }
  }

  /** A straight line between the two cells would make it 0.78 high. */
  @Test
  void peakBetweenCoarseCellsKeepsItsHeight() {
    InputTransform fine = transform(Fit.PAD, 2);
    InputTransform coarse = transform(Fit.PAD, 0.5);
    double x = coarse.sourceX(12 * STRIDE - 0.5);
    double y = coarse.sourceY(8 * STRIDE - 0.5);
    Pose nose =
        new Pose(Skeletons.COCO18, List.of(new Keypoint(0, "nose", (float) x, (float) y, 1)), 1);
    PoseFields seen = encode(List.of(nose), coarse);
    PoseFields fields =
        FieldAverage.of(List.of(seen, encode(List.of(), fine)), List.of(coarse, fine), fine);
    float highest = 0;
    for (int row = 0; row < fields.height(); row++) {
      for (int column = 0; column < fields.width(); column++) {
        highest = Math.max(highest, fields.heat(0, row, column));
      }
    }
    assertEquals(0.9, 2 * highest, 0.03);
  }

  @Test
  void listsThatDoNotMatchAreRefused() {
    InputTransform transform = transform(Fit.PAD, 1);
    InputTransform other = transform(Fit.PAD, 2);
    PoseFields fields = encode(List.of(), transform);
    assertEquals(
        "2 fields with 1 transforms, target " + transform,
        assertThrows(
                IllegalArgumentException.class,
                () -> FieldAverage.of(List.of(fields, fields), List.of(transform), transform))
            .getMessage());
    assertEquals(
        "1 fields with 1 transforms, target " + other,
        assertThrows(
                IllegalArgumentException.class,
                () -> FieldAverage.of(List.of(fields), List.of(transform), other))
            .getMessage());
  }
}
