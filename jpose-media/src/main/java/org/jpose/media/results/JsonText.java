package org.jpose.media.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * JSON values built one at a time and put on lines of their own: readable, quick to search, and no
 * more in memory than one.
 */
final class JsonText {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonText() {}

  /** Writes JSON to a generator. */
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /** Appends text and then a value. */
  static void append(OutputStream out, String before, Content content) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      content.write(json);
    }
    append(out, before + text);
  }

  /** Appends text as it is. */
  static void append(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
