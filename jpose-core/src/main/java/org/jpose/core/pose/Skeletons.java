package org.jpose.core.pose;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The skeletons jpose knows. Networks here use {@link #COCO18}; the others serve to convert
 * results. Sigmas of COCO's joints are those of its own evaluation; joints COCO does not label have
 * those of the nearest joint it does.
 */
public final class Skeletons {
  /** COCO's 17 joints and the neck, in OpenPose's order, with its limbs and affinity channels. */
  public static final Skeleton COCO18 =
      new Skeleton(
          "coco18",
          joints(
              "nose neck right_shoulder right_elbow right_wrist left_shoulder left_elbow"
                  + " left_wrist right_hip right_knee right_ankle left_hip left_knee left_ankle"
                  + " right_eye left_eye right_ear left_ear"),
          List.of(
              new Limb(1, 2, 12),
              new Limb(1, 5, 20),
              new Limb(2, 3, 14),
              new Limb(3, 4, 16),
              new Limb(5, 6, 22),
              new Limb(6, 7, 24),
              new Limb(1, 8, 0),
              new Limb(8, 9, 2),
              new Limb(9, 10, 4),
              new Limb(1, 11, 6),
              new Limb(11, 12, 8),
              new Limb(12, 13, 10),
              new Limb(1, 0, 28),
              new Limb(0, 14, 30),
              new Limb(14, 16, 34),
              new Limb(0, 15, 32),
              new Limb(15, 17, 36),
              new Limb(2, 16, 18),
              new Limb(5, 17, 26)));

  /** COCO's 17 joints in COCO's order. */
  public static final Skeleton COCO17 =
      new Skeleton(
          "coco17",
          joints(
              "nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow"
                  + " right_elbow left_wrist right_wrist left_hip right_hip left_knee right_knee"
                  + " left_ankle right_ankle"),
          limbs(
              "15-13 13-11 16-14 14-12 11-12 5-11 6-12 5-6 5-7 6-8 7-9 8-10 1-2 0-1 0-2 1-3 2-4"
                  + " 3-5 4-6"));

  /** OpenPose's 25 joints: COCO-18, the middle of the hips, and the feet. */
  public static final Skeleton BODY25 =
      new Skeleton(
          "body25",
          joints(
              "nose neck right_shoulder right_elbow right_wrist left_shoulder left_elbow"
                  + " left_wrist mid_hip right_hip right_knee right_ankle left_hip left_knee"
                  + " left_ankle right_eye left_eye right_ear left_ear left_big_toe"
                  + " left_small_toe left_heel right_big_toe right_small_toe right_heel"),
          limbs(
              "1-8 1-2 1-5 2-3 3-4 5-6 6-7 8-9 9-10 10-11 8-12 12-13 13-14 1-0 0-15 15-17 0-16"
                  + " 16-18 2-17 5-18 14-19 19-20 14-21 11-22 22-23 11-24"));

  /** The 16 joints of the MPII data set. */
  public static final Skeleton MPII =
      new Skeleton(
          "mpii",
          joints(
              "right_ankle right_knee right_hip left_hip left_knee left_ankle pelvis thorax"
                  + " upper_neck head_top right_wrist right_elbow right_shoulder left_shoulder"
                  + " left_elbow left_wrist"),
          limbs("0-1 1-2 2-6 6-3 3-4 4-5 6-7 7-8 8-9 10-11 11-12 12-7 7-13 13-14 14-15"));

  private static final List<Skeleton> ALL = List.of(COCO18, COCO17, BODY25, MPII);

  private Skeletons() {}

  /**
   * The skeleton with this name.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static Skeleton named(String name) {
    return known(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "skeleton '"
                        + name
                        + "' is not known; known: "
                        + ALL.stream().map(Skeleton::name).collect(Collectors.joining(", "))));
  }

  /** The first of coco18, coco17, body25 and mpii that has joints of all these names. */
  public static Optional<Skeleton> withJoints(Collection<String> names) {
    return ALL.stream()
        .filter(known -> names.stream().allMatch(name -> known.indexOf(name) >= 0))
        .findFirst();
  }

  /**
   * The skeleton a file names and, where it is not one of these, defines.
   *
   * @param name its name
   * @param definition {@link Skeleton#toText()} of it, if the file has one
   * @throws IllegalArgumentException if it is neither known nor defined, the definition is damaged
   *     or of another name, or it is not that of the skeleton jpose knows by this name
   */
  public static Skeleton named(String name, Optional<String> definition) {
    if (definition.isEmpty()) {
      return named(name);
    }
    Skeleton defined = Skeleton.parse(definition.get());
    if (!defined.name().equals(name)) {
      throw new IllegalArgumentException(
          "skeleton '" + name + "' is defined under another name, '" + defined.name() + "'");
    }
    definition(defined);
    return defined;
  }

  /**
   * What a file must say of a skeleton beside its name: nothing if it is one of these.
   *
   * @throws IllegalArgumentException if jpose knows another skeleton by its name
   */
  public static Optional<String> definition(Skeleton skeleton) {
    Optional<Skeleton> known = known(skeleton.name());
    if (known.isPresent() && !known.get().equals(skeleton)) {
      throw new IllegalArgumentException(
          "skeleton '"
              + skeleton.name()
              + "' is defined otherwise than the one jpose knows by this name; give yours another"
              + " name");
    }
    return known.isPresent() ? Optional.empty() : Optional.of(skeleton.toText());
  }

  private static Optional<Skeleton> known(String name) {
    return ALL.stream().filter(skeleton -> skeleton.name().equals(name)).findFirst();
  }

  private static List<Joint> joints(String names) {
    List<Joint> joints = new ArrayList<>();
    for (String name : names.split(" ")) {
      List<String> middleOf =
          switch (name) {
            case "neck", "thorax" -> List.of("left_shoulder", "right_shoulder");
            case "mid_hip", "pelvis" -> List.of("left_hip", "right_hip");
            default -> List.of();
          };
      joints.add(new Joint(name, sigma(name), middleOf));
    }
    return joints;
  }

  private static double sigma(String name) {
    return switch (name.replaceFirst("^(left|right)_", "")) {
      case "nose" -> 0.026;
      case "eye" -> 0.025;
      case "ear", "head_top" -> 0.035;
      case "shoulder", "neck", "thorax", "upper_neck" -> 0.079;
      case "elbow" -> 0.072;
      case "wrist" -> 0.062;
      case "hip", "mid_hip", "pelvis" -> 0.107;
      case "knee" -> 0.087;
      default -> 0.089;
    };
  }

  private static List<Limb> limbs(String pairs) {
    List<Limb> limbs = new ArrayList<>();
    for (String pair : pairs.split(" ")) {
      String[] ends = pair.split("-");
      limbs.add(new Limb(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]), 2 * limbs.size()));
    }
    return limbs;
  }
}
