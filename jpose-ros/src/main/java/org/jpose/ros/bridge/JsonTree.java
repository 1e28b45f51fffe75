package org.jpose.ros.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON or CBOR as {@link Map}, {@link List}, {@link String}, {@link Number}, {@link Boolean},
 * {@code byte[]} and null; 50 deep at most.
 */
final class JsonTree {
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxStringLength(Assembly.LONGEST).maxNestingDepth(50).build();
  private static final JsonFactory JSON =
      JsonFactory.builder().streamReadConstraints(LIMITS).build();
  private static final CBORFactory CBOR =
      CBORFactory.builder().streamReadConstraints(LIMITS).build();

  private JsonTree() {}

  static Map<?, ?> json(String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      return object(parser);
    }
  }

  static Map<?, ?> cbor(byte[] bytes) throws IOException {
    try (JsonParser parser = CBOR.createParser(bytes)) {
      return object(parser);
    }
  }

  private static Map<?, ?> object(JsonParser parser) throws IOException {
    parser.nextToken();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new IOException("expected an object, found " + parser.currentToken());
    }
    return (Map<?, ?>) value(parser);
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield items;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      case VALUE_EMBEDDED_OBJECT -> parser.getBinaryValue();
      default -> throw new IOException("unexpected " + parser.currentToken());
    };
  }
}
