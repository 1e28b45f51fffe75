package org.jpose.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Which of the known names somebody may have meant. */
public final class NearNames {
  private static final int MOST = 2;

  private NearNames() {}

  /**
   * A question to end a message with.
   *
   * @return such as {@code ; did you mean --size?}, or empty text if no name is near
   */
  public static String question(String given, Collection<String> known) {
    List<String> near = near(given, known);
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  /** The nearest first, at most two; a letter in five may differ, and one more. */
  public static List<String> near(String given, Collection<String> known) {
    String small = given.toLowerCase(Locale.ROOT);
    int most = 1 + letters(small) / 5;
    return known.stream()
        .distinct()
        .filter(name -> letters(name) > most)
        .collect(
            Collectors.toMap(name -> name, name -> distance(small, name.toLowerCase(Locale.ROOT))))
        .entrySet()
        .stream()
        .filter(entry -> entry.getValue() <= most)
        .sorted(
            Comparator.<Map.Entry<String, Integer>>comparingInt(Map.Entry::getValue)
                .thenComparing(Map.Entry::getKey))
        .limit(MOST)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static int letters(String name) {
    return (int) name.chars().filter(Character::isLetterOrDigit).count();
  }

  /** Letters left out, added, changed, or exchanged with the next one. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + changed);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
