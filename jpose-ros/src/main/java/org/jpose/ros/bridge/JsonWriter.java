package org.jpose.ros.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jpose.ros.message.FieldWriter;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.MessageType;
import org.jpose.ros.message.Time;

/** What is sent to a rosbridge server. */
final class JsonWriter implements FieldWriter {
  /** A WebSocket takes no half of a character, and a name that came in JSON may be one. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final JsonGenerator json;
  private final boolean ros2;

  private JsonWriter(JsonGenerator json, boolean ros2) {
    this.json = json;
    this.ros2 = ros2;
  }

  /** Puts something into a document. */
  private interface Step {
    void run() throws IOException;
  }

  private static void attempt(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot be written", e);
    }
  }

  /** An operation with texts and numbers. */
  static String operation(Map<String, Object> members) {
    StringWriter text = new StringWriter();
    attempt(
        () -> {
          try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> member : members.entrySet()) {
              json.writeFieldName(member.getKey());
              if (member.getValue() instanceof Integer number) {
                json.writeNumber(number);
              } else if (member.getValue() instanceof Boolean flag) {
                json.writeBoolean(flag);
              } else {
                json.writeString(member.getValue().toString());
              }
            }
            json.writeEndObject();
          }
        });
    return text.toString();
  }

  /**
   * A message on its way to a topic.
   *
   * @param ros2 whether times and headers are those of ROS 2
   */
  static <T> String publish(String topic, MessageType<T> type, T message, boolean ros2) {
    StringWriter text = new StringWriter();
    attempt(
        () -> {
          try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("op", "publish");
            json.writeStringField("topic", topic);
            json.writeObjectFieldStart("msg");
            type.write(message, new JsonWriter(json, ros2));
            json.writeEndObject();
            json.writeEndObject();
          }
        });
    return text.toString();
  }

  @Override
  public void uint8(String field, int value) {
    attempt(() -> json.writeNumberField(field, value));
  }

  @Override
  public void bool(String field, boolean value) {
    attempt(() -> json.writeBooleanField(field, value));
  }

  @Override
  public void uint32(String field, long value) {
    attempt(() -> json.writeNumberField(field, value));
  }

  @Override
  public void int32(String field, int value) {
    attempt(() -> json.writeNumberField(field, value));
  }

  @Override
  public void float32(String field, float value) {
    attempt(() -> json.writeNumberField(field, value));
  }

  @Override
  public void float64(String field, double value) {
    attempt(() -> json.writeNumberField(field, value));
  }

  @Override
  public void string(String field, String value) {
    attempt(() -> json.writeStringField(field, value));
  }

  @Override
  public void time(String field, Time value) {
    attempt(
        () -> {
          json.writeObjectFieldStart(field);
          json.writeNumberField(ros2 ? "sec" : "secs", value.seconds());
          json.writeNumberField(ros2 ? "nanosec" : "nsecs", value.nanos());
          json.writeEndObject();
        });
  }

  @Override
  public void bytes(String field, ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    attempt(() -> json.writeBinaryField(field, bytes));
  }

  @Override
  public void header(String field, Header value) {
    attempt(
        () -> {
          json.writeObjectFieldStart(field);
          if (!ros2) {
            json.writeNumberField("seq", value.sequence());
          }
          time("stamp", value.stamp());
          json.writeStringField("frame_id", value.frameId());
          json.writeEndObject();
        });
  }

  @Override
  public <T> void message(String field, T value, BiConsumer<FieldWriter, T> writer) {
    attempt(
        () -> {
          json.writeObjectFieldStart(field);
          writer.accept(this, value);
          json.writeEndObject();
        });
  }

  @Override
  public <T> void messages(String field, List<T> values, BiConsumer<FieldWriter, T> writer) {
    attempt(
        () -> {
          json.writeArrayFieldStart(field);
          for (T value : values) {
            json.writeStartObject();
            writer.accept(this, value);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  @Override
  public void strings(String field, List<String> values) {
    attempt(
        () -> {
          json.writeArrayFieldStart(field);
          for (String value : values) {
            json.writeString(value);
          }
          json.writeEndArray();
        });
  }
}
