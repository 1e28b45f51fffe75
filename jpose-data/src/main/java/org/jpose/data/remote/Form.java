package org.jpose.data.remote;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Named values as {@code application/x-www-form-urlencoded} writes them; what the two sides say.
 */
record Form(Map<String, String> values) {
  static final String TYPE = "application/x-www-form-urlencoded";

  static Form empty() {
    return new Form(Map.of());
  }

  /**
   * Reads a form.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Form parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return new Form(values);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The same with another value. */
  Form with(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(name, value.toString());
    return new Form(more);
  }

  /**
   * A value.
   *
   * @throws IllegalArgumentException if it is not there
   */
  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException if it is not there or none
   */
  long number(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + name + "' is no whole number", e);
    }
  }

  /**
   * A whole number of an {@code int}'s range.
   *
   * @throws IllegalArgumentException if it is not there, none, or beyond
   */
  int integer(String name) {
    long number = number(name);
    if (number != (int) number) {
      throw new IllegalArgumentException("'" + name + "' is " + number + ", beyond what it may be");
    }
    return (int) number;
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(value -> value.getKey() + "=" + encoded(value.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
