package org.jpose.data.remote;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Named values, each a line {@code NAME VALUE}: what the two sides say to one another. */
record Form(Map<String, String> values) {
  static Form empty() {
    return new Form(Map.of());
  }

  /** Reads lines; what is none of a form is left out. */
  static Form parse(String text) {
    return new Form(
        text.lines()
            .map(line -> line.split(" ", 2))
            .filter(parts -> parts.length == 2)
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, more) -> one)));
  }

  /** The same with another value, as one line. */
  Form with(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(name, value.toString().replaceAll("[\r\n]", " "));
    return new Form(more);
  }

  /**
   * A value.
   *
   * @param read makes it of its text
   * @throws IllegalArgumentException if it is not there or cannot be read
   */
  <T> T value(String name, Function<String, T> read) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    try {
      return read.apply(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + name + "': " + e.getMessage(), e);
    }
  }

  String text(String name) {
    return value(name, text -> text);
  }

  int integer(String name) {
    return value(name, Integer::parseInt);
  }

  long number(String name) {
    return value(name, Long::parseLong);
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(value -> value.getKey() + " " + value.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
