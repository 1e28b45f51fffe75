package org.jpose.ros.message;

import java.util.List;
import java.util.Objects;

/**
 * {@code rosgraph_msgs/Log}: what a node has to say, on {@code /rosout}.
 *
 * @param header when
 * @param level how bad it is
 * @param node who says it
 * @param message what is said
 */
public record Log(Header header, Level level, String node, String message) {
  /** How bad it is. */
  public enum Level {
    /** All is well. */
    INFO(2),
    /** Something was left out. */
    WARN(4),
    /** It does not go on. */
    ERROR(8);

    private final int number;

    Level(int number) {
      this.number = number;
    }

    static Level of(int number) {
      return number <= INFO.number ? INFO : number <= WARN.number ? WARN : ERROR;
    }
  }

  /** The type. */
  public static final MessageType<Log> TYPE =
      new MessageType<>(
          new MessageDefinition(
              "rosgraph_msgs/Log",
              "byte DEBUG=1\nbyte INFO=2\nbyte WARN=4\nbyte ERROR=8\nbyte FATAL=16\n"
                  + "Header header\nbyte level\nstring name\nstring msg\nstring file\n"
                  + "string function\nuint32 line\nstring[] topics"),
          List.of(Header.DEFINITION),
          Log::read,
          Log::write);

  public Log {
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(message, "message");
  }

  private static Log read(FieldReader fields) {
    Header header = fields.header("header");
    Level level = Level.of(fields.uint8("level"));
    Log log = new Log(header, level, fields.string("name"), fields.string("msg"));
    fields.string("file");
    fields.string("function");
    fields.uint32("line");
    fields.strings("topics");
    return log;
  }

  private static void write(FieldWriter fields, Log log) {
    fields.header("header", log.header);
    fields.uint8("level", log.level.number);
    fields.string("name", log.node);
    fields.string("msg", log.message);
    fields.string("file", "");
    fields.string("function", "");
    fields.uint32("line", 0);
    fields.strings("topics", List.of());
  }
}
