package org.jpose.ros.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** How a node's names become full ones, and which stand for others. Immutable. */
final class RosNames {
  private static final Pattern NAME = Pattern.compile("[~/]?([A-Za-z]\\w*(/+[A-Za-z]\\w*)*/?)?");

  private final String namespace;
  private final String node;
  private final Map<String, String> remappings = new HashMap<>();

  RosNames(String namespace, String name, Map<String, String> remappings) {
    this.namespace = full("/", "/", namespace);
    if (name.isEmpty() || name.startsWith("~") || name.contains("/")) {
      throw new IllegalArgumentException(
          "'%s' is no name of a node; expected letters, digits and _; __ns:= has the path"
              .formatted(name));
    }
    node = full(this.namespace, "/", name);
    remappings.forEach((from, to) -> this.remappings.put(full(from), full(to)));
  }

  /** The node's own full name. */
  String node() {
    return node;
  }

  /** A full name, or what stands for it. */
  String resolve(String name) {
    String full = full(name);
    return remappings.getOrDefault(full, full);
  }

  private String full(String name) {
    return full(namespace, node, name);
  }

  private static String full(String namespace, String node, String name) {
    if (name.isEmpty() || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no name of ROS; expected letters, digits, _ and /, as /camera/image_raw"
              .formatted(name));
    }
    String full =
        name.startsWith("/")
            ? name
            : name.startsWith("~") ? node + "/" + name.substring(1) : namespace + "/" + name;
    String tidy = full.replaceAll("/+", "/");
    return tidy.length() > 1 ? tidy.replaceFirst("/$", "") : tidy;
  }
}
