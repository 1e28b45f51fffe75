package org.jpose.core.field;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jpose.core.pose.Limb;

/** Finds the pairs of peaks that the affinity field connects. */
final class LimbScorer {
  private static final int SAMPLES = DecoderOptions.SAMPLES;

  /** Sampling order: spread over the limb first, so that wrong pairs are given up early. */
  private static final int[] ORDER = {4, 1, 7, 9, 0, 5, 2, 8, 3, 6};

  /** In cells: how far from a joint sampling starts. */
  private static final float END = 0.5f;

  /**
   * Cost of a limb as long as the grid. Limbs of two people on one line explain the same field in
   * two ways; the sum of squares then prefers the more even one.
   */
  private static final float LENGTH_COST = 0.6f;

  /** In cells. Cells along a shorter limb may all lie beside its band. */
  private static final float LONG = 4;

  /** In cells. A band hardly covers a cell centre of a shorter limb, so nearness must speak. */
  private static final float SHORT = 1.5f;

  private LimbScorer() {}

  static List<LimbCandidate> candidates(
      PoseFields fields, int limbIndex, List<JointPeaks> peaks, DecoderOptions options) {
    List<LimbCandidate> candidates = new ArrayList<>();
    Limb limb = fields.skeleton().limbs().get(limbIndex);
    JointPeaks starts = peaks.get(limb.from());
    JointPeaks ends = peaks.get(limb.to());
    Plane field = new Plane(fields, limb);
    for (int from = 0; from < starts.count(); from++) {
      for (int to = 0; to < ends.count(); to++) {
        float score =
            score(field, starts.x()[from], starts.y()[from], ends.x()[to], ends.y()[to], options);
        if (score > 0) {
          candidates.add(new LimbCandidate(limbIndex, from, to, score));
        }
      }
    }
    return candidates;
  }

  /**
   * The free peak that best continues a person along a limb: the one with the greatest product of
   * the limb's score and the peak's height.
   *
   * @param forward whether the person has the limb's first joint and lacks its second
   * @param peak index of the person's peak
   * @param isFree whether a peak of the joint that is lacking, sure or weak, may be taken
   * @return its index, or -1 if none is connected
   */
  static int continuation(
      PoseFields fields,
      Limb limb,
      boolean forward,
      int peak,
      List<JointPeaks> peaks,
      IntPredicate isFree,
      DecoderOptions options) {
    Plane field = new Plane(fields, limb);
    JointPeaks known = peaks.get(forward ? limb.from() : limb.to());
    JointPeaks wanted = peaks.get(forward ? limb.to() : limb.from());
    float x = known.x()[peak];
    float y = known.y()[peak];
    int best = -1;
    float bestScore = 0;
    for (int i = 0; i < wanted.total(); i++) {
      if (isFree.test(i)) {
        float toX = wanted.x()[i];
        float toY = wanted.y()[i];
        float score =
            wanted.score()[i]
                * (forward
                    ? score(field, x, y, toX, toY, options)
                    : score(field, toX, toY, x, y, options));
        if (score > bestScore) {
          bestScore = score;
          best = i;
        }
      }
    }
    return best;
  }

  /** Mean of the field along the limb, less the excess over half the grid; 0 if it is none. */
  private static float score(
      Plane field, float x, float y, float toX, float toY, DecoderOptions options) {
    float dx = toX - x;
    float dy = toY - y;
    float length = (float) Math.sqrt(dx * dx + dy * dy);
    if (length < SHORT) {
      return nearby(field, x, y, dx, dy, length);
    }
    float threshold = (float) options.limbThreshold();
    if (length > LONG && !field.hasTrace(x, y, dx, dy, threshold * length)) {
      return 0;
    }
    float unitX = dx / length;
    float unitY = dy / length;
    int mayMiss = SAMPLES - options.limbSamples();
    // Half a cell beyond its joints a band is over, and interpolation would see its end.
    float margin = Math.min(END / length, 0.25f);
    float step = (1 - 2 * margin) / (SAMPLES - 1);
    float sum = 0;
    for (int i : ORDER) {
      float along = margin + i * step;
      float sample = field.along(x + along * dx, y + along * dy, unitX, unitY);
      sum += sample;
      if (!(sample > threshold) && mayMiss-- == 0) {
        return 0;
      }
    }
    float relative = length / field.longSide();
    float score =
        sum / SAMPLES - LENGTH_COST * relative * relative + Math.min(0, 0.5f / relative - 1);
    return score < Float.POSITIVE_INFINITY ? score : 0;
  }

  private static float nearby(Plane field, float x, float y, float dx, float dy, float length) {
    float nearness = 0.5f * (1 - length / SHORT);
    if (length == 0) {
      return nearness;
    }
    float middle = field.along(x + dx / 2, y + dy / 2, dx / length, dy / length);
    return middle > 0 && middle < Float.POSITIVE_INFINITY
        ? Math.max(nearness, middle * length / SHORT + nearness)
        : nearness;
  }

  /** The two planes of a limb's field. */
  private static final class Plane {
    private final float[] values;
    private final int width;
    private final int height;
    private final int startX;
    private final int startY;

    Plane(PoseFields fields, Limb limb) {
      values = fields.affinity();
      width = fields.width();
      height = fields.height();
      startX = limb.channel() * width * height;
      startY = startX + width * height;
    }

    /**
     * A look at three cells along the limb: whether at least two have the field along it. Nearly
     * all wrong pairs fail at the second.
     */
    boolean hasTrace(float x, float y, float dx, float dy, float threshold) {
      boolean first = isAlong(x + 0.25f * dx, y + 0.25f * dy, dx, dy, threshold);
      boolean second = isAlong(x + 0.75f * dx, y + 0.75f * dy, dx, dy, threshold);
      return first && second
          || (first || second) && isAlong(x + 0.5f * dx, y + 0.5f * dy, dx, dy, threshold);
    }

    private boolean isAlong(float x, float y, float dx, float dy, float threshold) {
      int cell = (int) (y + 0.5f) * width + (int) (x + 0.5f);
      return values[startX + cell] * dx + values[startY + cell] * dy > threshold;
    }

    float longSide() {
      return Math.max(width, height);
    }

    /**
     * The field's component along a direction, between cell centres by bilinear interpolation.
     * Peaks lie between the centres of the grid's outer cells, and so does all between two of them.
     */
    float along(float x, float y, float unitX, float unitY) {
      int column = (int) x;
      int row = (int) y;
      float across = x - column;
      float down = y - row;
      int right = column < width - 1 ? 1 : 0;
      int below = row < height - 1 ? width : 0;
      int cell = row * width + column;
      return unitX * between(startX + cell, right, below, across, down)
          + unitY * between(startY + cell, right, below, across, down);
    }

    private float between(int cell, int right, int below, float across, float down) {
      float left = values[cell];
      float top = left + across * (values[cell + right] - left);
      float lowerLeft = values[cell + below];
      float bottom = lowerLeft + across * (values[cell + below + right] - lowerLeft);
      return top + down * (bottom - top);
    }
  }
}
