package org.jpose.ros.message;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * {@code sensor_msgs/CompressedImage}: an image file.
 *
 * @param header when and where it was taken
 * @param format what its sender says of it, as {@code jpeg} or {@code rgb8; jpeg compressed bgr8}
 * @param data the file; not copied, not to be changed
 */
public record CompressedImageMessage(Header header, String format, ByteBuffer data) {
  /** The type. */
  public static final MessageType<CompressedImageMessage> TYPE =
      new MessageType<>(
          new MessageDefinition(
              "sensor_msgs/CompressedImage", "Header header\nstring format\nuint8[] data"),
          List.of(Header.DEFINITION),
          fields ->
              new CompressedImageMessage(
                  fields.header("header"), fields.string("format"), fields.bytes("data")),
          (fields, image) -> {
            fields.header("header", image.header);
            fields.string("format", image.format);
            fields.bytes("data", image.data);
          });

  public CompressedImageMessage {
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(data, "data");
  }
}
