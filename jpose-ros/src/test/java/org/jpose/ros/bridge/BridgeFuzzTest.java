package org.jpose.ros.bridge;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jpose.ros.message.CompressedImageMessage;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.MessageFormatException;
import org.jpose.testkit.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a rosbridge server sends is an operation or refused. */
@Tag("fuzz")
class BridgeFuzzTest {
  private static final String IMAGE =
      "{\"header\":{\"seq\":1,\"stamp\":{\"secs\":5,\"nsecs\":6},\"frame_id\":\"eye\"},"
          + "\"height\":1,\"width\":2,\"encoding\":\"bgr8\",\"is_bigendian\":0,\"step\":6,"
          + "\"data\":\"AQIDBAUG\"}";

  /** A picture of 2x2 pixels: {@code {"op":"x"}} and line feeds. */
  private static final String PACKED =
      "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGOoVsovULJiUKpQquXiAgAZ"
          + "TQMmtTCxxQAAAABJRU5ErkJggg==";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<?, ?> json(byte[] input) throws IOException {
    return JsonTree.json(new String(input, StandardCharsets.UTF_8));
  }

  @Test
  void operations() {
    Fuzz.of(
            "rosbridge",
            bytes("{\"op\":\"publish\",\"topic\":\"/eye\",\"msg\":" + IMAGE + "}"),
            bytes("{\"op\":\"fragment\",\"id\":\"1\",\"data\":\"{}\",\"num\":0,\"total\":2}"),
            bytes("{\"op\":\"png\",\"data\":\"" + PACKED + "\"}"))
        .declaring(IOException.class)
        .run(input -> new Assembly().take(json(input)));
  }

  @Test
  void images() {
    Fuzz.of("rosbridge-image", bytes(IMAGE))
        .declaring(IOException.class)
        .declaring(MessageFormatException.class)
        .run(input -> ImageMessage.TYPE.read(new TreeReader(json(input))));
  }

  @Test
  void cbor() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CBORGenerator out = new CBORFactory().createGenerator(bytes)) {
      out.writeStartObject();
      out.writeObjectFieldStart("header");
      out.writeNumberField("seq", 1);
      out.writeObjectFieldStart("stamp");
      out.writeNumberField("secs", 1);
      out.writeNumberField("nsecs", 2);
      out.writeEndObject();
      out.writeStringField("frame_id", "eye");
      out.writeEndObject();
      out.writeStringField("format", "jpeg");
      out.writeBinaryField("data", new byte[] {1, 2, 3});
      out.writeEndObject();
    }
    Fuzz.of("rosbridge-cbor", bytes.toByteArray())
        .declaring(IOException.class)
        .declaring(MessageFormatException.class)
        .run(input -> CompressedImageMessage.TYPE.read(new TreeReader(JsonTree.cbor(input))));
  }
}
