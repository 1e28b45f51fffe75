package org.jpose.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

/** Writes the bytes of a safetensors file. */
final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  static void write(OutputStream out, Path file, Weights weights, Precision precision)
      throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    writeHeader(header, weights, precision);
    while (header.size() % ALIGNMENT != 0) {
      header.write(' ');
    }
    ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(prefix.putLong(header.size()).array());
    header.writeTo(out);
    for (Map.Entry<String, Tensor> entry : weights.tensors().entrySet()) {
      String what = file + ": tensor '" + entry.getKey() + "'";
      TensorBytes.write(out, what, entry.getValue().data(), precision);
    }
  }

  private static void writeHeader(OutputStream out, Weights weights, Precision precision)
      throws IOException {
    boolean half = precision == Precision.FLOAT16;
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      if (!weights.metadata().isEmpty()) {
        json.writeObjectFieldStart("__metadata__");
        for (Map.Entry<String, String> entry : weights.metadata().entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long offset = 0;
      for (Map.Entry<String, Tensor> entry : weights.tensors().entrySet()) {
        Tensor tensor = entry.getValue();
        long end = offset + (long) tensor.data().length * (half ? 2 : 4);
        json.writeObjectFieldStart(entry.getKey());
        json.writeStringField("dtype", half ? "F16" : "F32");
        json.writeArrayFieldStart("shape");
        for (int size : tensor.shape()) {
          json.writeNumber(size);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(offset);
        json.writeNumber(end);
        json.writeEndArray();
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    }
  }
}
