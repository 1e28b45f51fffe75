package org.jpose.ros.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * A message's fields in ROS' own words, one a line, without comments.
 *
 * @param name package and name, as {@code std_msgs/Header}
 * @param text constants and fields
 */
public record MessageDefinition(String name, String text) {
  private static final Set<String> BUILT_IN =
      Set.of(
          "bool",
          "int8",
          "uint8",
          "int16",
          "uint16",
          "int32",
          "uint32",
          "int64",
          "uint64",
          "float32",
          "float64",
          "string",
          "time",
          "duration",
          "char",
          "byte");

  public MessageDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(text, "text");
  }

  /**
   * The sum that two ends of a connection compare: constants first, then fields, each type that is
   * a message replaced by its own sum.
   *
   * @param others gives the definition of a type by its name
   */
  String md5(Function<String, MessageDefinition> others) {
    List<String> constants = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.contains("=")) {
        constants.add(line);
        continue;
      }
      String type = line.substring(0, line.indexOf(' '));
      String element = type.replaceFirst("\\[.*", "");
      fields.add(
          BUILT_IN.contains(element)
              ? line
              : others.apply(qualified(element)).md5(others) + line.substring(type.length()));
    }
    constants.addAll(fields);
    return md5(String.join("\n", constants));
  }

  private String qualified(String type) {
    if (type.equals("Header")) {
      return Header.DEFINITION.name();
    }
    return type.contains("/") ? type : name.substring(0, name.indexOf('/') + 1) + type;
  }

  private static String md5(String text) {
    try {
      byte[] sum = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5, this one does not", e);
    }
  }
}
