package org.jpose.data.augment;

import java.util.Optional;
import org.jpose.core.image.ColourOrder;

/**
 * An affine map of colours: three rows of the parts of red, green and blue and a constant. All that
 * is linear in a sample's colours is composed into one, applied once. Immutable and thread-safe.
 */
final class ColourMatrix {
  static final ColourMatrix IDENTITY = scale(1);

  private static final double[] GREY = {0.299, 0.587, 0.114};
  private static final int ONE = 1 << 16;
  private static final int HALF = 1 << 15;

  private final double[][] rows;

  private ColourMatrix(double[][] rows) {
    this.rows = rows;
  }

  static ColourMatrix scale(double factor) {
    return new ColourMatrix(
        new double[][] {{factor, 0, 0, 0}, {0, factor, 0, 0}, {0, 0, factor, 0}});
  }

  /** Differences from the means times a factor. */
  static ColourMatrix contrast(double factor, double[] means) {
    double[][] rows = scale(factor).rows;
    for (int i = 0; i < 3; i++) {
      rows[i][3] = (1 - factor) * means[i];
    }
    return new ColourMatrix(rows);
  }

  /** Differences from grey times a factor. */
  static ColourMatrix saturation(double factor) {
    double[][] rows = scale(factor).rows;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        rows[i][j] += (1 - factor) * GREY[j];
      }
    }
    return new ColourMatrix(rows);
  }

  /** Turns about the axis from black to white (Rodrigues' formula). */
  static ColourMatrix hue(double degrees) {
    double cos = Math.cos(Math.toRadians(degrees));
    double across = Math.sin(Math.toRadians(degrees)) / Math.sqrt(3);
    double along = (1 - cos) / 3;
    double[][] rows = new double[3][4];
    for (int i = 0; i < 3; i++) {
      rows[i][i] = cos + along;
      rows[i][(i + 1) % 3] = along - across;
      rows[i][(i + 2) % 3] = along + across;
    }
    return new ColourMatrix(rows);
  }

  /** This map and then another. */
  ColourMatrix then(ColourMatrix next) {
    double[][] product = new double[3][4];
    for (int i = 0; i < 3; i++) {
      product[i][3] = next.rows[i][3];
      for (int j = 0; j < 4; j++) {
        for (int k = 0; k < 3; k++) {
          product[i][j] += next.rows[i][k] * rows[k][j];
        }
      }
    }
    return new ColourMatrix(product);
  }

  /** Red, green and blue of a colour. */
  double[] apply(double[] colour) {
    double[] mapped = new double[3];
    for (int i = 0; i < 3; i++) {
      mapped[i] =
          rows[i][0] * colour[0] + rows[i][1] * colour[1] + rows[i][2] * colour[2] + rows[i][3];
    }
    return mapped;
  }

  /** Changes a picture in its place; values stay between 0 and 255. */
  void apply(byte[] pixels, ColourOrder order) {
    if (isDiagonal()) {
      applyTables(pixels, order);
    } else {
      applyMatrix(pixels, order);
    }
  }

  /**
   * The map as a table for each colour of a pixel, {@code [3][256]}; values stay between 0 and 255.
   *
   * @return empty if colours are mixed
   */
  Optional<float[]> table(ColourOrder order) {
    if (!isDiagonal()) {
      return Optional.empty();
    }
    float[] table = new float[3 * 256];
    for (int colour = 0; colour < 3; colour++) {
      byte[] bytes = table(colour == 1 ? 1 : Math.abs(order.red() - colour));
      for (int value = 0; value < 256; value++) {
        table[256 * colour + value] = bytes[value] & 0xff;
      }
    }
    return Optional.of(table);
  }

  /** Whether no colour has a part in another one. */
  boolean isDiagonal() {
    for (int i = 0; i < 3; i++) {
      if (rows[i][(i + 1) % 3] != 0 || rows[i][(i + 2) % 3] != 0) {
        return false;
      }
    }
    return true;
  }

  private void applyTables(byte[] pixels, ColourOrder order) {
    byte[] first = table(order.red());
    byte[] green = table(1);
    byte[] last = table(2 - order.red());
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = first[pixels[i] & 0xff];
      pixels[i + 1] = green[pixels[i + 1] & 0xff];
      pixels[i + 2] = last[pixels[i + 2] & 0xff];
    }
  }

  private byte[] table(int row) {
    byte[] table = new byte[256];
    for (int value = 0; value < 256; value++) {
      double mapped = rows[row][row] * value + rows[row][3];
      table[value] = (byte) Math.round(Math.max(0, Math.min(255, mapped)));
    }
    return table;
  }

  private void applyMatrix(byte[] pixels, ColourOrder order) {
    int red = order.red();
    int blue = 2 - red;
    int[][] m = new int[3][4];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        m[i][j] = (int) Math.round(rows[i][j] * ONE) + (j == 3 ? HALF : 0);
      }
    }
    int rr = m[0][0], rg = m[0][1], rb = m[0][2], r0 = m[0][3];
    int gr = m[1][0], gg = m[1][1], gb = m[1][2], g0 = m[1][3];
    int br = m[2][0], bg = m[2][1], bb = m[2][2], b0 = m[2][3];
    for (int i = 0; i < pixels.length; i += 3) {
      int r = pixels[i + red] & 0xff;
      int g = pixels[i + 1] & 0xff;
      int b = pixels[i + blue] & 0xff;
      pixels[i + red] = clamped(rr * r + rg * g + rb * b + r0 >> 16);
      pixels[i + 1] = clamped(gr * r + gg * g + gb * b + g0 >> 16);
      pixels[i + blue] = clamped(br * r + bg * g + bb * b + b0 >> 16);
    }
  }

  private static byte clamped(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
