package org.jpose.data.draw;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Visibility;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;

/**
 * Draws a sample: its people, what the loss leaves out in red stripes, joints that are not to be
 * relied on as white crosses, and a white frame around the main person. Thread-safe.
 */
public final class SamplePicture {
  private static final PoseRenderer RENDERER = new PoseRenderer(DrawingOptions.defaults());
  private static final int STRIPE = 6;
  private static final int CROSS = 4;

  private SamplePicture() {}

  /** A new image of the sample's size. */
  public static Image of(Sample sample) {
    Image image = sample.image();
    Image picture =
        Image.wrap(image.width(), image.height(), image.order(), image.pixels().clone());
    drawMask(picture, sample.mask());
    List<Pose> people = new ArrayList<>();
    for (LabelledPerson person : sample.people()) {
      List<Keypoint> joints = joints(person);
      if (!joints.isEmpty()) {
        people.add(new Pose(person.skeleton(), joints, 1));
      }
    }
    RENDERER.drawPeople(picture, people);
    for (LabelledPerson person : sample.people()) {
      person.joints().stream()
          .filter(joint -> joint.visibility() == Visibility.UNSURE)
          .forEach(joint -> drawCross(picture, joint));
    }
    sample.mainPerson().ifPresent(main -> drawFrame(picture, sample.people().get(main).box()));
    return picture;
  }

  private static List<Keypoint> joints(LabelledPerson person) {
    Skeleton skeleton = person.skeleton();
    List<Keypoint> joints = new ArrayList<>();
    for (int i = 0; i < skeleton.jointCount(); i++) {
      LabelledJoint joint = person.joints().get(i);
      if (joint.isLabelled()) {
        joints.add(new Keypoint(i, skeleton.joints().get(i).name(), joint.x(), joint.y(), 1));
      }
    }
    return joints;
  }

  private static void drawMask(Image picture, LossMask mask) {
    if (mask.pixels().isEmpty()) {
      return;
    }
    byte[] pixels = picture.pixels();
    int red = picture.order().red();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int out = 255 - mask.value(x, y);
        if (out > 0 && (x + y) / STRIPE % 2 == 0) {
          int at = (y * picture.width() + x) * 3;
          pixels[at + red] = (byte) 255;
          pixels[at + 1] = (byte) ((pixels[at + 1] & 255) / 2);
          pixels[at + 2 - red] = (byte) ((pixels[at + 2 - red] & 255) / 2);
        }
      }
    }
  }

  private static void drawCross(Image picture, LabelledJoint joint) {
    int x = Math.round(joint.x());
    int y = Math.round(joint.y());
    for (int i = -CROSS; i <= CROSS; i++) {
      paint(picture, (long) x + i, (long) y + i);
      paint(picture, (long) x + i, (long) y - i);
    }
  }

  private static void drawFrame(Image picture, Box box) {
    int left = (int) Math.max(0, box.x());
    int top = (int) Math.max(0, box.y());
    int right = (int) Math.min(picture.width() - 1.0, (double) box.x() + box.width());
    int bottom = (int) Math.min(picture.height() - 1.0, (double) box.y() + box.height());
    for (int x = left; x <= right; x++) {
      paint(picture, x, top);
      paint(picture, x, bottom);
    }
    for (int y = top; y <= bottom; y++) {
      paint(picture, left, y);
      paint(picture, right, y);
    }
  }

  private static void paint(Image picture, long x, long y) {
    if (x >= 0 && y >= 0 && x < picture.width() && y < picture.height()) {
      int at = (int) (y * picture.width() + x) * 3;
      for (int i = 0; i < 3; i++) {
        picture.pixels()[at + i] = (byte) 255;
      }
    }
  }
}
