package org.jpose.ros.bridge;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jpose.ros.message.FieldReader;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.MessageFormatException;
import org.jpose.ros.message.Time;

/** Fields of a message in JSON, of ROS 1 or ROS 2. */
final class TreeReader implements FieldReader {
  private final Map<?, ?> fields;

  TreeReader(Map<?, ?> fields) {
    this.fields = fields;
  }

  private <T> T field(String field, Class<T> kind) {
    Object value = fields.get(field);
    if (!kind.isInstance(value)) {
      throw new MessageFormatException(
          "field %s is %s, expected a %s"
              .formatted(
                  field,
                  value == null ? "missing" : "a " + value.getClass().getSimpleName(),
                  kind.getSimpleName()));
    }
    return kind.cast(value);
  }

  @Override
  public int uint8(String field) {
    return fields.get(field) instanceof Boolean flag ? flag ? 1 : 0 : int32(field) & 0xff;
  }

  @Override
  public long uint32(String field) {
    return field(field, Number.class).longValue() & 0xffffffffL;
  }

  @Override
  public int int32(String field) {
    return field(field, Number.class).intValue();
  }

  @Override
  public float float32(String field) {
    return field(field, Number.class).floatValue();
  }

  @Override
  public double float64(String field) {
    return field(field, Number.class).doubleValue();
  }

  @Override
  public String string(String field) {
    return field(field, String.class);
  }

  @Override
  public Time time(String field) {
    TreeReader parts = new TreeReader(field(field, Map.class));
    boolean two = isOfRos2(parts.fields);
    long nanos = Math.min(999_999_999, parts.uint32(two ? "nanosec" : "nsecs"));
    return new Time(parts.uint32(two ? "sec" : "secs"), (int) nanos);
  }

  /** Whether a time is written as ROS 2 does. */
  static boolean isOfRos2(Map<?, ?> time) {
    return time.containsKey("nanosec");
  }

  @Override
  public ByteBuffer bytes(String field) {
    Object value = fields.get(field);
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }
    if (value instanceof List<?> numbers) {
      byte[] bytes = new byte[numbers.size()];
      for (int i = 0; i < bytes.length; i++) {
        if (!(numbers.get(i) instanceof Number number)) {
          throw new MessageFormatException("field " + field + " has an item that is no number");
        }
        bytes[i] = number.byteValue();
      }
      return ByteBuffer.wrap(bytes);
    }
    try {
      return ByteBuffer.wrap(Base64.getDecoder().decode(field(field, String.class)));
    } catch (IllegalArgumentException e) {
      throw new MessageFormatException("field " + field + " is no Base64: " + e.getMessage());
    }
  }

  @Override
  public Header header(String field) {
    TreeReader header = new TreeReader(field(field, Map.class));
    long sequence = header.fields.containsKey("seq") ? header.uint32("seq") : 0;
    return new Header(sequence, header.time("stamp"), header.string("frame_id"));
  }

  @Override
  public <T> T message(String field, Function<FieldReader, T> reader) {
    return reader.apply(new TreeReader(field(field, Map.class)));
  }

  @Override
  public <T> List<T> messages(String field, Function<FieldReader, T> reader) {
    List<?> items = field(field, List.class);
    return items.stream()
        .map(
            item -> {
              if (item instanceof Map<?, ?> message) {
                return reader.apply(new TreeReader(message));
              }
              throw new MessageFormatException(
                  "field " + field + " has an item that is no message");
            })
        .toList();
  }

  @Override
  public List<String> strings(String field) {
    List<?> items = field(field, List.class);
    return items.stream().map(String::valueOf).toList();
  }
}
