package org.jpose.ros.bag;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jpose.ros.message.MessageFormatException;
import org.jpose.ros.message.MessageType;
import org.jpose.ros.message.Time;

/**
 * A message of a bag.
 *
 * @param connection whose it is
 * @param time when it was recorded
 * @param bytes the message, not copied
 */
public record BagMessage(BagConnection connection, Time time, ByteBuffer bytes) {
  public BagMessage {
    Objects.requireNonNull(connection, "connection");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(bytes, "bytes");
  }

  /**
   * The message as a record.
   *
   * @throws MessageFormatException if it is of another type
   */
  public <T> T as(MessageType<T> type) {
    if (!connection.type().equals(type.name()) || !connection.md5().equals(type.md5())) {
      throw new MessageFormatException(
          "%s has messages of type %s with md5sum %s, expected %s with md5sum %s"
              .formatted(
                  connection.topic(),
                  connection.type(),
                  connection.md5(),
                  type.name(),
                  type.md5()));
    }
    return type.read(bytes);
  }
}
