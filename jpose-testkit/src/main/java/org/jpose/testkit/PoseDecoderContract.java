package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.FieldEncoder;
import org.jpose.core.field.PoseDecoder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link PoseDecoder} does, whatever its way of finding people. */
public abstract class PoseDecoderContract {
  private static final Skeleton SKELETON = Skeletons.COCO18;
  private static final int STRIDE = 8;
  private static final int COLUMNS = 54;
  private static final int ROWS = 46;

  /** Guards against hanging; a decoder takes milliseconds. */
  private static final Duration HANG = Duration.ofSeconds(20);

  private static final float[] POISON = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
  };

  /** For subclasses. */
  protected PoseDecoderContract() {}

  /** The decoder with these thresholds. */
  protected abstract PoseDecoder decoder(DecoderOptions options);

  /** The decoder's usual thresholds. */
  protected abstract DecoderOptions defaults();

  private List<Pose> decode(PoseFields fields) {
    return decoder(defaults()).decode(fields);
  }

  private static PoseFields encode(List<Pose> people) {
    return new FieldEncoder(SKELETON, STRIDE, EncoderOptions.defaults())
        .encode(people, COLUMNS, ROWS);
  }

  private static List<Pose> people(long seed, int count) {
    return new RandomPeople(new Random(seed), COLUMNS * STRIDE, ROWS * STRIDE)
        .people(count, 80, 200, 3 * STRIDE);
  }

  private static PoseFields filled(int columns, int rows, float heat, float affinity) {
    float[] heats = new float[SKELETON.heatChannels() * columns * rows];
    float[] affinities = new float[SKELETON.affinityChannels() * columns * rows];
    Arrays.fill(heats, heat);
    Arrays.fill(affinities, affinity);
    return new PoseFields(SKELETON, columns, rows, STRIDE, heats, affinities);
  }

  private static PoseFields noise(Random random, int columns, int rows) {
    PoseFields fields = filled(columns, rows, 0, 0);
    for (int i = 0; i < fields.heat().length; i++) {
      fields.heat()[i] = random.nextFloat();
    }
    for (int i = 0; i < fields.affinity().length; i++) {
      fields.affinity()[i] = 2 * random.nextFloat() - 1;
    }
    return fields;
  }

  private static void assertSound(List<Pose> people, PoseFields fields, String where) {
    float right = fields.width() * STRIDE - 0.5f;
    float bottom = fields.height() * STRIDE - 0.5f;
    for (Pose person : people) {
      assertTrue(Float.isFinite(person.score()), () -> where + ": score of " + person);
      for (Keypoint joint : person.keypoints()) {
        assertTrue(
            Float.isFinite(joint.score())
                && joint.x() >= -0.5f
                && joint.x() <= right
                && joint.y() >= -0.5f
                && joint.y() <= bottom,
            () -> where + ": " + joint + " is not inside the image");
      }
    }
  }

  @Test
  void emptyFieldsHaveNobody() {
    assertEquals(List.of(), decode(filled(COLUMNS, ROWS, 0, 0)));
    assertEquals(List.of(), decode(encode(List.of())));
  }

  @Test
  void oneJointIsNobody() {
    for (int joint = 0; joint < SKELETON.jointCount(); joint++) {
      Keypoint alone = new Keypoint(joint, SKELETON.joints().get(joint).name(), 200, 180, 1);
      PoseFields fields = encode(List.of(new Pose(SKELETON, List.of(alone), 1)));
      assertEquals(List.of(), decode(fields), alone.name());
      assertEquals(List.of(), decoder(defaults().withMinKeypoints(1)).decode(fields), alone.name());
    }
  }

  @ParameterizedTest
  @CsvSource({"0.04, 0", "0.04, 1", "-1, 1", "0.5, 0", "1, -1"})
  void equalPlanesAreDecodedSoundly(float heat, float affinity) {
    PoseFields fields = filled(COLUMNS, ROWS, heat, affinity);
    List<Pose> people = assertTimeoutPreemptively(HANG, () -> decode(fields));
    assertSound(people, fields, heat + ", " + affinity);
    if (heat < defaults().peakThreshold()) {
      assertEquals(List.of(), people);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "2, 1", "1, 60", "60, 1", "2, 2", "3, 1"})
  void smallGridsAreDecodedSoundly(int columns, int rows) {
    assertEquals(List.of(), decode(filled(columns, rows, 0, 0)));
    for (long seed = 0; seed < 20; seed++) {
      PoseFields fields = noise(new Random(seed), columns, rows);
      assertSound(decode(fields), fields, columns + "x" + rows + ", seed " + seed);
    }
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void valuesThatAreNotFiniteNeverMakeAJoint(long seed) {
    Random random = new Random(seed);
    PoseFields fields = encode(people(seed, 5));
    double share = random.nextDouble() * random.nextDouble();
    for (float[] planes : List.of(fields.heat(), fields.affinity())) {
      for (int i = 0; i < planes.length; i++) {
        if (random.nextDouble() < share) {
          planes[i] = POISON[random.nextInt(POISON.length)];
        }
      }
    }
    List<Pose> people = assertTimeoutPreemptively(HANG, () -> decode(fields));
    String where = "seed " + seed;
    assertSound(people, fields, where);
    for (Pose person : people) {
      for (Keypoint joint : person.keypoints()) {
        assertTrue(joint.score() <= 1, () -> where + ": " + joint);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity"})
  void planesOfNothingFiniteHaveNobody(float value) {
    assertEquals(List.of(), decode(filled(COLUMNS, ROWS, value, value)));
    assertEquals(List.of(), decode(filled(COLUMNS, ROWS, value, 1)));
  }

  @ParameterizedTest
  @CsvSource({"1e30", "3.4e38"})
  void hugeValuesAreDecodedSoundly(float huge) {
    PoseFields fields = noise(new Random(1), COLUMNS, ROWS);
    for (int i = 0; i < fields.affinity().length; i++) {
      fields.affinity()[i] *= huge;
    }
    for (int i = 0; i < fields.heat().length; i++) {
      fields.heat()[i] *= huge;
    }
    List<Pose> people = assertTimeoutPreemptively(HANG, () -> decode(fields));
    for (Pose person : people) {
      assertFalse(Float.isNaN(person.score()), person.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void noiseTakesBoundedWork(long seed) {
    PoseFields fields = noise(new Random(seed), COLUMNS, ROWS);
    List<Pose> people = assertTimeoutPreemptively(HANG, () -> decode(fields));
    assertSound(people, fields, "seed " + seed);
    assertTrue(people.size() <= COLUMNS * ROWS, "people: " + people.size());
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void peopleComeBestFirstAndTwiceTheSame(long seed) {
    PoseFields fields = fading(encode(people(seed, 6)));
    float[] heat = fields.heat().clone();
    float[] affinity = fields.affinity().clone();
    PoseDecoder decoder = decoder(defaults());
    List<Pose> people = decoder.decode(fields);
    assertFalse(people.isEmpty(), "seed " + seed);
    List<Pose> sorted = new ArrayList<>(people);
    sorted.sort(Comparator.comparingDouble(pose -> -pose.score()));
    assertEquals(sorted, people, "seed " + seed);
    assertEquals(people, decoder.decode(fields), "seed " + seed);
    assertArrayEquals(heat, fields.heat(), "fields were changed");
    assertArrayEquals(affinity, fields.affinity(), "fields were changed");
  }

  /** Less sure towards the left, so that people differ in score. */
  private static PoseFields fading(PoseFields fields) {
    for (float[] planes : List.of(fields.heat(), fields.affinity())) {
      for (int i = 0; i < planes.length; i++) {
        planes[i] *= 0.5f + 0.5f * (i % COLUMNS) / COLUMNS;
      }
    }
    return fields;
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void peopleMovedByWholeCellsAreFoundMovedByWholeCells(long seed) {
    Random random = new Random(seed);
    int margin = 6 * STRIDE;
    int dx = STRIDE * random.nextInt(7);
    int dy = STRIDE * random.nextInt(7);
    List<Pose> still =
        new RandomPeople(random, COLUMNS * STRIDE - 3 * margin, ROWS * STRIDE - 3 * margin)
            .people(3, 60, 120, 3 * STRIDE).stream()
                .map(pose -> pose.map(k -> k.at(k.x() + margin, k.y() + margin)))
                .toList();
    List<Pose> moved =
        still.stream().map(pose -> pose.map(k -> k.at(k.x() + dx, k.y() + dy))).toList();
    List<Pose> expected =
        decode(encode(still)).stream()
            .map(pose -> pose.map(k -> k.at(k.x() + dx, k.y() + dy)))
            .toList();
    assertSamePeople(expected, decode(encode(moved)), "seed " + seed + ", " + dx + ", " + dy);
  }

  /** The same people in any order, joints within a thousandth of a pixel. */
  protected static void assertSamePeople(List<Pose> expected, List<Pose> found, String where) {
    assertEquals(expected.size(), found.size(), where);
    for (Pose person : expected) {
      assertTrue(
          found.stream().anyMatch(pose -> isSame(person, pose)),
          () -> where + ": lost " + person + "\nfound " + found);
    }
  }

  private static boolean isSame(Pose person, Pose pose) {
    if (person.keypoints().size() != pose.keypoints().size()) {
      return false;
    }
    for (int i = 0; i < person.keypoints().size(); i++) {
      Keypoint a = person.keypoints().get(i);
      Keypoint b = pose.keypoints().get(i);
      if (a.joint() != b.joint()
          || Math.abs(a.x() - b.x()) > 1e-3
          || Math.abs(a.y() - b.y()) > 1e-3) {
        return false;
      }
    }
    return true;
  }

  @Test
  void peopleWithFewJointsAreDropped() {
    Pose whole = people(1, 1).get(0);
    List<String> names = List.of("nose", "neck", "right_shoulder", "right_elbow", "right_wrist");
    Pose arm =
        new Pose(
            SKELETON, whole.keypoints().stream().filter(k -> names.contains(k.name())).toList(), 1);
    PoseFields fields = encode(List.of(arm));
    for (int least = 1; least <= 7; least++) {
      List<Pose> found = decoder(defaults().withMinKeypoints(least)).decode(fields);
      assertEquals(least <= 5 ? 1 : 0, found.size(), "at least " + least);
    }
  }

  @Test
  void onlyTheBestPeopleAreKept() {
    PoseFields fields = fading(encode(people(3, 5)));
    List<Pose> all = decode(fields);
    assertEquals(5, all.size());
    for (int most = 1; most <= 6; most++) {
      assertEquals(
          all.subList(0, Math.min(most, 5)),
          decoder(defaults().withMaxPeople(most)).decode(fields));
    }
  }

  @Test
  void peopleOfLowScoreAreDropped() {
    PoseFields fields = fading(encode(people(3, 5)));
    List<Pose> all = decode(fields);
    double middle = (all.get(1).score() + all.get(2).score()) / 2.0;
    assertEquals(all.subList(0, 2), decoder(defaults().withMinScore(middle)).decode(fields));
    assertEquals(List.of(), decoder(defaults().withMinScore(1e6)).decode(fields));
  }

  @Test
  void peaksBelowTheThresholdAreNoJoints() {
    PoseFields fields = encode(people(4, 1));
    assertEquals(1, decode(fields).size());
    assertEquals(List.of(), decoder(defaults().withPeakThreshold(1)).decode(fields));
  }

  @Test
  void limbsWithTooFewSamplesAreNone() {
    PoseFields fields = encode(people(4, 1));
    for (int i = 0; i < fields.affinity().length; i++) {
      fields.affinity()[i] *= 0.5f;
    }
    assertEquals(1, decoder(defaults().withMinScore(0)).decode(fields).size());
    DecoderOptions strict = defaults().withLimbThreshold(0.9).withMinScore(0);
    List<Pose> people = decoder(strict).decode(fields);
    // Joints closer than a cell and a half may count as a limb without the field.
    assertTrue(
        people.stream().allMatch(pose -> pose.keypoints().size() <= 5),
        () -> "joined without limbs: " + people);
  }
}
