package org.jpose.data.source;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers and names of a folder's images: the number at the end of where the image comes from, as
 * COCO's own names have it, if it is not taken, else the next one free.
 */
final class CocoNames {
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,15})(\\.\\w+)?$");

  private final Set<Long> ids = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private long next = 1;

  long id(String origin) {
    Matcher number = NUMBER.matcher(origin);
    long id = number.find() ? Long.parseLong(number.group(1)) : 0;
    if (id == 0 || ids.contains(id)) {
      while (ids.contains(next)) {
        next++;
      }
      id = next;
    }
    ids.add(id);
    return id;
  }

  /** A number as COCO writes it in names: twelve digits. */
  static String number(long id) {
    return String.format(Locale.ROOT, "%012d", id);
  }

  /** The image's own name, or its number if another image has that. */
  String name(String wanted, long id) {
    int dot = wanted.lastIndexOf('.');
    String name = wanted;
    for (int copy = 0; !names.add(name); copy++) {
      String extension = dot < 0 ? "" : wanted.substring(dot);
      name = number(id) + (copy == 0 ? "" : "-" + copy) + extension;
    }
    return name;
  }
}
