package org.jpose.ros.message;

import java.util.List;
import java.util.Objects;

/**
 * {@code std_msgs/String}.
 *
 * @param data any text
 */
public record Text(String data) {
  /** The type. */
  public static final MessageType<Text> TYPE =
      new MessageType<>(
          new MessageDefinition("std_msgs/String", "string data"),
          List.of(),
          fields -> new Text(fields.string("data")),
          (fields, text) -> fields.string("data", text.data));

  public Text {
    Objects.requireNonNull(data, "data");
  }
}
