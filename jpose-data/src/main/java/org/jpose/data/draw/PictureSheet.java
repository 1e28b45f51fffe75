package org.jpose.data.draw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;

/** Many pictures on one, in rows of small tiles from the top left. Not thread-safe. */
public final class PictureSheet {
  private static final int GAP = 4;
  private static final byte GROUND = (byte) 0x30;

  private final int tile;
  private final List<Image> tiles = new ArrayList<>();

  /**
   * An empty sheet.
   *
   * @param tile width and height of a tile in pixels
   */
  public PictureSheet(int tile) {
    if (tile < 1) {
      throw new IllegalArgumentException("tiles of " + tile + " pixels");
    }
    this.tile = tile;
  }

  /** Adds a picture, made smaller to fit a tile; it is not kept. */
  public void add(Image picture) {
    double scale = Math.min(1, (double) tile / Math.max(picture.width(), picture.height()));
    int width = (int) Math.max(1, Math.round(picture.width() * scale));
    int height = (int) Math.max(1, Math.round(picture.height() * scale));
    Image small =
        InputTransform.plan(
                picture.width(),
                picture.height(),
                new NetworkSize(width, height),
                1,
                Fit.STRETCH,
                1)
            .apply(picture);
    tiles.add(small);
  }

  /** Adds a tile with a red cross, for what cannot be shown. */
  public void addMissing() {
    Image cross = Image.wrap(tile, tile, ColourOrder.RGB, new byte[3 * tile * tile]);
    for (int i = 0; i < tile; i++) {
      cross.pixels()[(i * tile + i) * 3] = (byte) 255;
      cross.pixels()[(i * tile + tile - 1 - i) * 3] = (byte) 255;
    }
    tiles.add(cross);
  }

  /** Number of tiles. */
  public int count() {
    return tiles.size();
  }

  /**
   * The sheet, about as wide as high.
   *
   * @throws IllegalStateException if there is nothing on it
   */
  public Image draw() {
    if (tiles.isEmpty()) {
      throw new IllegalStateException("a sheet of no pictures");
    }
    int columns = (int) Math.ceil(Math.sqrt(tiles.size()));
    int rows = (tiles.size() + columns - 1) / columns;
    int width = columns * (tile + GAP) + GAP;
    int height = rows * (tile + GAP) + GAP;
    byte[] pixels = new byte[Math.multiplyExact(3 * width, height)];
    Arrays.fill(pixels, GROUND);
    Image sheet = Image.wrap(width, height, ColourOrder.RGB, pixels);
    for (int i = 0; i < tiles.size(); i++) {
      Image picture = tiles.get(i);
      int left = GAP + i % columns * (tile + GAP) + (tile - picture.width()) / 2;
      int top = GAP + i / columns * (tile + GAP) + (tile - picture.height()) / 2;
      put(picture, sheet, left, top);
    }
    return sheet;
  }

  private static void put(Image picture, Image sheet, int left, int top) {
    int red = picture.order().red();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int from = (y * picture.width() + x) * 3;
        int to = ((top + y) * sheet.width() + left + x) * 3;
        sheet.pixels()[to] = picture.pixels()[from + red];
        sheet.pixels()[to + 1] = picture.pixels()[from + 1];
        sheet.pixels()[to + 2] = picture.pixels()[from + 2 - red];
      }
    }
  }
}
