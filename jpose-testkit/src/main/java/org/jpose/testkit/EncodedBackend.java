package org.jpose.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.core.Backend;
import org.jpose.core.ModelInfo;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.FieldEncoder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/**
 * A backend without a network: it recognises the pictures it painted, however they were resized,
 * padded or mirrored, and answers with the fields a perfect network would. Thread-safe.
 *
 * <p>A picture is of one colour that numbers it, but for green, which is low in the left half and
 * high in the right one: so its number, its extent within grey padding and whether it is mirrored
 * are read from the pixels of the network's input alone.
 */
public final class EncodedBackend implements Backend {
  private static final int GREY = 128;
  private static final int BASE = 30;

  /** Levels between two digits, so that rounding of a resize does no harm. */
  private static final int STEP = 4;

  private final ModelInfo info = new ModelInfo("encoded", Skeletons.COCO18, ColourOrder.RGB, 8, 16);
  private final List<Scene> scenes = new CopyOnWriteArrayList<>();
  private final List<Run> runs = new CopyOnWriteArrayList<>();
  private final AtomicInteger closes = new AtomicInteger();

  /** A backend that has painted nothing yet. */
  public EncodedBackend() {}

  /** What it was asked to run at once: so many images of one size, so many of them mirrored. */
  public record Run(int count, int width, int height, int mirrored) {}

  private record Scene(int width, int height, List<Pose> people) {}

  /**
   * Paints a picture in which this backend sees these people.
   *
   * @param width pixels in a row
   * @param height rows
   * @param people people in pixels of the picture
   */
  public synchronized Image picture(int width, int height, List<Pose> people) {
    int number = scenes.size();
    scenes.add(new Scene(width, height, List.copyOf(people)));
    if (number >= BASE * BASE) {
      throw new IllegalStateException("more than " + BASE * BASE + " pictures");
    }
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < width * height; i++) {
      pixels[3 * i] = (byte) (number % BASE * STEP);
      pixels[3 * i + 1] = (byte) (2 * (i % width) < width ? 0 : 255);
      pixels[3 * i + 2] = (byte) (number / BASE * STEP);
    }
    return Image.wrap(width, height, ColourOrder.RGB, pixels);
  }

  /** What it was asked to run, in order. */
  public List<Run> runs() {
    return List.copyOf(runs);
  }

  /** How often it was closed. */
  public int closes() {
    return closes.get();
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public List<PoseFields> run(List<Image> inputs) {
    if (closes.get() > 0) {
      throw new IllegalStateException("this encoded backend is closed; make another one");
    }
    int mirrored = 0;
    List<PoseFields> fields = new ArrayList<>();
    for (Image input : inputs) {
      checkSize(input, inputs.get(0));
      View view = View.of(input);
      mirrored += view.mirrored() ? 1 : 0;
      fields.add(encode(input, view));
    }
    if (!inputs.isEmpty()) {
      Image first = inputs.get(0);
      runs.add(new Run(inputs.size(), first.width(), first.height(), mirrored));
    }
    return fields;
  }

  private void checkSize(Image input, Image first) {
    if (input.width() != first.width() || input.height() != first.height()) {
      throw new IllegalArgumentException(
          "inputs of one run must have one size, found " + first + " and " + input);
    }
    if (input.width() % info.multiple() != 0 || input.height() % info.multiple() != 0) {
      throw new IllegalArgumentException(
          "%s takes sides that are multiples of %s, found %s"
              .formatted(info.name(), info.multiple(), input));
    }
  }

  private PoseFields encode(Image input, View view) {
    if (view.number() >= scenes.size()) {
      throw new IllegalArgumentException(input + " is none of this backend's pictures");
    }
    Scene scene = scenes.get(view.number());
    double scaleX = (double) view.width() / scene.width();
    double scaleY = (double) view.height() / scene.height();
    List<Pose> people = new ArrayList<>();
    for (Pose person : scene.people()) {
      people.add(
          person.map(
              joint -> {
                double x = (joint.x() + 0.5) * scaleX - 0.5;
                double y = (joint.y() + 0.5) * scaleY - 0.5;
                return view.mirrored() ? mirrored(joint, input.width() - 1 - x, y) : joint.at(x, y);
              }));
    }
    return new FieldEncoder(info.skeleton(), info.stride(), EncoderOptions.defaults())
        .encode(people, input.width() / info.stride(), input.height() / info.stride());
  }

  /** As a network does, which calls a mirrored left hand a right one. */
  private Keypoint mirrored(Keypoint joint, double x, double y) {
    Skeleton skeleton = info.skeleton();
    int other = skeleton.mirror(joint.joint());
    return new Keypoint(
        other, skeleton.joints().get(other).name(), (float) x, (float) y, joint.score());
  }

  @Override
  public void close() {
    closes.incrementAndGet();
  }

  /** What an input shows: which picture, how large without padding, which way round. */
  private record View(int number, int width, int height, boolean mirrored) {
    static View of(Image input) {
      // The picture is at the top, to the left or, mirrored, to the right.
      int first = 0;
      while (first < input.width() - 1 && isGrey(input, first, 0)) {
        first++;
      }
      int last = input.width() - 1;
      while (last > first && isGrey(input, last, 0)) {
        last--;
      }
      int bottom = input.height() - 1;
      while (bottom > 0 && isGrey(input, first, bottom)) {
        bottom--;
      }
      int red = input.order().red();
      int number = digit(input.value(first, 0, red)) + BASE * digit(input.value(first, 0, 2 - red));
      boolean mirrored = input.value(first, 0, 1) > input.value(last, 0, 1);
      return new View(number, last - first + 1, bottom + 1, mirrored);
    }

    private static int digit(int value) {
      return Math.round((float) value / STEP);
    }

    private static boolean isGrey(Image input, int x, int y) {
      for (int channel = 0; channel < 3; channel++) {
        if (input.value(x, y, channel) != GREY) {
          return false;
        }
      }
      return true;
    }
  }
}
