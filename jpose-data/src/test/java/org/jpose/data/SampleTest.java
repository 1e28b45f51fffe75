package org.jpose.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.junit.jupiter.api.Test;

class SampleTest {
  private static final Box BOX = new Box(1, 2, 30, 40);

  private static LabelledPerson person(Visibility right, Visibility left) {
    List<LabelledJoint> joints =
        new ArrayList<>(
            Collections.nCopies(Skeletons.COCO17.jointCount(), LabelledJoint.UNLABELLED));
    joints.set(Skeletons.COCO17.indexOf("right_shoulder"), new LabelledJoint(10, 20, right));
    joints.set(Skeletons.COCO17.indexOf("left_shoulder"), new LabelledJoint(14, 22, left));
    return new LabelledPerson(Skeletons.COCO17, joints, BOX);
  }

  private static LabelledJoint neck(LabelledPerson person) {
    return person.to(Skeletons.COCO18).joints().get(Skeletons.COCO18.indexOf("neck"));
  }

  @Test
  void neckIsTheMiddleOfBothShoulders() {
    assertEquals(
        new LabelledJoint(12, 21, Visibility.VISIBLE),
        neck(person(Visibility.VISIBLE, Visibility.VISIBLE)));
  }

  @Test
  void neckIsAsSureAsTheLessSureShoulder() {
    assertEquals(
        Visibility.OCCLUDED, neck(person(Visibility.VISIBLE, Visibility.OCCLUDED)).visibility());
    assertEquals(
        Visibility.UNSURE, neck(person(Visibility.UNSURE, Visibility.VISIBLE)).visibility());
    assertEquals(LabelledJoint.UNLABELLED, neck(person(Visibility.VISIBLE, Visibility.UNLABELLED)));
  }

  @Test
  void convertingKeepsWhatBothConventionsHave() {
    LabelledPerson person = person(Visibility.VISIBLE, Visibility.OCCLUDED);
    assertEquals(2, person.labelled());
    assertEquals(3, person.to(Skeletons.COCO18).labelled());
    assertEquals(person, person.to(Skeletons.COCO18).to(Skeletons.COCO17));
    assertSame(person, person.to(Skeletons.COCO17));
  }

  @Test
  void movingLeavesUnlabelledJointsAlone() {
    LabelledPerson moved =
        person(Visibility.VISIBLE, Visibility.UNLABELLED)
            .map(joint -> joint.at(joint.x() + 1, joint.y()), BOX);
    int right = Skeletons.COCO17.indexOf("right_shoulder");
    assertEquals(new LabelledJoint(11, 20, Visibility.VISIBLE), moved.joints().get(right));
    assertEquals(LabelledJoint.UNLABELLED, moved.joints().get(0));
  }

  @Test
  void maskMustFitTheImage() {
    Image image = Image.wrap(4, 3, ColourOrder.RGB, new byte[36]);
    List<LabelledPerson> none = List.of();
    LossMask turned = LossMask.everywhere(3, 4);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Sample("a.jpg", image, none, turned, OptionalInt.empty()));
    assertEquals("a.jpg: mask of 3x4 pixels for an image of 4x3", error.getMessage());
    assertEquals(255, LossMask.everywhere(4, 3).value(3, 2));
  }

  @Test
  void batchKnowsItsLengths() {
    BatchShape shape =
        new BatchShape(Skeletons.COCO18, new NetworkSize(32, 16), 8, ColourOrder.RGB);
    BatchRequest two = new BatchRequest(1, 0, 4, 6);
    float[] images = new float[2 * shape.imageLength()];
    float[] heat = new float[2 * shape.heatLength()];
    float[] affinity = new float[2 * shape.affinityLength()];
    assertEquals(2 * 3 * 16 * 32, images.length);
    assertEquals(2 * 19 * 2 * 4, heat.length);
    assertEquals(two, new Batch(two, shape, images, heat, affinity, heat, affinity).request());
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Batch(two, shape, images, heat, heat, heat, affinity));
    assertTrue(error.getMessage().startsWith("affinity of 2 samples has 304 numbers"));
  }
}
