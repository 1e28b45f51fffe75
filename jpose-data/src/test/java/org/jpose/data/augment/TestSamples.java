package org.jpose.data.augment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;

/** Samples made for tests. */
public final class TestSamples {
  private static final Skeleton SKELETON = Skeletons.COCO18;

  private TestSamples() {}

  /** A black image with one white pixel, which is somebody's joint. */
  public static Sample dot(int width, int height, int x, int y, int joint) {
    byte[] pixels = new byte[width * height * 3];
    Arrays.fill(pixels, (y * width + x) * 3, (y * width + x + 1) * 3, (byte) 255);
    List<LabelledJoint> joints = nothing();
    joints.set(joint, new LabelledJoint(x, y, Visibility.VISIBLE));
    LabelledPerson person = new LabelledPerson(SKELETON, joints, new Box(x - 4, y - 6, 8, 12));
    return new Sample(
        "dot",
        Image.wrap(width, height, ColourOrder.BGR, pixels),
        List.of(person),
        LossMask.everywhere(width, height),
        OptionalInt.of(0));
  }

  /** A black image with nobody on it. */
  public static Sample empty(int width, int height) {
    return new Sample(
        "empty",
        Image.wrap(width, height, ColourOrder.BGR, new byte[width * height * 3]),
        List.of(),
        LossMask.everywhere(width, height),
        OptionalInt.empty());
  }

  /** Noise with people whose joints are of every visibility, and a mask of noise. */
  public static Sample random(long seed, int width, int height, int people) {
    Random random = new Random(seed);
    byte[] pixels = new byte[width * height * 3];
    random.nextBytes(pixels);
    byte[] mask = new byte[width * height];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (random.nextInt(4) == 0 ? 0 : 255);
    }
    List<LabelledPerson> everybody = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      everybody.add(person(random, width, height));
    }
    return new Sample(
        "random " + seed,
        Image.wrap(width, height, ColourOrder.BGR, pixels),
        everybody,
        LossMask.wrap(width, height, mask),
        OptionalInt.empty());
  }

  private static LabelledPerson person(Random random, int width, int height) {
    List<LabelledJoint> joints = nothing();
    for (int i = 0; i < joints.size(); i++) {
      Visibility visibility = Visibility.values()[random.nextInt(4)];
      if (visibility != Visibility.UNLABELLED) {
        joints.set(
            i,
            new LabelledJoint(
                random.nextFloat() * (width - 1), random.nextFloat() * (height - 1), visibility));
      }
    }
    float x = random.nextFloat() * width / 2;
    float y = random.nextFloat() * height / 2;
    return new LabelledPerson(SKELETON, joints, new Box(x, y, width / 2f, height / 2f));
  }

  private static List<LabelledJoint> nothing() {
    return new ArrayList<>(Collections.nCopies(SKELETON.jointCount(), LabelledJoint.UNLABELLED));
  }
}
