package org.jpose.media.image;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;

/**
 * What is looked at of pictures, before anything else: each is turned, then mirrored, then cut out.
 * All that follows, people and drawings, is of the picture that results. Immutable.
 *
 * @param rotation clockwise: 0, 90, 180 or 270 degrees
 * @param mirror whether left and right are exchanged
 * @param crop the part that is looked at
 */
public record SourceView(int rotation, boolean mirror, Optional<Crop> crop) {
  private static final int CHANNELS = 3;

  /**
   * A part of a picture, in pixels.
   *
   * @param x column of its left edge
   * @param y row of its upper edge
   */
  public record Crop(int x, int y, int width, int height) {
    private static final Pattern TEXT =
        Pattern.compile("(\\d{1,6}),(\\d{1,6}),(\\d{1,6}),(\\d{1,6})");

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if it is empty or begins outside
     */
    public Crop {
      if (x < 0 || y < 0 || width < 1 || height < 1) {
        throw new IllegalArgumentException(
            "part %d,%d,%d,%d of a picture: expected left and upper edge, width and height"
                .formatted(x, y, width, height));
      }
    }

    /**
     * Reads {@code x,y,width,height}.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static Crop parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "part '" + text + "' of a picture is not X,Y,WIDTH,HEIGHT in pixels");
      }
      int[] numbers = new int[4];
      Arrays.setAll(numbers, i -> Integer.parseInt(matcher.group(i + 1)));
      return new Crop(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the rotation is another
   */
  public SourceView {
    Objects.requireNonNull(crop, "crop");
    if (rotation < 0 || rotation > 270 || rotation % 90 != 0) {
      throw new IllegalArgumentException(
          "rotation by " + rotation + " degrees, expected 0, 90, 180 or 270 (clockwise)");
    }
  }

  /** Pictures as they are. */
  public static SourceView whole() {
    return new SourceView(0, false, Optional.empty());
  }

  /** Whether pictures stay as they are. */
  public boolean isWhole() {
    return rotation == 0 && !mirror && crop.isEmpty();
  }

  /**
   * The picture that is looked at.
   *
   * @param name of the picture, for messages
   * @return the image itself if nothing is changed
   * @throws MediaException if the part is not in it
   */
  public Image of(Image image, String name) {
    Image turned = rotation == 0 ? image : turned(image);
    Image mirrored = mirror ? turned.mirrored() : turned;
    return crop.isPresent() ? part(mirrored, crop.get(), name) : mirrored;
  }

  private Image turned(Image image) {
    Orientation orientation = Orientation.clockwise(rotation);
    byte[] pixels = new byte[image.pixels().length];
    orientation.copy(image, 0, image.height(), pixels);
    return orientation.swapsSides()
        ? Image.wrap(image.height(), image.width(), image.order(), pixels)
            .withPixelAspect(1 / image.pixelAspect())
        : Image.wrap(image.width(), image.height(), image.order(), pixels)
            .withPixelAspect(image.pixelAspect());
  }

  private static Image part(Image image, Crop crop, String name) {
    if (crop.x + crop.width > image.width() || crop.y + crop.height > image.height()) {
      throw new MediaException(
          "%s: has %dx%d pixels, and no part of %dx%d at %d,%d"
              .formatted(
                  name, image.width(), image.height(), crop.width, crop.height, crop.x, crop.y));
    }
    int row = crop.width * CHANNELS;
    byte[] pixels = new byte[row * crop.height];
    for (int y = 0; y < crop.height; y++) {
      int from = ((crop.y + y) * image.width() + crop.x) * CHANNELS;
      System.arraycopy(image.pixels(), from, pixels, y * row, row);
    }
    return Image.wrap(crop.width, crop.height, image.order(), pixels)
        .withPixelAspect(image.pixelAspect());
  }
}
