package org.jpose.train.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.core.disk.FileException;

/** Small JSON files of a run. */
final class JsonFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonFile() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads an object of a format.
   *
   * @throws FileException if the file is missing, no JSON or of another format
   */
  static JsonNode read(Path file, String format) {
    JsonNode root;
    try {
      root = MAPPER.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new FileException(file + ": is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      String reason =
          Files.exists(file) ? "cannot be read: " + FileException.reason(e) : "no such file";
      throw new FileException(file + ": " + reason, e);
    }
    String found = root.path("format").asText();
    if (!found.equals(format)) {
      throw new FileException(
          "%s: format is '%s', expected '%s'; was it written by another version of jpose?"
              .formatted(file, found, format));
    }
    return root;
  }

  /**
   * The value of a field.
   *
   * @throws FileException if it is not there
   */
  static JsonNode require(Path file, JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      throw new FileException(file + ": has no '" + field + "'; is it damaged?");
    }
    return value;
  }

  static byte[] bytes(ObjectNode root) throws IOException {
    return MAPPER.writeValueAsBytes(root);
  }
}
