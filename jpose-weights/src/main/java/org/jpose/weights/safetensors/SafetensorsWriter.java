package org.jpose.weights.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.TensorBytes;
import org.jpose.weights.Weights;

/** Writes the bytes of a safetensors file. */
final class SafetensorsWriter {
  /** Entry of the metadata: CRC-32C of each tensor's bytes in hexadecimal, in the file's order. */
  static final String CHECKSUMS = "jpose.crc32c";

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

  private static List<String> checksums(Weights weights, Precision precision) throws IOException {
    List<String> sums = new ArrayList<>();
    for (Map.Entry<String, Tensor> entry : weights.tensors().entrySet()) {
      CRC32C sum = new CRC32C();
      OutputStream counted = new CheckedOutputStream(OutputStream.nullOutputStream(), sum);
      TensorBytes.write(
          counted, "tensor '" + entry.getKey() + "'", entry.getValue().data(), precision);
      sums.add(Long.toHexString(sum.getValue()));
    }
    return sums;
  }

  private static void writeHeader(OutputStream out, Weights weights, Precision precision)
      throws IOException {
    boolean half = precision == Precision.FLOAT16;
    List<String> sums = checksums(weights, precision);
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeObjectFieldStart("__metadata__");
      for (Map.Entry<String, String> entry : weights.metadata().entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeStringField(CHECKSUMS, String.join(" ", sums));
      json.writeEndObject();
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
