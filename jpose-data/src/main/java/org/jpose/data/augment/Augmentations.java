package org.jpose.data.augment;

import java.util.List;
import org.jpose.data.augment.PixelChange.Blur;
import org.jpose.data.augment.PixelChange.Brightness;
import org.jpose.data.augment.PixelChange.Contrast;
import org.jpose.data.augment.PixelChange.Noise;
import org.jpose.data.augment.PixelChange.Saturation;
import org.jpose.data.augment.PixelChanges.Choice;
import org.jpose.data.augment.WholeImage.ZoomBase;

/** The augmentations {@code --augment} knows by name. */
public final class Augmentations {
  private static final int GREY = 128;

  private static final PixelChanges TF_OPENPOSE_PIXELS =
      new PixelChanges(
          Choice.ONE,
          0.7,
          List.of(
              new Brightness(Range.of(0.6, 1.4)), new Contrast(Range.of(0.7, 1.4)), new Blur(2)));

  /** Black, white, or, three times out of five, grey. */
  private static final List<Integer> TF_OPENPOSE_FILL = List.of(0, 255, 127, 127, 127);

  /** tf-openpose's of 2017. */
  public static final Augmentation TF_OPENPOSE =
      new Augmentation(
          "tf-openpose",
          new WholeImage(
              Range.of(0.8, 1.4),
              Range.around(40),
              true,
              0.5,
              Range.of(0.7, 1.5),
              ZoomBase.SHORTER_EDGE),
          TF_OPENPOSE_FILL,
          0,
          TF_OPENPOSE_PIXELS);

  /**
   * tf-pose's of 2019: milder, and images mostly smaller in the picture. Copies of its last tree
   * leave the change of colours away; here it stays as it was.
   */
  public static final Augmentation TF_POSE =
      new Augmentation(
          "tf-pose",
          new WholeImage(
              Range.of(0.8, 1.2), Range.around(15), true, 0.5, Range.of(0.95, 1.6), ZoomBase.FIT),
          TF_OPENPOSE_FILL,
          0,
          TF_OPENPOSE_PIXELS);

  /** CMU's for COCO: about one person, colours as they are. */
  public static final Augmentation CMU =
      new Augmentation(
          "cmu",
          new AroundPerson(Range.of(0.5, 1.1), 0.6, Range.around(40), 40.0 / 368, 0.5, 0),
          List.of(GREY),
          0,
          PixelChanges.NONE);

  /** As cheap cameras change colours, each seldom. */
  private static final PixelChanges OUR_PIXELS =
      new PixelChanges(
          Choice.EACH,
          0.25,
          List.of(
              new Brightness(Range.byRatio(0.6, 1.5)),
              new Contrast(Range.byRatio(0.65, 1.4)),
              new Saturation(Range.of(0, 1.5)),
              new PixelChange.Hue(Range.around(12)),
              new Blur(2),
              new Noise(Range.of(1, 8))));

  /**
   * Ours, for small networks. Such a network has too few parameters to learn its data by heart; it
   * misses what it has seen too seldom at the size it then meets. So
   *
   * <ul>
   *   <li>sizes are spread most: 0.6 to 2.2 of the image fitted in, by ratio, for {@code lite}
   *       finds most of what it misses when it is shown several scales;
   *   <li>turns stay within 25 degrees: people on their heads would cost capacity that upright ones
   *       need, and there is no inner rectangle, which throws away a third of a picture at 25
   *       degrees: grey corners are what inference shows a network too, with the same grey;
   *   <li>one picture in six is a mosaic: small people, crowds and cut-off bodies;
   *   <li>colours, noise and blur as cheap cameras have them, each seldom.
   * </ul>
   */
  public static final Augmentation LITE =
      new Augmentation(
          "lite",
          new WholeImage(
              Range.byRatio(0.87, 1.15),
              Range.around(25),
              false,
              0.5,
              Range.byRatio(0.6, 2.2),
              ZoomBase.FIT),
          List.of(GREY),
          1.0 / 6,
          OUR_PIXELS);

  /**
   * Ours, about people: their heights are drawn evenly by ratio, from a fourteenth of the picture
   * (20 pixels or so) to more than all of it, as what a network meets is far from so even; anywhere
   * in the picture, cut off by its edges as well; one picture in six is a mosaic.
   */
  public static final Augmentation BASE =
      new Augmentation(
          "base",
          new AroundPerson(Range.byRatio(0.07, 1.1), 1, Range.around(25), 0.3, 0.5, 0.5),
          List.of(GREY),
          1.0 / 6,
          OUR_PIXELS);

  /** Nothing by chance: images fitted in, for validation. */
  public static final Augmentation NONE =
      new Augmentation("none", new Letterbox(), List.of(GREY), 0, PixelChanges.NONE);

  private static final List<Augmentation> ALL =
      List.of(TF_OPENPOSE, TF_POSE, CMU, LITE, BASE, NONE);

  private Augmentations() {}

  /** Names, in the order to list them. */
  public static List<String> names() {
    return ALL.stream().map(Augmentation::name).toList();
  }

  /**
   * The augmentation of a name.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static Augmentation named(String name) {
    return ALL.stream()
        .filter(augmentation -> augmentation.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "augmentation '" + name + "' is not known; there are " + names()));
  }
}
