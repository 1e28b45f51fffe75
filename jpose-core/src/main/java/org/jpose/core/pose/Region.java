package org.jpose.core.pose;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A polygon on an image. Somebody is in it if the mean of his joints is, edges included. Immutable.
 *
 * @param x columns of the corners, in pixels of the image
 * @param y rows of the corners
 */
public record Region(List<Double> x, List<Double> y) implements Serializable {
  private static final Pattern BETWEEN = Pattern.compile("[\\s;]+");

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if there are fewer than three corners, or one is not finite
   */
  public Region {
    x = List.copyOf(x);
    y = List.copyOf(y);
    if (x.size() < 3 || x.size() != y.size()) {
      throw new IllegalArgumentException(
          "a region of " + x.size() + " corners, expected 3 or more");
    }
    if (!x.stream().allMatch(Double::isFinite) || !y.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("a corner of a region is no finite number");
    }
  }

  /**
   * Reads {@code 10,20 300,20 300,200}.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  public static Region parse(String text) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (String corner : BETWEEN.split(text.strip())) {
      String[] numbers = corner.split(",", -1);
      try {
        if (numbers.length == 2) {
          x.add(Double.valueOf(numbers[0]));
          y.add(Double.valueOf(numbers[1]));
          continue;
        }
      } catch (NumberFormatException e) {
        // Reported below.
      }
      throw new IllegalArgumentException(
          "region '" + text + "' has corner '" + corner + "', expected x,y x,y x,y ...");
    }
    return new Region(x, y);
  }

  /** Whether somebody is in it. */
  public boolean contains(Pose person) {
    double meanX = person.keypoints().stream().mapToDouble(Keypoint::x).average().orElseThrow();
    double meanY = person.keypoints().stream().mapToDouble(Keypoint::y).average().orElseThrow();
    return contains(meanX, meanY);
  }

  /**
   * Whether a point is in it; where edges cross, what is enclosed an even number of times is not.
   */
  public boolean contains(double pointX, double pointY) {
    boolean inside = false;
    for (int i = 0, last = x.size() - 1; i < x.size(); last = i++) {
      double fromX = x.get(last);
      double fromY = y.get(last);
      double toX = x.get(i);
      double toY = y.get(i);
      double cross = (toX - fromX) * (pointY - fromY) - (toY - fromY) * (pointX - fromX);
      boolean within =
          Math.min(fromX, toX) <= pointX
              && pointX <= Math.max(fromX, toX)
              && Math.min(fromY, toY) <= pointY
              && pointY <= Math.max(fromY, toY);
      if (cross == 0 && within) {
        return true;
      }
      if ((fromY > pointY) != (toY > pointY) && cross > 0 == toY > fromY) {
        inside = !inside;
      }
    }
    return inside;
  }
}
