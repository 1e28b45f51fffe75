package org.jpose.core.pose;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Joints, limbs and channel numbers of one labelling convention: the only source of them. Immutable
 * and thread-safe. The skeletons that jpose knows are in {@link Skeletons}.
 *
 * <p>A network for a skeleton has {@link #heatChannels()} heatmaps, one per joint in joint order
 * and a last one for the background, and {@link #affinityChannels()} affinity planes, two per limb.
 * Things of one joint, such as balls, need no limbs: each peak is a "person" then.
 *
 * @param name identifier as in model metadata, for example {@code coco18}
 * @param joints joints in channel order
 * @param limbs limbs in the order in which people are assembled
 */
public record Skeleton(String name, List<Joint> joints, List<Limb> limbs) {
  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a joint name occurs twice, or a limb names a joint or
   *     channel that does not exist or is taken
   */
  public Skeleton {
    Objects.requireNonNull(name, "name");
    joints = List.copyOf(joints);
    limbs = List.copyOf(limbs);
    if (joints.stream().map(Joint::name).distinct().count() != joints.size()) {
      throw new IllegalArgumentException("skeleton " + name + ": a joint name occurs twice");
    }
    boolean[] taken = new boolean[limbs.size()];
    for (Limb limb : limbs) {
      boolean known =
          isIndex(limb.from(), joints.size())
              && isIndex(limb.to(), joints.size())
              && isIndex(limb.channel(), 2 * limbs.size());
      if (!known) {
        throw new IllegalArgumentException(
            "skeleton %s: limb %s-%s has channel %s; expected joints 0 to %s and channels 0 to %s"
                .formatted(
                    name,
                    limb.from(),
                    limb.to(),
                    limb.channel(),
                    joints.size() - 1,
                    2 * limbs.size() - 1));
      }
      int pair = limb.channel() / 2;
      if (limb.channel() % 2 != 0 || taken[pair]) {
        throw new IllegalArgumentException(
            "skeleton " + name + ": channel " + limb.channel() + " is odd or used twice");
      }
      taken[pair] = true;
    }
  }

  private static boolean isIndex(int index, int length) {
    return index >= 0 && index < length;
  }

  /** Number of joints. */
  public int jointCount() {
    return joints.size();
  }

  /** Number of heatmaps: one per joint and the background. */
  public int heatChannels() {
    return joints.size() + 1;
  }

  /** Heatmap that is high where no joint is. */
  public int backgroundChannel() {
    return joints.size();
  }

  /**
   * Number of affinity planes: x and y of each limb. A skeleton without limbs has two that are 0
   * everywhere, so that its networks are like all others.
   */
  public int affinityChannels() {
    return 2 * Math.max(1, limbs.size());
  }

  /**
   * Index of the joint with this name, or -1. Where no joint has exactly this name, one whose name
   * differs in case, separators or how the side is written is meant: {@code Left eye}, {@code
   * leftEye} and {@code l_eye} are {@code left_eye}.
   *
   * @param joint a joint name
   */
  public int indexOf(String joint) {
    for (int i = 0; i < joints.size(); i++) {
      if (joints.get(i).name().equals(joint)) {
        return i;
      }
    }
    return indexOf(JointName.of(joint));
  }

  /** The joint of a name written in any way; -1 if there is none or more than one. */
  private int indexOf(JointName wanted) {
    int[] alike =
        IntStream.range(0, joints.size())
            .filter(i -> JointName.of(joints.get(i).name()).equals(wanted))
            .toArray();
    return alike.length == 1 ? alike[0] : -1;
  }

  /**
   * Index of the joint on the other side of the body; the joint itself if there is none.
   *
   * @param joint a joint index
   */
  public int mirror(int joint) {
    Joint own = joints.get(joint);
    int mirrored =
        own.mirrorName().equals(own.name())
            ? indexOf(JointName.of(own.name()).mirrored())
            : indexOf(own.mirrorName());
    return mirrored < 0 ? joint : mirrored;
  }

  /**
   * The limb between the mirrored joints of a limb, in the same direction.
   *
   * @throws IllegalArgumentException if the skeleton has no such limb, so that its fields cannot be
   *     flipped
   */
  public Limb mirror(Limb limb) {
    int from = mirror(limb.from());
    int to = mirror(limb.to());
    return limbs.stream()
        .filter(other -> other.from() == from && other.to() == to)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    ("skeleton %s: limb %s to %s has no counterpart on the other side; flip"
                            + " averaging needs one")
                        .formatted(
                            name, joints.get(limb.from()).name(), joints.get(limb.to()).name())));
  }

  /**
   * Whether people of this skeleton can have any joint in another convention, as {@link
   * Pose#to(Skeleton)} converts them.
   */
  public boolean convertsTo(Skeleton target) {
    return JointMapping.between(this, target).fitting() > 0;
  }

  /**
   * The skeleton that {@link #toText()} wrote.
   *
   * @throws IllegalArgumentException if the text is none, or not exactly as it would be written
   */
  public static Skeleton parse(String text) {
    return SkeletonText.parse(text);
  }

  /**
   * Name, joints and limbs in one line of ASCII, for files and messages. Equal skeletons have equal
   * texts, different ones different texts.
   */
  public String toText() {
    return SkeletonText.of(this);
  }

  /** The name: joints and limbs would drown every message. */
  @Override
  public String toString() {
    return name;
  }
}
