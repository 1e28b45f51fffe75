package org.jpose.data.augment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Visibility;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;
import org.jpose.data.SampleLabels;

/**
 * Takes a whole sample through one affine map: pixels and mask resampled once, joints and boxes
 * exactly. Immutable and thread-safe.
 *
 * <p>A map that mirrors also exchanges left and right joints. A joint that comes to lie outside of
 * the target stays in its place but becomes {@link Visibility#UNSURE}: it is no target, and what of
 * it or of its limbs still lies inside is no negative either. (tf-openpose draws the part of its
 * Gaussian that lies inside.)
 */
public final class SampleWarp {
  private final Skeleton skeleton;
  private final int[] mirrored;

  /** For samples with people of that skeleton. */
  public SampleWarp(Skeleton skeleton) {
    this.skeleton = skeleton;
    mirrored = IntStream.range(0, skeleton.jointCount()).map(skeleton::mirror).toArray();
  }

  /**
   * The sample as seen through a map.
   *
   * @param sample an image with its labels
   * @param map from the image's pixels to the target's
   * @param size size of the target
   * @param fill grey, 0 to 255, where the image does not reach; the loss counts there
   * @throws IllegalArgumentException if a person has another skeleton
   * @throws IllegalStateException if the map has no inverse
   */
  public Sample apply(Sample sample, Affine map, NetworkSize size, int fill) {
    byte[] pixels = ImageWarp.apply(sample.image(), map, size.width(), size.height(), fill);
    Image image = Image.wrap(size.width(), size.height(), sample.image().order(), pixels);
    SampleLabels labels = labels(sample, map, size);
    return new Sample(sample.origin(), image, labels.people(), labels.mask(), sample.mainPerson());
  }

  /** The same without the image. */
  SampleLabels labels(Sample sample, Affine map, NetworkSize size) {
    LossMask mask = MaskWarp.apply(sample.mask(), map, size.width(), size.height());
    List<LabelledPerson> people = new ArrayList<>(sample.people().size());
    for (LabelledPerson person : sample.people()) {
      people.add(apply(person, map, size));
    }
    return new SampleLabels(sample.origin(), people, mask);
  }

  private LabelledPerson apply(LabelledPerson person, Affine map, NetworkSize size) {
    if (!person.skeleton().equals(skeleton)) {
      throw new IllegalArgumentException(
          "a person of skeleton %s among samples of skeleton %s; convert the sample first"
              .formatted(person.skeleton().name(), skeleton.name()));
    }
    boolean mirrors = map.mirrors();
    LabelledJoint[] joints = new LabelledJoint[mirrored.length];
    for (int i = 0; i < joints.length; i++) {
      LabelledJoint joint = person.joints().get(mirrors ? mirrored[i] : i);
      joints[i] = joint.visibility() == Visibility.UNLABELLED ? joint : apply(joint, map, size);
    }
    return new LabelledPerson(skeleton, Arrays.asList(joints), box(person.box(), map));
  }

  private static LabelledJoint apply(LabelledJoint joint, Affine map, NetworkSize size) {
    float x = (float) map.x(joint.x(), joint.y());
    float y = (float) map.y(joint.x(), joint.y());
    boolean inside = x >= -0.5 && y >= -0.5 && x <= size.width() - 0.5 && y <= size.height() - 0.5;
    return new LabelledJoint(x, y, inside ? joint.visibility() : Visibility.UNSURE);
  }

  /** The smallest upright box around the turned one. */
  private static Box box(Box box, Affine map) {
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (int corner = 0; corner < 4; corner++) {
      double x = box.x() + (corner & 1) * box.width();
      double y = box.y() + (corner >> 1) * box.height();
      left = Math.min(left, map.x(x, y));
      right = Math.max(right, map.x(x, y));
      top = Math.min(top, map.y(x, y));
      bottom = Math.max(bottom, map.y(x, y));
    }
    return new Box((float) left, (float) top, (float) (right - left), (float) (bottom - top));
  }
}
