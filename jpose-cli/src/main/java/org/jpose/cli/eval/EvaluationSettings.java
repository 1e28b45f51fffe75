package org.jpose.cli.eval;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that the results of a run depend on, as the journal has it: a line each, {@code name=value}.
 * What follows has no '=', which is how the end is known.
 *
 * @param values by name, without line breaks
 */
record EvaluationSettings(Map<String, String> values) {
  /** Those that no option of the same name gives. */
  private static final Set<String> FACTS =
      Set.of("jpose", "annotations", "annotations SHA-256", "images", "model SHA-256");

  /** What earlier journals have for --region and --dedupe. */
  private static final String EARLIER = "kept";

  EvaluationSettings {
    Map<String, String> copy = new LinkedHashMap<>(values);
    copy.replaceAll((name, value) -> value.replaceAll("\\R", " "));
    values = Collections.unmodifiableMap(copy);
  }

  /** Those with which a journal begins, below its first line. */
  static EvaluationSettings read(List<String> lines) {
    return new EvaluationSettings(
        lines.stream()
            .takeWhile(line -> line.contains("="))
            .map(line -> line.split("=", 2))
            .collect(
                Collectors.toMap(
                    parts -> parts[0],
                    parts -> parts[1],
                    (first, again) -> again,
                    LinkedHashMap::new)));
  }

  /** The number of lines they take. */
  int count() {
    return values.size();
  }

  /** The lines of a journal. */
  String text() {
    return values.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /** The first that is another now, in words; empty if all are the same. */
  Optional<String> difference(EvaluationSettings now) {
    Set<String> names = new LinkedHashSet<>(values.keySet());
    names.addAll(now.values.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(values.get(name), now.values.get(name)))
        .findFirst()
        .map(name -> "then " + words(name) + ", now " + now.words(name));
  }

  /** As one types it. */
  private String words(String name) {
    String value = values.getOrDefault(name, "default");
    if (FACTS.contains(name)) {
      return name + " '" + value + "'";
    }
    if (name.equals(EARLIER)) {
      return values.containsKey(name)
          ? "--region or --dedupe in the words of an earlier jpose"
          : "without those";
    }
    String option = "--" + name.replace(' ', '-');
    return switch (value) {
      case "true" -> option;
      case "false", "default" -> "without " + option;
      default -> option + " " + typed(value);
    };
  }

  private static String typed(String value) {
    boolean list = value.startsWith("[") && value.endsWith("]");
    return list ? value.substring(1, value.length() - 1).replace(", ", ",") : value;
  }
}
