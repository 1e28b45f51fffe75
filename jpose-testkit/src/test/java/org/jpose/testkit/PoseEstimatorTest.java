package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jpose.core.Backend;
import org.jpose.core.Estimate;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.NetworkInput;
import org.jpose.core.NetworkOutput;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The estimator on a backend that sees people perfectly. */
class PoseEstimatorTest {
  private static final int[][] SIZES = {{640, 480}, {480, 640}, {1300, 400}, {433, 367}};

  private final EncodedBackend backend = new EncodedBackend();

  private static EstimatorOptions options() {
    return EstimatorOptions.defaults();
  }

  private static List<Pose> people(long seed, int width, int height) {
    double side = Math.min(width, height);
    return new RandomPeople(new Random(seed), width, height)
        .people(2, 0.5 * side, 0.8 * side, 0.2 * side);
  }

  private Image picture(long seed, int width, int height) {
    return backend.picture(width, height, people(seed, width, height));
  }

  /** Pictures of mixed sizes, each with people of its own. */
  private List<Image> pictures(int count) {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(picture(i, SIZES[i % SIZES.length][0], SIZES[i % SIZES.length][1]));
    }
    return images;
  }

  private static void assertFound(List<Pose> people, List<Pose> found, double near, String where) {
    assertEquals(people.size(), found.size(), where);
    for (Pose person : people) {
      assertTrue(
          found.stream().anyMatch(pose -> isNear(person, pose, near)),
          () -> where + ": lost " + person + "\nfound " + found);
    }
  }

  private static boolean isNear(Pose person, Pose pose, double near) {
    return person.keypoints().stream()
        .allMatch(
            joint ->
                pose.keypoint(joint.joint())
                    .filter(k -> Math.hypot(k.x() - joint.x(), k.y() - joint.y()) <= near)
                    .isPresent());
  }

  @ParameterizedTest
  @CsvSource({"432x368", "-1x368", "432x-1", "300x500"})
  void peopleAreFoundInPixelsOfTheImage(String size) {
    for (Fit fit : Fit.values()) {
      PoseEstimator estimator =
          new PoseEstimator(backend, options().withFit(fit).withSize(NetworkSize.parse(size)));
      for (int[] side : SIZES) {
        for (long seed = 0; seed < 3; seed++) {
          List<Pose> people = people(seed, side[0], side[1]);
          Image image = backend.picture(side[0], side[1], people);
          Estimate estimate = estimator.analyze(image);
          // Half a cell, in pixels of the image.
          double near =
              4.0
                  * Math.max(
                      (double) side[0] / estimate.transform().contentWidth(),
                      (double) side[1] / estimate.transform().contentHeight());
          assertFound(people, estimate.people(), near, fit + ", " + image + ", seed " + seed);
        }
      }
    }
  }

  @Test
  void severalScalesAndMirroringFindTheSamePeople() {
    for (Fit fit : Fit.values()) {
      PoseEstimator estimator =
          new PoseEstimator(
              backend, options().withFit(fit).withScales(List.of(0.75, 1.0, 1.5)).withFlip(true));
      for (int[] side : SIZES) {
        List<Pose> people = people(5, side[0], side[1]);
        Image image = backend.picture(side[0], side[1], people);
        double near = 4.0 * Math.max(side[0] / 432.0, side[1] / 368.0);
        assertFound(people, estimator.estimate(image), near, fit + ", " + image);
      }
    }
  }

  @Test
  void mirroringAloneChangesNothingForAPerfectNetwork() {
    Image image = picture(2, 640, 480);
    Estimate plain = new PoseEstimator(backend, options()).analyze(image);
    Estimate flipped = new PoseEstimator(backend, options().withFlip(true)).analyze(image);
    assertArrayEquals(plain.fields().heat(), flipped.fields().heat(), 1e-3f);
    assertFound(plain.people(), flipped.people(), 0.5, "flip");
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "3, true", "4, true", "100, false"})
  void batchesEqualOneByOneInTheirOrder(int batch, boolean flip) {
    EstimatorOptions options = options().withFlip(flip).withScales(List.of(1.0, 0.5));
    List<Image> images = pictures(10);
    PoseEstimator single = new PoseEstimator(backend, options);
    List<List<Pose>> expected = images.stream().map(single::estimate).toList();
    List<List<Pose>> found = new PoseEstimator(backend, options.withBatch(batch)).estimate(images);
    assertEquals(expected, found);
    assertEquals(10, found.stream().distinct().count(), "every picture has its own people");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void threeStepsAreTheWhole(boolean flip) {
    PoseEstimator estimator =
        new PoseEstimator(backend, options().withFlip(flip).withScales(List.of(0.5, 1.0)));
    Image image = picture(2, 640, 480);
    NetworkInput input = estimator.prepare(image);
    assertEquals(List.of(), backend.runs(), "preparing runs nothing");
    NetworkOutput output = estimator.run(input);
    int runs = backend.runs().size();
    Estimate found = estimator.find(output);
    assertEquals(runs, backend.runs().size(), "finding people runs nothing");
    Estimate whole = estimator.analyze(image);
    assertEquals(whole.people(), found.people());
    assertEquals(whole.transform(), found.transform());
    assertArrayEquals(whole.fields().heat(), found.fields().heat());
  }

  @Test
  void inputsOfOneSizeShareRunsOfAtMostABatch() {
    List<Image> images =
        List.of(
            picture(0, 640, 480),
            picture(1, 480, 640),
            picture(2, 640, 480),
            picture(3, 320, 240),
            picture(4, 640, 480));
    new PoseEstimator(backend, options().withBatch(3)).estimate(images);
    assertEquals(
        List.of(
            new EncodedBackend.Run(3, 464, 352, 0),
            new EncodedBackend.Run(1, 464, 352, 0),
            new EncodedBackend.Run(1, 352, 464, 0)),
        backend.runs());
  }

  @Test
  void everyScaleIsSeenBothWaysRound() {
    new PoseEstimator(
            backend, options().withScales(List.of(0.5, 1.0, 2.0)).withFlip(true).withBatch(2))
        .estimate(picture(0, 640, 480));
    assertEquals(
        List.of(
            new EncodedBackend.Run(2, 240, 176, 1),
            new EncodedBackend.Run(2, 464, 352, 1),
            new EncodedBackend.Run(2, 928, 704, 1)),
        backend.runs());
  }

  @Test
  void fieldsAreThoseOfTheLargestScaleWhateverTheOrder() {
    Image image = picture(0, 640, 480);
    for (List<Double> scales : List.of(List.of(1.0, 2.0, 0.5), List.of(2.0, 0.5, 1.0))) {
      Estimate estimate = new PoseEstimator(backend, options().withScales(scales)).analyze(image);
      assertEquals(921, estimate.transform().contentWidth());
      assertEquals(928 / 8, estimate.fields().width());
      assertEquals(704 / 8, estimate.fields().height());
    }
  }

  @Test
  void noImagesHaveNoResultsAndRunNothing() {
    assertEquals(List.of(), new PoseEstimator(backend, options()).estimate(List.of()));
    assertEquals(List.of(), backend.runs());
  }

  @Test
  void picturesWithoutPeopleHaveNobody() {
    PoseEstimator estimator = new PoseEstimator(backend, options().withFlip(true));
    for (int[] size : new int[][] {{1, 1}, {640, 480}, {3, 2000}, {10000, 1}}) {
      Image image = backend.picture(size[0], size[1], List.of());
      assertEquals(List.of(), estimator.estimate(image), image.toString());
    }
  }

  @Test
  void decoderOfTheOptionsDecides() {
    Image image = picture(0, 640, 480);
    AccurateDecoder one = new AccurateDecoder(DecoderOptions.accurate().withMaxPeople(1));
    List<Pose> all = new PoseEstimator(backend, options()).estimate(image);
    assertEquals(
        all.subList(0, 1), new PoseEstimator(backend, options().withDecoder(one)).estimate(image));
  }

  @Test
  void keypointsStayInsideTheImage() {
    for (Fit fit : Fit.values()) {
      for (int[] side : SIZES) {
        for (double[] out : new double[][] {{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
          // Half of the person is outside: beyond an edge or in the padding.
          List<Pose> people =
              people(1, side[0], side[1]).subList(0, 1).stream()
                  .map(pose -> movedToEdge(pose, out, side[0], side[1]))
                  .toList();
          Image image = backend.picture(side[0], side[1], people);
          DecoderOptions one = DecoderOptions.accurate().withMinKeypoints(1);
          List<Pose> found =
              new PoseEstimator(
                      backend, options().withFit(fit).withDecoder(new AccurateDecoder(one)))
                  .estimate(image);
          assertTrue(!found.isEmpty(), image + " has nobody");
          for (Keypoint joint : found.get(0).keypoints()) {
            assertTrue(
                joint.x() >= 0
                    && joint.x() <= side[0] - 1
                    && joint.y() >= 0
                    && joint.y() <= side[1] - 1,
                () -> joint + " is outside " + image);
          }
        }
      }
    }
  }

  private static Pose movedToEdge(Pose pose, double[] out, int width, int height) {
    double middleX = pose.box().x() + pose.box().width() / 2;
    double middleY = pose.box().y() + pose.box().height() / 2;
    double dx = out[0] == 0 ? 0 : (out[0] < 0 ? 0 : width) - middleX;
    double dy = out[1] == 0 ? 0 : (out[1] < 0 ? 0 : height) - middleY;
    return pose.map(k -> k.at(k.x() + dx, k.y() + dy));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void fieldsThatAreNoNumbersAreAnErrorAndNotNobody(float value) {
    Image image = picture(0, 64, 48);
    for (boolean heat : new boolean[] {true, false}) {
      PoseEstimator estimator = new PoseEstimator(spoiling(heat, value), options());
      assertEquals(
          "encoded: the network gave fields with values that are no finite numbers; its weights are"
              + " damaged, or too large for its arithmetic: fetch or convert the model again",
          assertThrows(ModelFormatException.class, () -> estimator.estimate(image)).getMessage());
    }
  }

  /** The backend, but for one value of its fields. */
  private Backend spoiling(boolean heat, float value) {
    return new Backend() {
      @Override
      public ModelInfo info() {
        return backend.info();
      }

      @Override
      public List<PoseFields> run(List<Image> inputs) {
        List<PoseFields> fields = backend.run(inputs);
        float[] planes = heat ? fields.get(0).heat() : fields.get(0).affinity();
        planes[planes.length - 1] = value;
        return fields;
      }

      @Override
      public void close() {
        backend.close();
      }
    };
  }

  @Test
  void otherOptionsWorkOnTheSameBackend() {
    Image image = picture(0, 640, 480);
    PoseEstimator estimator = new PoseEstimator(backend, options());
    EstimatorOptions one =
        options().withDecoder(new AccurateDecoder(DecoderOptions.accurate().withMaxPeople(1)));
    PoseEstimator other = estimator.with(one);
    assertSame(one, other.options());
    List<NetworkOutput> outputs =
        estimator.run(List.of(estimator.prepare(image), other.prepare(image)));
    assertEquals(2, estimator.find(outputs.get(0)).people().size());
    assertEquals(1, other.find(outputs.get(1)).people().size());
    assertEquals(2, estimator.estimate(image).size());
  }

  @Test
  void modelIsTheBackends() {
    PoseEstimator estimator = new PoseEstimator(backend, options());
    assertSame(backend.info(), estimator.model());
    assertSame(Skeletons.COCO18, estimator.model().skeleton());
  }

  @Test
  void closingClosesTheBackend() {
    PoseEstimator estimator = new PoseEstimator(backend, options());
    assertEquals(0, backend.closes());
    estimator.close();
    assertTrue(backend.closes() > 0);
    estimator.close();
  }

  @Test
  void closedEstimatorNamesItself() {
    PoseEstimator estimator = new PoseEstimator(backend, options());
    Image image = picture(0, 64, 48);
    estimator.close();
    String message = "this pose estimator is closed; open another one";
    assertEquals(
        message,
        assertThrows(IllegalStateException.class, () -> estimator.estimate(image)).getMessage());
    assertEquals(
        message,
        assertThrows(IllegalStateException.class, () -> estimator.analyze(List.of(image)))
            .getMessage());
    assertEquals(List.of(), backend.runs());
  }

  @Test
  void anImageThatCannotBeDoneCostsTheOthersNothing() {
    PoseEstimator estimator =
        new PoseEstimator(backend, options().withSize(NetworkSize.parse("-1x368")).withBatch(3));
    Image large = backend.picture(10000, 1, List.of());
    List<Image> images = List.of(picture(0, 640, 480), large, picture(1, 640, 480));
    List<Image> failed = new ArrayList<>();
    List<List<Pose>> found = new ArrayList<>();
    estimator.analyzeEach(
        images,
        image -> image,
        (image, estimate) -> found.add(estimate.people()),
        (image, reason) -> failed.add(image));
    assertEquals(List.of(large), failed);
    assertEquals(
        List.of(estimator.estimate(images.get(0)), estimator.estimate(images.get(2))), found);
  }

  @Test
  void anInterruptIsNoImagesFault() {
    PoseEstimator estimator = new PoseEstimator(backend, options());
    List<Image> images = pictures(2);
    estimator.close();
    List<Image> failed = new ArrayList<>();
    Thread.currentThread().interrupt();
    assertThrows(
        IllegalStateException.class,
        () ->
            estimator.analyzeEach(
                images, image -> image, (i, e) -> {}, (image, reason) -> failed.add(image)));
    assertTrue(Thread.interrupted());
    assertEquals(List.of(), failed);
  }

  @Test
  void inputTooLargeIsRefusedBeforeAnythingRuns() {
    PoseEstimator estimator =
        new PoseEstimator(backend, options().withSize(NetworkSize.parse("-1x368")));
    Image image = backend.picture(10000, 1, List.of());
    assertEquals(
        "the network's input would be 3680000 pixels on a side, 8192 is the limit; give both sides"
            + " of the network size, or a smaller scale",
        assertThrows(IllegalArgumentException.class, () -> estimator.estimate(image)).getMessage());
    assertEquals(List.of(), backend.runs());
  }
}
