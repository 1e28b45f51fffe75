package org.jpose.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.core.field.PoseFields;
import org.jpose.core.pose.Skeleton;

/**
 * A little-endian array of NumPy in C order, float32 or float16.
 *
 * @param shape extent of each axis
 * @param values elements, last axis fastest
 */
public record Npy(int[] shape, float[] values) {
  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9, ]+)\\)");

  /** Reads a {@code .npy} file. */
  public static Npy read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      int headerLength = bytes.getShort(8);
      String header = new String(bytes.array(), 10, headerLength, StandardCharsets.US_ASCII);
      Matcher matcher = SHAPE.matcher(header);
      boolean half = header.contains("'<f2'");
      if (!half && !header.contains("'<f4'") || header.contains("True") || !matcher.find()) {
        throw new IllegalArgumentException(
            file + " is no float32 or float16 array in C order: " + header);
      }
      int[] shape =
          Arrays.stream(matcher.group(1).split(","))
              .map(String::trim)
              .filter(axis -> !axis.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
      bytes.position(10 + headerLength);
      for (int i = 0; i < values.length; i++) {
        values[i] = half ? ofHalf(bytes.getShort()) : bytes.getFloat();
      }
      return new Npy(shape, values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** IEEE 754 binary16, finite numbers only. */
  private static float ofHalf(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        exponent == 0 ? fraction * 0x1p-24f : Math.scalb(1024f + fraction, exponent - 25);
    return bits < 0 ? -magnitude : magnitude;
  }

  /**
   * Fields stored as {@code [row][column][channel]}, heat before affinity.
   *
   * @param skeleton the skeleton of the channels
   * @param stride pixels of the network's input per cell
   */
  public PoseFields fields(Skeleton skeleton, int stride) {
    int height = shape[0];
    int width = shape[1];
    int plane = width * height;
    float[] heat = new float[skeleton.heatChannels() * plane];
    float[] affinity = new float[skeleton.affinityChannels() * plane];
    for (int cell = 0; cell < plane; cell++) {
      for (int channel = 0; channel < shape[2]; channel++) {
        float value = values[cell * shape[2] + channel];
        if (channel < skeleton.heatChannels()) {
          heat[channel * plane + cell] = value;
        } else {
          affinity[(channel - skeleton.heatChannels()) * plane + cell] = value;
        }
      }
    }
    return new PoseFields(skeleton, width, height, stride, heat, affinity);
  }
}
