package org.jpose.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/** What openapi.yaml says, to compare answers with. */
final class Description {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode ALL = read();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private Description() {}

  private static JsonNode read() {
    try (InputStream in = PoseServer.class.getResourceAsStream("page/openapi.yaml")) {
      return new ObjectMapper(new YAMLFactory()).readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode paths() {
    return ALL.get("paths");
  }

  /** Asserts that an answer is one that is described for the path and method. */
  static void assertDescribed(
      String method, String path, int status, String contentType, byte[] body) {
    JsonNode operation =
        ALL.at("/paths/" + path.replace("/", "~1")).get(method.toLowerCase(Locale.ROOT));
    assertNotNull(operation, method + " " + path + " is not described");
    JsonNode response = resolved(operation.get("responses").get(Integer.toString(status)));
    assertNotNull(response, method + " " + path + " answers " + status + ", not described");
    String type = contentType.split(";")[0];
    JsonNode content = response.get("content").get(type);
    assertNotNull(content, method + " " + path + " " + status + " is " + type + ", not described");
    if (type.endsWith("json")) {
      assertValid(content.get("schema"), json(body));
    }
  }

  /** Asserts that a value is one of a schema's. */
  static void assertValid(String schema, JsonNode value) {
    assertValid(JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema), value);
  }

  static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new AssertionError(new String(body, java.nio.charset.StandardCharsets.UTF_8), e);
    }
  }

  private static void assertValid(JsonNode schema, JsonNode value) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", ALL.get("components"));
    var errors = SCHEMAS.getSchema(whole).validate(value);
    assertTrue(errors.isEmpty(), () -> value + "\n" + errors);
  }

  private static JsonNode resolved(JsonNode node) {
    if (node == null || !node.has("$ref")) {
      return node;
    }
    String pointer = node.get("$ref").asText();
    assertEquals('#', pointer.charAt(0));
    return ALL.at(pointer.substring(1));
  }
}
