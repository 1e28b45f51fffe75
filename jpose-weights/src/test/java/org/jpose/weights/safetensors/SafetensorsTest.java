package org.jpose.weights.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.FileException;
import org.jpose.weights.Float16;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  private static final String VALID =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("w.safetensors");
  }

  private Path write(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return write(json.length, json, dataBytes);
  }

  private Path write(long length, byte[] json, int dataBytes) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(file(), bytes.putLong(length).put(json).array());
  }

  private String refused() {
    String message =
        assertThrows(ModelFormatException.class, () -> Safetensors.read(file())).getMessage();
    assertTrue(message.startsWith(file() + ": "), message);
    return message.substring((file() + ": ").length());
  }

  @RepeatedTest(20)
  void whatIsWrittenIsRead() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      List<Integer> shape = new ArrayList<>();
      for (int axis = random.nextInt(5); axis > 0; axis--) {
        shape.add(random.nextInt(8));
      }
      float[] data = new float[shape.stream().reduce(1, (a, b) -> a * b)];
      for (int k = 0; k < data.length; k++) {
        data[k] = (float) random.nextGaussian() * (float) Math.pow(10, random.nextInt(8) - 6);
      }
      tensors.put("tensor \"" + i + "\" é", new Tensor(shape, data));
    }
    Map<String, String> metadata = metadata(random);
    for (Precision precision : Precision.values()) {
      Safetensors.write(file(), new Weights("x", metadata, tensors), precision);
      Weights read = Safetensors.read(file());
      assertEquals(metadata, read.metadata(), "seed " + seed);
      assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.tensors().keySet()));
      for (String name : tensors.keySet()) {
        float[] expected = tensors.get(name).data().clone();
        for (int k = 0; precision == Precision.FLOAT16 && k < expected.length; k++) {
          expected[k] = Float16.toFloat(Float16.fromFloat(expected[k]));
        }
        assertEquals(tensors.get(name).shape(), read.tensors().get(name).shape());
        assertArrayEquals(expected, read.tensors().get(name).data(), "seed " + seed);
      }
    }
  }

  private static Map<String, String> metadata(Random random) {
    return random.nextBoolean() ? Map.of() : Map.of("network", "größe \"n\"\n", "b", "");
  }

  @Test
  void tensorsLargerThanTheBufferAreReadWhole() throws IOException {
    float[] data = new float[700_001];
    for (int i = 0; i < data.length; i++) {
      data[i] = i % 2048;
    }
    Weights weights = new Weights("x", Map.of(), Map.of("a", Tensor.vector(data)));
    for (Precision precision : Precision.values()) {
      Safetensors.write(file(), weights, precision);
      assertArrayEquals(data, Safetensors.read(file()).tensors().get("a").data());
    }
  }

  @Test
  void bfloat16IsRead() throws IOException {
    String header = "{\"a\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}";
    Path file = write(header, 4);
    byte[] bytes = Files.readAllBytes(file);
    System.arraycopy(new byte[] {(byte) 0xc0, 0x3f, 0, (byte) 0xc0}, 0, bytes, bytes.length - 4, 4);
    Files.write(file, bytes);
    assertArrayEquals(new float[] {1.5f, -2}, Safetensors.read(file).tensors().get("a").data());
  }

  /**
   * PyTorch's norms count batches in 64-bit integers, also where safetensors are saved from them.
   */
  @Test
  void otherKindsOfNumbersAreRead() throws IOException {
    String header =
        "{\"bn.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
            + "\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[8,16]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[16,18]}}";
    Path file = write(header, 18);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.capacity() - 18);
    bytes.putLong(1234).putDouble(-0.25).put((byte) 0).put((byte) 255);
    Files.write(file, bytes.array());
    Map<String, Tensor> tensors = Safetensors.read(file).tensors();
    assertArrayEquals(new float[] {1234}, tensors.get("bn.num_batches_tracked").data());
    assertArrayEquals(new float[] {-0.25f}, tensors.get("a").data());
    assertArrayEquals(new float[] {0, 255}, tensors.get("b").data());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void filesShorterThanTheirPrefixAreRefused(int length) throws IOException {
    Files.write(file(), new byte[length]);
    assertEquals("has " + length + " bytes, expected at least 8; is it cut off?", refused());
  }

  @Test
  void headerLongerThanTheFileIsRefused() throws IOException {
    write(1000, VALID.getBytes(StandardCharsets.UTF_8), 8);
    assertTrue(refused().startsWith("header length is 1000, expected 2 to "));
    write(-1, VALID.getBytes(StandardCharsets.UTF_8), 8);
    assertTrue(refused().startsWith("header length is 18446744073709551615, expected 2 to "));
  }

  @Test
  void cutOffDataIsRefused() throws IOException {
    write(VALID, 7);
    assertEquals("tensor 'a' ends at byte 8 of 7 data bytes; is the file cut off?", refused());
  }

  @Test
  void moreDataThanTensorsIsRefused() throws IOException {
    write(VALID, 9);
    assertEquals("1 bytes after the last tensor, expected none", refused());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense | header is not valid JSON",
        "[] | header has START_ARRAY at '', expected START_OBJECT",
        "{} {} | header goes on after its closing brace",
        "{\"a\":1} | header has VALUE_NUMBER_INT at '/a', expected START_OBJECT",
        "{\"__metadata__\":{\"k\":1}} | header has VALUE_NUMBER_INT at '/__metadata__/k', expected",
        "{\"a\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}"
            + " | tensor 'a' has dtype C64, expected one of BF16, BOOL, F16, F32, F64, I16, I32, I64,"
            + " I8, U16, U32, U8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}"
            + " | tensor 'a' lacks dtype, shape or two data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}"
            + " | tensor 'a' of shape [3] and type FLOAT32 has data_offsets [0, 8], expected 12 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}"
            + " | tensor 'a' has shape [-2], which is out of range",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,4],\"data_offsets\":[0,8]}}"
            + " | tensor 'a' has shape [2147483647, 2147483647, 4], which is out of range",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}"
            + " | header is not valid JSON",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}"
            + " | tensor 'a' of shape [2] and type FLOAT32 has data_offsets [-8, 0], expected 8 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}"
            + " | tensor 'a' has an unknown property 'x'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            + " | header is not valid JSON: Duplicate field 'a'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            + " | tensor 'b' begins at data byte 4, expected 8: tensors overlap",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            + " | tensor 'a' begins at data byte 4, expected 0: there is a hole",
      })
  void damagedHeadersAreRefused(String header, String expected) throws IOException {
    write(header, 8);
    String message = refused();
    assertTrue(message.startsWith(expected), message);
  }

  @Test
  void headersThatAreNotUtf8AreRefused() throws IOException {
    write(8, new byte[] {'{', 0, 0, 0, 'j', '.', (byte) 0xff, '}'}, 0);
    assertEquals("header is not valid JSON: it is not UTF-8", refused());
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Files.writeString(file(), "old");
    Weights large = new Weights("x", Map.of(), Map.of("a", Tensor.vector(1, 1e6f)));
    assertThrows(
        ModelFormatException.class, () -> Safetensors.write(file(), large, Precision.FLOAT16));
    assertEquals("old", Files.readString(file()));
    try (var left = Files.list(folder)) {
      assertEquals(List.of(file()), left.toList());
    }
  }

  @Test
  void aNameMayBeAsLongAsTheDiskAllows() throws IOException {
    Path file = folder.resolve("a".repeat(255));
    Weights weights = new Weights("x", Map.of(), Map.of("a", Tensor.vector(1)));
    Safetensors.write(file, weights, Precision.FLOAT32);
    assertEquals(weights.tensors().keySet(), Safetensors.read(file).tensors().keySet());
  }

  @Test
  void theFileAskedForIsNamedWhereItCannotBeWritten() {
    Path file = folder.resolve("a".repeat(256));
    Weights weights = new Weights("x", Map.of(), Map.of("a", Tensor.vector(1)));
    String message =
        assertThrows(FileException.class, () -> Safetensors.write(file, weights, Precision.FLOAT32))
            .getMessage();
    assertTrue(message.startsWith(file + ": could not be written: "), message);
    assertFalse(message.contains(".jpose-"), message);
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path file = folder.resolve("none").resolve("w.safetensors");
    Weights weights = new Weights("x", Map.of(), Map.of());
    String message =
        assertThrows(FileException.class, () -> Safetensors.write(file, weights, Precision.FLOAT32))
            .getMessage();
    assertTrue(message.contains("there is no folder " + file.getParent()), message);
    assertFalse(Files.exists(file));
  }

  @Test
  void halfPrecisionRoundsToNearestEven() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertEquals((short) bits, Float16.fromFloat(value), () -> "" + value);
      }
    }
    assertEquals(1f, Float16.toFloat(Float16.fromFloat(1 + 0x1p-11f)));
    assertEquals(1 + 0x1p-9f, Float16.toFloat(Float16.fromFloat(1 + 0x1p-10f + 0x1p-11f)));
    assertEquals(0x1p-24f, Float16.toFloat(Float16.fromFloat(0x1.8p-25f)));
    assertEquals(0f, Float16.toFloat(Float16.fromFloat(0x1p-25f)));
    assertEquals(65504f, Float16.toFloat(Float16.fromFloat(65519f)));
    assertEquals(Float.POSITIVE_INFINITY, Float16.toFloat(Float16.fromFloat(65520f)));
    assertTrue(Float.isNaN(Float16.toFloat(Float16.fromFloat(Float.NaN))));
  }
}
