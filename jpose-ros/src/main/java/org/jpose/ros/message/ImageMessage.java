package org.jpose.ros.message;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * {@code sensor_msgs/Image}: pixels as they are.
 *
 * @param header when and where it was taken
 * @param height rows
 * @param width pixels in a row
 * @param encoding what a pixel is, as {@code bgr8}
 * @param bigEndian whether values of 16 bits have their high byte first
 * @param step bytes from one row to the next
 * @param data rows from the top; not copied, not to be changed
 */
public record ImageMessage(
    Header header,
    long height,
    long width,
    String encoding,
    boolean bigEndian,
    long step,
    ByteBuffer data) {
  /** The type. */
  public static final MessageType<ImageMessage> TYPE =
      new MessageType<>(
          new MessageDefinition(
              "sensor_msgs/Image",
              "Header header\nuint32 height\nuint32 width\nstring encoding\n"
                  + "uint8 is_bigendian\nuint32 step\nuint8[] data"),
          List.of(Header.DEFINITION),
          fields ->
              new ImageMessage(
                  fields.header("header"),
                  fields.uint32("height"),
                  fields.uint32("width"),
                  fields.string("encoding"),
                  fields.uint8("is_bigendian") != 0,
                  fields.uint32("step"),
                  fields.bytes("data")),
          (fields, image) -> {
            fields.header("header", image.header);
            fields.uint32("height", image.height);
            fields.uint32("width", image.width);
            fields.string("encoding", image.encoding);
            fields.uint8("is_bigendian", image.bigEndian ? 1 : 0);
            fields.uint32("step", image.step);
            fields.bytes("data", image.data);
          });

  public ImageMessage {
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(encoding, "encoding");
    Objects.requireNonNull(data, "data");
  }
}
