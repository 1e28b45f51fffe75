package org.jpose.core.field;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jpose.core.pose.Pose;

/**
 * jpose's own decoder, the default: the method of Cao et al. 2017 (sections 2.4 and 2.5) on the
 * network's own grid.
 *
 * <ol>
 *   <li>Peaks: cells of the smoothed heatmap not below their eight neighbours, moved to the top of
 *       a parabola through the neighbours' logarithms, which is exact for a Gaussian ({@link
 *       JointPeaks}).
 *   <li>Limbs: ten bilinear samples of the affinity field between two peaks; pairs that cannot
 *       reach the number of samples that count are given up early ({@link LimbScorer}).
 *   <li>Matching: per kind of limb the choice with the greatest sum of scores, not a greedy one
 *       ({@link LimbMatching}).
 *   <li>People: all limbs of all kinds, best first, join the people at their ends unless they would
 *       give one a second peak of a joint ({@link PeopleAssembly}).
 *   <li>Where the skeleton has no limbs, each peak is a person of one joint.
 *   <li>Joints a person lacks: a limb that leads from a joint it has to a peak that nobody has may
 *       end in a weak one, of a fifth of the height a joint needs otherwise.
 * </ol>
 *
 * <p>Deviates from tf-pose in that nothing is upsampled, positions are sub-pixel, limbs are not
 * bound to an order, and a limb is never attached over a conflict. A person's score, 0 to 1, weighs
 * joints, limbs, completeness and size so that it ranks people by how well they fit labels. Time is
 * bounded: at most {@value #MAX_PEAKS} peaks of a joint are used, the highest ones.
 */
public final class AccurateDecoder implements PoseDecoder, Serializable {
  private static final long serialVersionUID = 1L;

  /** Most peaks of one joint. */
  static final int MAX_PEAKS = 256;

  /** Part of the threshold that the peak of a joint needs which a limb connects with a person. */
  private static final float WEAK = 0.2f;

  private final DecoderOptions options;

  /** A decoder with these thresholds. */
  public AccurateDecoder(DecoderOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /** A decoder with {@link DecoderOptions#accurate()}. */
  public AccurateDecoder() {
    this(DecoderOptions.accurate());
  }

  @Override
  public Optional<PoseDecoder> with(UnaryOperator<DecoderOptions> change) {
    return Optional.of(new AccurateDecoder(change.apply(options)));
  }

  @Override
  public List<Pose> decode(PoseFields fields) {
    int joints = fields.skeleton().jointCount();
    List<JointPeaks> peaks = new ArrayList<>(joints);
    for (int joint = 0; joint < joints; joint++) {
      float threshold = (float) options.peakThreshold();
      peaks.add(JointPeaks.find(fields, joint, threshold, WEAK * threshold, MAX_PEAKS));
    }
    List<LimbCandidate> limbs = new ArrayList<>();
    for (int limb = 0; limb < fields.skeleton().limbs().size(); limb++) {
      int starts = peaks.get(fields.skeleton().limbs().get(limb).from()).count();
      int ends = peaks.get(fields.skeleton().limbs().get(limb).to()).count();
      List<LimbCandidate> candidates = LimbScorer.candidates(fields, limb, peaks, options);
      LimbMatching.choose(candidates, starts, ends, limbs);
    }
    limbs.sort(LimbCandidate.BEST_FIRST);
    PeopleAssembly assembly = new PeopleAssembly(fields, peaks);
    limbs.forEach(assembly::add);
    if (fields.skeleton().limbs().isEmpty()) {
      assembly.addEachPeak();
    }
    return assembly.people(options).stream()
        .filter(pose -> pose.score() >= options.minScore())
        .sorted(Comparator.comparingDouble((Pose pose) -> -pose.score()))
        .limit(options.maxPeople())
        .toList();
  }
}
