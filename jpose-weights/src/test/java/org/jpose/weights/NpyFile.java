package org.jpose.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A float32 array in NumPy's format, version 1, C order. */
record NpyFile(int[] shape, float[] data) {
  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9, ]*)\\)");

  static NpyFile read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = bytes.getShort(8);
    String text = new String(bytes.array(), 10, header, StandardCharsets.US_ASCII);
    Matcher matcher = SHAPE.matcher(text);
    if (!text.contains("'<f4'") || !text.contains("'fortran_order': False") || !matcher.find()) {
      throw new IOException(file + ": not a float32 array in C order: " + text);
    }
    int[] shape =
        Arrays.stream(matcher.group(1).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    float[] data = new float[(bytes.capacity() - 10 - header) / 4];
    bytes.position(10 + header).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(data);
    return new NpyFile(shape, data);
  }

  /** Returns the largest difference from fields whose planes come first. */
  float difference(OnnxRun.Fields fields) {
    float largest = 0;
    int planes = shape[2];
    for (int cell = 0; cell < shape[0] * shape[1]; cell++) {
      for (int plane = 0; plane < planes; plane++) {
        float found = fields.plane(plane)[cell];
        largest = Math.max(largest, Math.abs(found - data[cell * planes + plane]));
      }
    }
    return largest;
  }
}
