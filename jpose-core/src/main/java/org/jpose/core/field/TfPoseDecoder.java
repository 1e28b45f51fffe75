package org.jpose.core.field;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

/**
 * tf-pose's post-processing, step by step and with its faults, for people who move over and want
 * the same result: maps upsampled by repetition, smoothed heat, peaks on whole cells, ten samples a
 * limb, greedy matching, assembly in limb order. The one difference: of a joint's peaks only the
 * {@value #MAX_PEAKS} highest are used, so that noise cannot run away with time.
 *
 * <p>The faults: peak number 0 counts as absent when two people are merged; merging adds peak
 * numbers as {@code a + b + 1}, which then can name the wrong peak (one past the last is taken as
 * absent here); where the far joint of a limb is known, the near one is never added; positions are
 * {@code x / width} of a cell's left edge, half a cell off.
 *
 * <p>Skeletons without limbs are refused.
 *
 * <p>A person's score is the sum of joint and limb scores over the number of joints.
 */
public final class TfPoseDecoder implements PoseDecoder, Serializable {
  private static final long serialVersionUID = 1L;

  /** Most peaks of one joint. */
  static final int MAX_PEAKS = 512;

  private final int upsample;
  private final DecoderOptions options;

  /**
   * A decoder.
   *
   * @param upsample factor by which maps are enlarged: 2, 4 or 8
   * @param options thresholds
   * @throws IllegalArgumentException if the factor is another
   */
  public TfPoseDecoder(int upsample, DecoderOptions options) {
    if (upsample != 2 && upsample != 4 && upsample != 8) {
      throw new IllegalArgumentException("upsample is " + upsample + ", expected 2, 4 or 8");
    }
    this.upsample = upsample;
    this.options = Objects.requireNonNull(options, "options");
  }

  /** With tf-pose's defaults: upsampling by 4. */
  public TfPoseDecoder() {
    this(4, DecoderOptions.tfPose());
  }

  @Override
  public Optional<PoseDecoder> with(UnaryOperator<DecoderOptions> change) {
    return Optional.of(new TfPoseDecoder(upsample, change.apply(options)));
  }

  @Override
  public List<Pose> decode(PoseFields fields) {
    if (fields.skeleton().limbs().isEmpty()) {
      throw new IllegalArgumentException(
          "skeleton %s has no limbs, and tf-pose finds people by limbs; use the decoder 'accurate'"
              .formatted(fields.skeleton().name()));
    }
    UpsampledFields maps = new UpsampledFields(fields, upsample);
    List<List<Peak>> peaks = peaks(maps);
    TfPoseAssembly assembly = new TfPoseAssembly(fields.skeleton(), peaks);
    for (int limb = 0; limb < fields.skeleton().limbs().size(); limb++) {
      assembly.add(limb, connect(maps, peaks, limb));
    }
    int least = options.minKeypoints(fields.skeleton());
    return assembly.people().stream()
        .filter(person -> person.count() >= least)
        .filter(person -> person.score() / person.count() >= (float) options.minScore())
        .map(person -> pose(person, assembly, maps))
        .filter(Objects::nonNull)
        .sorted(Comparator.comparingDouble((Pose pose) -> -pose.score()))
        .limit(options.maxPeople())
        .toList();
  }

  private List<List<Peak>> peaks(UpsampledFields maps) {
    List<List<Peak>> peaks = new ArrayList<>();
    int id = 0;
    for (int joint = 0; joint < maps.skeleton().jointCount(); joint++) {
      List<Peak> found = peaks(maps, joint);
      List<Peak> numbered = new ArrayList<>();
      for (Peak peak : found) {
        numbered.add(new Peak(id++, peak.x(), peak.y(), peak.score()));
      }
      peaks.add(numbered);
    }
    return peaks;
  }

