package org.jpose.data.draw;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jpose.core.Estimate;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.Batch;
import org.jpose.data.BatchShape;
import org.jpose.media.draw.Canvas;
import org.jpose.media.draw.Drawing;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.draw.TextSize;

/**
 * Draws what a network is shown and what it is to answer. Above: the image, and the heatmaps'
 * maximum over it; below: where the loss counts (dark where that of no joint and no limb does), and
 * the affinity over the image. Thread-safe.
 */
public final class BatchPicture {
  private static final PoseRenderer RENDERER = new PoseRenderer(DrawingOptions.defaults());

  private static final List<String> CAPTIONS =
      List.of(
          "image",
          "target: joints",
          "answer: joints",
          "where the loss counts",
          "target: limbs",
          "answer: limbs");
  private static final int CAPTION_MARGIN = 3;
  private static final int WHITE = 0xffffff;
  private static final float GREY = 128;

  private BatchPicture() {}

  /**
   * A new image, twice as wide and high as the batch's.
   *
   * @param sample which of the batch, from 0
   * @throws IndexOutOfBoundsException if the batch has no such sample
   */
  public static Image of(Batch batch, int sample) {
    Objects.checkIndex(sample, batch.request().size());
    BatchShape shape = batch.shape();
    int width = shape.size().width();
    int height = shape.size().height();
    Image seen = image(batch, sample);
    Estimate targets = targets(batch, sample);
    Image masked = copy(seen);
    darken(masked, batch, sample);
    Image picture =
        Image.wrap(2 * width, 2 * height, shape.colour(), new byte[12 * width * height]);
    put(seen, picture, 0, 0);
    put(RENDERER.draw(Drawing.HEATMAP, copy(seen), targets), picture, width, 0);
    put(masked, picture, 0, height);
    put(RENDERER.draw(Drawing.AFFINITY, copy(seen), targets), picture, width, height);
    return picture;
  }

  /**
   * A new image of what a network is shown, what it is to answer, and beside that what it answers:
   * three panels of the batch's size in each of two rows. Above: the image, the heatmaps' maximum
   * of targets and answer over it; below: where the loss counts, and the affinity of both.
   *
   * @param sample which of the batch, from 0
   * @param answer the network's fields of the sample
   * @throws IndexOutOfBoundsException if the batch has no such sample
   * @throws IllegalArgumentException if the answer is of another grid or skeleton than the targets
   */
  public static Image beside(Batch batch, int sample, PoseFields answer) {
    Image targets = of(batch, sample);
    Estimate wanted = targets(batch, sample);
    requireSame(wanted.fields(), answer);
    Estimate found = new Estimate(List.of(), answer, wanted.transform());
    int width = batch.shape().size().width();
    int height = batch.shape().size().height();
    Image picture =
        Image.wrap(3 * width, 2 * height, targets.order(), new byte[18 * width * height]);
    put(targets, picture, 0, 0);
    put(RENDERER.draw(Drawing.HEATMAP, image(batch, sample), found), picture, 2 * width, 0);
    put(RENDERER.draw(Drawing.AFFINITY, image(batch, sample), found), picture, 2 * width, height);
    Canvas canvas = new Canvas(picture);
    for (int i = 0; i < CAPTIONS.size(); i++) {
      caption(canvas, CAPTIONS.get(i), i % 3 * width, i / 3 * height, width);
    }
    return picture;
  }

  private static void requireSame(PoseFields targets, PoseFields answer) {
    if (answer.width() != targets.width()
        || answer.height() != targets.height()
        || !answer.skeleton().equals(targets.skeleton())) {
      throw new IllegalArgumentException(
          "an answer of %dx%d cells for %s beside targets of %dx%d for %s; is it this batch's?"
              .formatted(
                  answer.width(),
                  answer.height(),
                  answer.skeleton().name(),
                  targets.width(),
                  targets.height(),
                  targets.skeleton().name()));
    }
  }

  /** White on black, if the panel is wide enough for it. */
  private static void caption(Canvas canvas, String text, int left, int top, int width) {
    int wide = canvas.textWidth(text, TextSize.SMALL) + 2 * CAPTION_MARGIN;
    if (wide <= width) {
      canvas.fill(left, top, wide, canvas.textHeight(TextSize.SMALL), 0);
      canvas.text(text, left + CAPTION_MARGIN, top, TextSize.SMALL, WHITE);
    }
  }

  private static Image image(Batch batch, int sample) {
    BatchShape shape = batch.shape();
    int plane = shape.size().width() * shape.size().height();
    byte[] pixels = new byte[3 * plane];
    int start = sample * shape.imageLength();
    for (int colour = 0; colour < 3; colour++) {
      for (int i = 0; i < plane; i++) {
        float value = batch.hasFeatures() ? GREY : batch.images()[start + colour * plane + i];
        pixels[3 * i + colour] = (byte) Math.round(Math.max(0, Math.min(255, value)));
      }
    }
    return Image.wrap(shape.size().width(), shape.size().height(), shape.colour(), pixels);
  }

  private static Estimate targets(Batch batch, int sample) {
    BatchShape shape = batch.shape();
    PoseFields fields =
        new PoseFields(
            shape.skeleton(),
            shape.columns(),
            shape.rows(),
            shape.stride(),
            part(batch.heat(), sample, shape.heatLength()),
            part(batch.affinity(), sample, shape.affinityLength()));
    NetworkSize size = shape.size();
    InputTransform same = InputTransform.plan(size.width(), size.height(), size, 1, Fit.STRETCH, 1);
    return new Estimate(List.of(), fields, same);
  }

  private static float[] part(float[] numbers, int sample, int length) {
    return Arrays.copyOfRange(numbers, sample * length, (sample + 1) * length);
  }

  private static void darken(Image image, Batch batch, int sample) {
    BatchShape shape = batch.shape();
    int cells = shape.rows() * shape.columns();
    float[] heat = part(batch.heatMask(), sample, shape.heatLength());
    float[] affinity = part(batch.affinityMask(), sample, shape.affinityLength());
    float[] most = new float[cells];
    for (int i = 0; i < heat.length; i++) {
      most[i % cells] = Math.max(most[i % cells], heat[i]);
    }
    for (int i = 0; i < affinity.length; i++) {
      most[i % cells] = Math.max(most[i % cells], affinity[i]);
    }
    for (int i = 0; i < image.pixels().length; i++) {
      int x = i / 3 % image.width();
      int y = i / 3 / image.width();
      float counts = most[y / shape.stride() * shape.columns() + x / shape.stride()];
      image.pixels()[i] = (byte) ((image.pixels()[i] & 0xff) * (1 + 3 * counts) / 4);
    }
  }

  private static Image copy(Image image) {
    return Image.wrap(image.width(), image.height(), image.order(), image.pixels().clone());
  }

  private static void put(Image panel, Image picture, int left, int top) {
    for (int y = 0; y < panel.height(); y++) {
      System.arraycopy(
          panel.pixels(),
          3 * y * panel.width(),
          picture.pixels(),
          3 * ((top + y) * picture.width() + left),
          3 * panel.width());
    }
  }
}
