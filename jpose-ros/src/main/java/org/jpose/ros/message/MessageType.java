package org.jpose.ros.message;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A type of messages: its name, definition and sum, and how its fields are read and written.
 * Immutable.
 *
 * @param <T> the record of one message
 */
public final class MessageType<T> {
  private final MessageDefinition definition;
  private final List<MessageDefinition> others;
  private final String md5;
  private final Function<FieldReader, T> reader;
  private final BiConsumer<FieldWriter, T> writer;

  /**
   * A type.
   *
   * @param others definitions of all messages inside, also of those inside these
   * @param reader reads the fields in their order
   * @param writer writes the fields in their order
   */
  MessageType(
      MessageDefinition definition,
      List<MessageDefinition> others,
      Function<FieldReader, T> reader,
      BiConsumer<FieldWriter, T> writer) {
    this.definition = definition;
    this.others = List.copyOf(others);
    this.reader = reader;
    this.writer = writer;
    md5 = definition.md5(this::other);
  }

  private MessageDefinition other(String name) {
    return others.stream()
        .filter(other -> other.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(definition.name() + " lacks " + name));
  }

  /** Package and name. */
  public String name() {
    return definition.name();
  }

  /** The sum that two ends of a connection compare. */
  public String md5() {
    return md5;
  }

  /** The definition with those of all messages inside, as connections and bags carry it. */
  public String fullText() {
    return Stream.concat(
            Stream.of(definition.text()),
            others.stream().map(other -> "MSG: " + other.name() + "\n" + other.text()))
        .collect(Collectors.joining("\n" + "=".repeat(80) + "\n", "", "\n"));
  }

  /**
   * Reads a message's fields.
   *
   * @throws MessageFormatException if they are others
   */
  public T read(FieldReader fields) {
    return reader.apply(fields);
  }

  /**
   * Reads a message of ROS 1.
   *
   * @param bytes the whole message; pictures share its memory
   * @throws MessageFormatException if it ends early or has bytes too many
   */
  public T read(ByteBuffer bytes) {
    BinaryReader fields = new BinaryReader(name(), bytes);
    T message = reader.apply(fields);
    fields.end();
    return message;
  }

  /** Writes a message's fields. */
  public void write(T message, FieldWriter fields) {
    writer.accept(fields, Objects.requireNonNull(message, "message"));
  }

  /** A message as bytes of ROS 1. */
  public byte[] bytes(T message) {
    BinaryWriter fields = new BinaryWriter();
    write(message, fields);
    return fields.bytes();
  }

  @Override
  public String toString() {
    return name();
  }
}
