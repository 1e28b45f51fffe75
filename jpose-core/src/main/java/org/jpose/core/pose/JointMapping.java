package org.jpose.core.pose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Where the joints of one labelling convention are in another: joints of the same name, however it
 * is written ({@link Skeleton#indexOf}), and joints in the middle of two. Immutable and
 * thread-safe.
 */
public final class JointMapping {
  private static final String ADVICE =
      "correct the names, or name a skeleton that has these joints, or a file of one";

  private final Skeleton from;
  private final Skeleton to;
  private final int[] sources;
  private final int[][] middles;
  private final boolean[] used;

  private JointMapping(Skeleton from, Skeleton to) {
    this.from = from;
    this.to = to;
    this.sources = to.joints().stream().mapToInt(joint -> from.indexOf(joint.name())).toArray();
    this.middles = to.joints().stream().map(this::middle).toArray(int[][]::new);
    this.used = new boolean[from.jointCount()];
    IntStream.concat(Arrays.stream(sources), Arrays.stream(middles).flatMapToInt(Arrays::stream))
        .filter(joint -> joint >= 0)
        .forEach(joint -> used[joint] = true);
  }

  /** The joints of a person of one convention as joints of another. */
  public static JointMapping between(Skeleton from, Skeleton to) {
    return new JointMapping(from, to);
  }

  private int[] middle(Joint joint) {
    int[] ends = joint.middleOf().stream().mapToInt(from::indexOf).toArray();
    return Arrays.stream(ends).anyMatch(end -> end < 0) ? new int[0] : ends;
  }

  /** The convention of what is mapped. */
  public Skeleton from() {
    return from;
  }

  /** The convention it is mapped to. */
  public Skeleton to() {
    return to;
  }

  /**
   * The joints of a person of {@link #from()} as those of {@link #to()}, in its order.
   *
   * @param joint gives the joint of a number
   * @param middle makes the joint between two
   * @param none stands where neither is known
   */
  public <T> List<T> map(IntFunction<T> joint, BinaryOperator<T> middle, T none) {
    List<T> mapped = new ArrayList<>();
    for (int i = 0; i < sources.length; i++) {
      int[] ends = middles[i];
      mapped.add(
          sources[i] >= 0
              ? joint.apply(sources[i])
              : ends.length == 2 ? middle.apply(joint.apply(ends[0]), joint.apply(ends[1])) : none);
    }
    return mapped;
  }

  /** Whether a joint of {@link #from()} is one of {@link #to()}, or an end of a middle. */
  public boolean uses(int joint) {
    return used[joint];
  }

  /** Number of joints of {@link #to()} that people of {@link #from()} can have. */
  public int fitting() {
    int fitting = 0;
    for (int joint = 0; joint < sources.length; joint++) {
      fitting += sources[joint] >= 0 || middles[joint].length == 2 ? 1 : 0;
    }
    return fitting;
  }

  /**
   * Why nothing can be done with people of one convention in the other, with both lists of names;
   * empty if a joint fits.
   */
  public Optional<String> refusal() {
    return fitting() > 0
        ? Optional.empty()
        : Optional.of("none of the joints fits: " + lists() + "; " + ADVICE);
  }

  /** The same where less than half of the joints of {@link #to()} fit; empty if more do. */
  public Optional<String> warning() {
    int fitting = fitting();
    return 2 * fitting >= to.jointCount()
        ? Optional.empty()
        : Optional.of(
            "only %d of %d joints fit: %s; %s"
                .formatted(fitting, to.jointCount(), lists(), ADVICE));
  }

  private String lists() {
    return "'%s' has %s, '%s' has %s".formatted(from.name(), names(from), to.name(), names(to));
  }

  private static List<String> names(Skeleton skeleton) {
    return skeleton.joints().stream().map(Joint::name).toList();
  }
}
