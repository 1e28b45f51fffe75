package org.jpose.core.pose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is the same in all ways to write a joint's name: {@code left_eye}, "Left eye", {@code
 * leftEye}, {@code L-Eye}, {@code LEye}, {@code eye.L} and {@code lefteye} are one name.
 *
 * @param side {@code left}, {@code right}, or empty
 * @param part letters and digits of the rest, lower case, without separators
 */
record JointName(String side, String part) {
  /** Parts of which a body has two: "leye" is the left eye, "lip" is not the left "ip". */
  private static final Set<String> PAIRED =
      Set.of(
          "eye",
          "ear",
          "shoulder",
          "elbow",
          "wrist",
          "hip",
          "knee",
          "ankle",
          "bigtoe",
          "smalltoe",
          "heel",
          "foot",
          "hand");

  static JointName of(String name) {
    List<String> words = words(name);
    if (words.size() == 1) {
      return ofOneWord(words.get(0));
    }
    int last = words.size() - 1;
    String side = words.isEmpty() ? "" : side(words.get(0));
    if (!side.isEmpty()) {
      return new JointName(side, String.join("", words.subList(1, words.size())));
    }
    side = words.isEmpty() ? "" : side(words.get(last));
    return side.isEmpty()
        ? new JointName("", words.isEmpty() ? name : String.join("", words))
        : new JointName(side, String.join("", words.subList(0, last)));
  }

  private static JointName ofOneWord(String word) {
    for (String side : List.of("left", "right")) {
      if (word.startsWith(side) && word.length() > side.length()) {
        return new JointName(side, word.substring(side.length()));
      }
    }
    String rest = word.substring(1);
    String side = PAIRED.contains(rest) ? side(word.substring(0, 1)) : "";
    return side.isEmpty() ? new JointName("", word) : new JointName(side, rest);
  }

  private static String side(String word) {
    return switch (word) {
      case "l", "lt", "left" -> "left";
      case "r", "rt", "right" -> "right";
      default -> "";
    };
  }

  /** The same joint of the other side of the body; itself if it has no side. */
  JointName mirrored() {
    return switch (side) {
      case "left" -> new JointName("right", part);
      case "right" -> new JointName("left", part);
      default -> this;
    };
  }

  /** Words end at signs, before a capital after a small letter, and before the "E" of "LEye". */
  private static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char sign = name.charAt(i);
      if (!Character.isLetterOrDigit(sign) || word.length() > 0 && begins(name, i)) {
        add(words, word);
      }
      if (Character.isLetterOrDigit(sign)) {
        word.append(sign);
      }
    }
    add(words, word);
    return words;
  }

  private static boolean begins(String name, int at) {
    if (!Character.isUpperCase(name.charAt(at))) {
      return false;
    }
    boolean smallFollows = at + 1 < name.length() && Character.isLowerCase(name.charAt(at + 1));
    return !Character.isUpperCase(name.charAt(at - 1)) || smallFollows;
  }

  private static void add(List<String> words, StringBuilder word) {
    if (word.length() > 0) {
      words.add(word.toString().toLowerCase(Locale.ROOT));
      word.setLength(0);
    }
  }
}
