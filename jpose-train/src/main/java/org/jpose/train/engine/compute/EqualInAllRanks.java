package org.jpose.train.engine.compute;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What must be equal in all ranks, by name; as text, a line each.
 *
 * @param values by name
 */
record EqualInAllRanks(SortedMap<String, String> values) {
  EqualInAllRanks(Map<String, String> values) {
    this(new TreeMap<>(values));
  }

  static EqualInAllRanks of(String text) {
    Map<String, String> values = new TreeMap<>();
    text.lines()
        .map(line -> line.split("\t", 2))
        .forEach(parts -> values.put(parts[0], parts.length > 1 ? parts[1] : ""));
    return new EqualInAllRanks(values);
  }

  String text() {
    return values.entrySet().stream()
        .map(fact -> line(fact.getKey()) + "\t" + line(fact.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static String line(String text) {
    return text.replaceAll("\\s+", " ");
  }

  /** Says how this differs from another; empty if it does not. */
  String difference(EqualInAllRanks first) {
    TreeSet<String> names = new TreeSet<>(values.keySet());
    names.addAll(first.values.keySet());
    return names.stream()
        .filter(name -> !value(name).equals(first.value(name)))
        .map(name -> "%s is %s, not %s".formatted(name, value(name), first.value(name)))
        .collect(Collectors.joining(", "));
  }

  private String value(String name) {
    return values.getOrDefault(name, "not given");
  }
}
