package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.jpose.core.AveragedBackend;
import org.jpose.core.Backend;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Pose;
import org.junit.jupiter.api.Test;

class AveragedBackendTest extends BackendContract {
  private static final int SIDE = 512;
  private static final List<Double> SCALES = List.of(0.5, 1.0, 1.5, 2.0);

  private final EncodedBackend painter = new EncodedBackend();

  @Override
  protected Backend open() {
    return new AveragedBackend(painter, List.of(1.0, 2.0), true);
  }

  @Override
  protected Image image(Backend backend, int number, int width, int height) {
    List<Pose> people = new RandomPeople(new Random(number), 48, 32).people(1, 15, 25, 0);
    return painter.picture(width, height, people);
  }

  @Override
  protected String closedMessage() {
    return "this encoded backend is closed; make another one";
  }

  @Test
  void seesEachImageAtAllSizesAndMirroredAndAnswersOnItsOwnGrid() {
    EncodedBackend network = new EncodedBackend();
    List<Pose> people = new RandomPeople(new Random(4), SIDE, SIDE).people(2, 180, 320, 60);
    Image picture = network.picture(SIDE, SIDE, people);
    try (Backend averaged = new AveragedBackend(network, SCALES, true)) {
      PoseFields fields = averaged.run(List.of(picture, picture)).get(1);
      assertEquals(SIDE / 8, fields.width());
      List<Integer> widths = network.runs().stream().map(EncodedBackend.Run::width).toList();
      assertEquals(List.of(256, 256, 512, 512, 768, 768, 1024, 1024), widths);
      assertEquals(4, network.runs().stream().filter(run -> run.mirrored() == 2).count());
      List<Pose> found = new AccurateDecoder().decode(fields);
      assertEquals(people.size(), found.size());
      for (Pose person : people) {
        assertTrue(found.stream().anyMatch(other -> isNear(person, other)), person.toString());
      }
    }
    assertEquals(1, network.closes());
  }

  private static boolean isNear(Pose person, Pose other) {
    return person.keypoints().stream()
        .allMatch(
            joint ->
                other
                    .keypoint(joint.joint())
                    .filter(k -> Math.hypot(k.x() - joint.x(), k.y() - joint.y()) < 8)
                    .isPresent());
  }

  @Test
  void scalesHoldTheImageItself() {
    EncodedBackend network = new EncodedBackend();
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new AveragedBackend(network, List.of(0.5, 2.0), false));
    assertEquals(
        "scales [0.5, 2.0], expected numbers above 0, and 1 among them", thrown.getMessage());
  }
}
