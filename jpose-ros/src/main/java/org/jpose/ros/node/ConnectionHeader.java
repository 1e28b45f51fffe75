package org.jpose.ros.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What two ends of a TCPROS connection tell each other first: names with values. */
final class ConnectionHeader {
  /** Longer than any: the definition of a message is a part of it. */
  private static final int LONGEST = 1 << 20;

  private ConnectionHeader() {}

  static byte[] bytes(Map<String, String> fields) {
    int length = 0;
    for (Map.Entry<String, String> field : fields.entrySet()) {
      length += Integer.BYTES + text(field).length;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES + length).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
    for (Map.Entry<String, String> field : fields.entrySet()) {
      bytes.putInt(text(field).length).put(text(field));
    }
    return bytes.array();
  }

  private static byte[] text(Map.Entry<String, String> field) {
    return (field.getKey() + "=" + field.getValue()).getBytes(StandardCharsets.UTF_8);
  }

  static void write(OutputStream out, Map<String, String> fields) throws IOException {
    out.write(bytes(fields));
    out.flush();
  }

  /**
   * Reads a header.
   *
   * @throws IOException if it is none, or cut off
   */
  static Map<String, String> read(InputStream in) throws IOException {
    long length = MessageStream.length(in);
    if (length > LONGEST) {
      throw new IOException(
          "no TCPROS: a header of %d bytes, expected %d at most".formatted(length, LONGEST));
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new IOException("the header ends after %d of %d bytes".formatted(bytes.length, length));
    }
    return parse(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  private static Map<String, String> parse(ByteBuffer bytes) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    while (bytes.hasRemaining()) {
      long length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt() & 0xffffffffL;
      if (length < 0 || length > bytes.remaining()) {
        throw new IOException("no TCPROS: a field of its header goes beyond the header");
      }
      byte[] field = new byte[(int) length];
      bytes.get(field);
      String text = new String(field, StandardCharsets.UTF_8);
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new IOException("no TCPROS: a field of its header has no name");
      }
      fields.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return fields;
  }
}
