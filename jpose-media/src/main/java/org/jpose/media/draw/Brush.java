package org.jpose.media.draw;

import org.jpose.core.image.Image;
import org.jpose.core.pose.Keypoint;

/**
 * Draws smooth strokes with round ends straight into an image's pixels. Java2D would do, but asks
 * for the screen when {@code DISPLAY} is set, and fails where there is none.
 *
 * <p>A pixel is covered by how far its centre lies inside the stroke, from 0 half a pixel outside
 * to 1 half a pixel inside. Cost is proportional to the pixels near the stroke.
 */
final class Brush {
  private final Image image;

  Brush(Image image) {
    this.image = image;
  }

  /** A disc around a joint. */
  void disc(Keypoint centre, double radius, int rgb, double opacity) {
    stroke(centre, centre, radius, rgb, opacity);
  }

  /** A line between two joints with half-discs at its ends. */
  void stroke(Keypoint from, Keypoint to, double radius, int rgb, double opacity) {
    stroke(from.x(), from.y(), to.x(), to.y(), radius, rgb, opacity);
  }

  /** A line between two points with half-discs at its ends. */
  void stroke(
      double fromX, double fromY, double toX, double toY, double radius, int rgb, double opacity) {
    double reach = radius + 0.5;
    double dx = toX - fromX;
    double dy = toY - fromY;
    int bottom = last(Math.max(fromY, toY) + reach, image.height());
    for (int y = first(Math.min(fromY, toY) - reach); y <= bottom; y++) {
      // Only the part of the line this row comes near to.
      double start = dy == 0 ? 0 : within((y - reach * Math.signum(dy) - fromY) / dy);
      double end = dy == 0 ? 1 : within((y + reach * Math.signum(dy) - fromY) / dy);
      double startX = fromX + start * dx;
      double endX = fromX + end * dx;
      int right = last(Math.max(startX, endX) + reach, image.width());
      for (int x = first(Math.min(startX, endX) - reach); x <= right; x++) {
        double share = within(reach - distance(x - fromX, y - fromY, dx, dy));
        if (share > 0) {
          blend((y * image.width() + x) * 3, rgb, share * opacity);
        }
      }
    }
  }

  /** Distance of a point to the line from the origin to (dx, dy). */
  private static double distance(double x, double y, double dx, double dy) {
    double square = dx * dx + dy * dy;
    double along = square == 0 ? 0 : within((x * dx + y * dy) / square);
    return Math.sqrt((x - along * dx) * (x - along * dx) + (y - along * dy) * (y - along * dy));
  }

  private static double within(double share) {
    return Math.max(0, Math.min(1, share));
  }

  private static int first(double place) {
    return (int) Math.max(0, Math.ceil(place));
  }

  private static int last(double place, int size) {
    return (int) Math.min(size - 1, Math.floor(place));
  }

  /** Mixes a colour into the pixel whose first byte is at an index. */
  void blend(int at, int rgb, double share) {
    byte[] pixels = image.pixels();
    int red = image.order().red();
    pixels[at + red] = between(pixels[at + red], rgb >> 16 & 255, share);
    pixels[at + 1] = between(pixels[at + 1], rgb >> 8 & 255, share);
    pixels[at + 2 - red] = between(pixels[at + 2 - red], rgb & 255, share);
  }

  private static byte between(byte pixel, int colour, double share) {
    int old = pixel & 255;
    return (byte) Math.round(old + share * (colour - old));
  }
}