  private List<Peak> peaks(UpsampledFields maps, int joint) {
    float[] smooth = maps.smoothed(joint);
    float threshold = (float) options.peakThreshold();
    List<Peak> peaks = new ArrayList<>();
    for (int y = 0; y < maps.height(); y++) {
      for (int x = 0; x < maps.width(); x++) {
        float value = smooth[y * maps.width() + x];
        if (value > threshold && isLocalMaximum(smooth, maps.width(), maps.height(), x, y)) {
          peaks.add(new Peak(0, x, y, maps.heat(joint, x, y)));
        }
      }
    }
    if (peaks.size() > MAX_PEAKS) {
      Comparator<Peak> byScore = Comparator.comparingDouble(Peak::score);
      float least =
          peaks.stream().sorted(byScore.reversed()).skip(MAX_PEAKS - 1L).findFirst().get().score();
      return peaks.stream().filter(peak -> peak.score() >= least).limit(MAX_PEAKS).toList();
    }
    return peaks;
  }

  private static boolean isLocalMaximum(float[] plane, int width, int height, int x, int y) {
    float value = plane[y * width + x];
    for (int row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (int column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        if (plane[row * width + column] > value) {
          return false;
        }
      }
    }
    return true;
  }

  private List<Connection> connect(UpsampledFields maps, List<List<Peak>> peaks, int limb) {
    List<Connection> candidates = new ArrayList<>();
    for (Peak from : peaks.get(maps.skeleton().limbs().get(limb).from())) {
      for (Peak to : peaks.get(maps.skeleton().limbs().get(limb).to())) {
        float score = score(maps, limb, from, to);
        if (score > 0) {
          candidates.add(new Connection(from, to, score));
        }
      }
    }
    candidates.sort(Comparator.comparingDouble((Connection candidate) -> -candidate.score()));
    List<Connection> connections = new ArrayList<>();
    BitSet taken = new BitSet();
    for (Connection candidate : candidates) {
      if (!taken.get(candidate.from().id()) && !taken.get(candidate.to().id())) {
        taken.set(candidate.from().id());
        taken.set(candidate.to().id());
        connections.add(candidate);
      }
    }
    return connections;
  }

  /** Score of a limb between two peaks; not positive if it is to be dropped. */
  private float score(UpsampledFields maps, int limb, Peak from, Peak to) {
    int channel = maps.skeleton().limbs().get(limb).channel();
    float dx = to.x() - from.x();
    float dy = to.y() - from.y();
    float length = (float) Math.sqrt(dx * dx + dy * dy);
    if (length == 0) {
      return 0;
    }
    float stepX = dx / DecoderOptions.SAMPLES;
    float stepY = dy / DecoderOptions.SAMPLES;
    float sum = 0;
    int counted = 0;
    for (int i = 0; i < DecoderOptions.SAMPLES; i++) {
      int x = (int) (from.x() + i * stepX + 0.5f);
      int y = (int) (from.y() + i * stepY + 0.5f);
      float score =
          dx / length * maps.affinity(channel, x, y)
              + dy / length * maps.affinity(channel + 1, x, y);
      sum += score;
      if (score > (float) options.limbThreshold()) {
        counted++;
      }
    }
    double prior = Math.min(0.0, 0.5 * maps.height() / length - 1.0);
    return counted >= options.limbSamples() ? (float) (sum / DecoderOptions.SAMPLES + prior) : 0;
  }

  private static Pose pose(
      TfPoseAssembly.Person person, TfPoseAssembly assembly, UpsampledFields maps) {
    Skeleton skeleton = maps.skeleton();
    List<Keypoint> keypoints = new ArrayList<>();
    for (int joint = 0; joint < skeleton.jointCount(); joint++) {
      Peak peak = assembly.peak(person.peak(joint));
      if (peak != null) {
        keypoints.add(
            new Keypoint(
                joint,
                skeleton.joints().get(joint).name(),
                maps.toPixel(peak.x()),
                maps.toPixel(peak.y()),
                peak.score()));
      }
    }
    return keypoints.isEmpty()
        ? null
        : new Pose(skeleton, keypoints, person.score() / person.count());
  }

  /** A joint candidate: its number among all peaks, its cell, its unsmoothed heat. */
  record Peak(int id, int x, int y, float score) {}

  /** A limb between two peaks. */
  record Connection(Peak from, Peak to, float score) {}
}
