package org.jpose.media.image;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * The order in which people count names: numbers in them by their value, so that {@code f_2} comes
 * before {@code f_10}; everything else as {@link Path} compares it. Folders are compared one after
 * another.
 */
public final class NaturalOrder implements Comparator<Path> {
  @Override
  public int compare(Path a, Path b) {
    int names = Math.min(a.getNameCount(), b.getNameCount());
    for (int i = 0; i < names; i++) {
      int order = compare(a.getName(i).toString(), b.getName(i).toString());
      if (order != 0) {
        return order;
      }
    }
    // Of names with numbers of equal value, such as f_1 and f_01, the one Path puts first.
    int order = Integer.compare(a.getNameCount(), b.getNameCount());
    return order != 0 ? order : a.compareTo(b);
  }

  static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      if (isDigit(a.charAt(i)) && isDigit(b.charAt(j))) {
        int endA = endOfNumber(a, i);
        int endB = endOfNumber(b, j);
        int order = compareNumbers(a.substring(i, endA), b.substring(j, endB));
        if (order != 0) {
          return order;
        }
        i = endA;
        j = endB;
      } else {
        if (a.charAt(i) != b.charAt(j)) {
          return Character.compare(a.charAt(i), b.charAt(j));
        }
        i++;
        j++;
      }
    }
    return Integer.compare(a.length() - i, b.length() - j);
  }

  /** Numbers of any length. */
  private static int compareNumbers(String a, String b) {
    String first = a.replaceFirst("^0+", "");
    String second = b.replaceFirst("^0+", "");
    int order = Integer.compare(first.length(), second.length());
    return order != 0 ? order : first.compareTo(second);
  }

  private static int endOfNumber(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char sign) {
    return sign >= '0' && sign <= '9';
  }
}
