package org.jpose.core.pose;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A skeleton in one line of ASCII, {@code NAME JOINT:SIGMA[:END:END] ... | FROM-TO:CHANNEL ...}:
 * joints in order, with the two in whose middle one lies where it does, then limbs by joint numbers
 * and x channel. Names are written as in web forms (space as {@code +}, other signs as {@code
 * %XX}), so that the separators cannot be part of one.
 */
final class SkeletonText {
  private static final String LIMBS = "|";
  private static final int SHOWN = 60;

  private SkeletonText() {}

  static String of(Skeleton skeleton) {
    Stream<String> joints = skeleton.joints().stream().map(SkeletonText::joint);
    Stream<String> limbs =
        skeleton.limbs().stream().map(limb -> limb.from() + "-" + limb.to() + ":" + limb.channel());
    return Stream.of(Stream.of(encoded(skeleton.name())), joints, Stream.of(LIMBS), limbs)
        .flatMap(parts -> parts)
        .collect(Collectors.joining(" "));
  }

  private static String joint(Joint joint) {
    return Stream.concat(
            Stream.of(encoded(joint.name()), Double.toString(joint.sigma())),
            joint.middleOf().stream().map(SkeletonText::encoded))
        .collect(Collectors.joining(":"));
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, UTF_8);
  }

  static Skeleton parse(String text) {
    List<String> parts = Arrays.asList(text.split(" ", -1));
    int limbs = parts.indexOf(LIMBS);
    if (limbs < 1) {
      throw fault(text, "has no name, joints and limbs");
    }
    List<Joint> joints = new ArrayList<>();
    for (String part : parts.subList(1, limbs)) {
      joints.add(joint(text, part.split(":", -1)));
    }
    List<Limb> pairs = new ArrayList<>();
    for (String part : parts.subList(limbs + 1, parts.size())) {
      pairs.add(limb(text, part));
    }
    Skeleton skeleton = new Skeleton(decoded(text, parts.get(0)), joints, pairs);
    if (!of(skeleton).equals(text)) {
      throw fault(text, "would be written as '" + shown(of(skeleton)) + "'");
    }
    return skeleton;
  }

  private static Joint joint(String text, String[] parts) {
    if (parts.length != 2 && parts.length != 4) {
      throw fault(text, "has joint '" + shown(String.join(":", parts)) + "'");
    }
    try {
      List<String> middleOf = Arrays.stream(parts).skip(2).map(end -> decoded(text, end)).toList();
      return new Joint(decoded(text, parts[0]), Double.parseDouble(parts[1]), middleOf);
    } catch (NumberFormatException e) {
      throw fault(text, "has sigma '" + shown(parts[1]) + "'");
    }
  }

  private static Limb limb(String text, String part) {
    String[] numbers = part.split("[-:]", -1);
    try {
      if (numbers.length == 3) {
        return new Limb(
            Integer.parseInt(numbers[0]),
            Integer.parseInt(numbers[1]),
            Integer.parseInt(numbers[2]));
      }
    } catch (NumberFormatException e) {
      // Reported below like other wrong limbs.
    }
    throw fault(text, "has limb '" + shown(part) + "'");
  }

  private static String decoded(String text, String name) {
    try {
      return URLDecoder.decode(name, UTF_8);
    } catch (IllegalArgumentException e) {
      throw fault(text, "has name '" + shown(name) + "'");
    }
  }

  private static IllegalArgumentException fault(String text, String what) {
    return new IllegalArgumentException(
        "skeleton definition '%s' %s, expected NAME JOINT:SIGMA ... | FROM-TO:CHANNEL ..."
            .formatted(shown(text), what));
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
