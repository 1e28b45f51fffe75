package org.jpose.weights.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.NumberType;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.pickle.ByteRegion;

/** One reading of one safetensors file: header, checks, then tensor by tensor. */
final class SafetensorsReader {
  private static final int PREFIX = 8;
  private static final long LARGEST_HEADER = 100_000_000;
  private static final int BUFFER = 1 << 16;
  private static final String METADATA = "__metadata__";

  private final Path file;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  SafetensorsReader(Path file) {
    this.file = file;
  }

  private static final Map<String, NumberType> TYPES =
      Map.ofEntries(
          Map.entry("F64", NumberType.FLOAT64),
          Map.entry("F32", NumberType.FLOAT32),
          Map.entry("F16", NumberType.FLOAT16),
          Map.entry("BF16", NumberType.BFLOAT16),
          Map.entry("I64", NumberType.INT64),
          Map.entry("I32", NumberType.INT32),
          Map.entry("I16", NumberType.INT16),
          Map.entry("I8", NumberType.INT8),
          Map.entry("U32", NumberType.UINT32),
          Map.entry("U16", NumberType.UINT16),
          Map.entry("U8", NumberType.UINT8),
          Map.entry("BOOL", NumberType.UINT8));

  private record Entry(String name, NumberType type, List<Integer> shape, long begin, long end) {
    int elements() {
      return (int) ((end - begin) / type.bytes());
    }

    Tensor readFrom(ByteRegion data) throws IOException {
      ByteRegion numbers = data.slice(begin, end - begin);
      return new Tensor(shape, type.read(numbers, ByteOrder.LITTLE_ENDIAN, elements()));
    }
  }

  Weights read() throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size < PREFIX) {
        throw fault("has " + size + " bytes, expected at least " + PREFIX + "; is it cut off?");
      }
      long header = fill(channel, ByteBuffer.allocate(PREFIX), 0).getLong();
      if (header < 2 || header > Math.min(size - PREFIX, LARGEST_HEADER)) {
        throw fault(
            "header length is %s, expected 2 to %d; is it a safetensors file, and whole?"
                .formatted(Long.toUnsignedString(header), Math.min(size - PREFIX, LARGEST_HEADER)));
      }
      readHeader(fill(channel, ByteBuffer.allocate((int) header), PREFIX).array());
      requireCoverage(size - PREFIX - header);
      ByteRegion data = ByteRegion.of(channel).slice(PREFIX + header, size - PREFIX - header);
      requireChecksums(data);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Entry entry : entries) {
        tensors.put(entry.name(), entry.readFrom(data));
      }
      return new Weights(file.getFileName().toString(), metadata, tensors);
    } catch (EOFException e) {
      throw new ModelFormatException(file + ": " + e.getMessage() + "; is it being written?", e);
    }
  }

  private ModelFormatException fault(String message) {
    return new ModelFormatException(file + ": " + message);
  }

  private ByteBuffer fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
    long position = from;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, position);
      if (read < 0) {
        throw fault("ends at byte " + position + " while it is read; is it being written?");
      }
      position += read;
    }
    return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void readHeader(byte[] json) throws IOException {
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(text(json))) {
      expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
        if (name.equals(METADATA)) {
          readMetadata(parser);
        } else {
          entries.add(readEntry(parser, name));
        }
      }
      if (parser.nextToken() != null) {
        throw fault("header goes on after its closing brace");
      }
    } catch (JsonProcessingException e) {
      throw new ModelFormatException(
          file + ": header is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private String text(byte[] json) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelFormatException(file + ": header is not valid JSON: it is not UTF-8", e);
    }
  }

  private void expect(JsonParser parser, JsonToken found, JsonToken expected) throws IOException {
    if (found != expected) {
      throw fault(
          "header has %s at '%s', expected %s"
              .formatted(found, parser.getParsingContext().pathAsPointer(), expected));
    }
  }

  private void readMetadata(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      expect(parser, parser.nextToken(), JsonToken.VALUE_STRING);
      metadata.put(key, parser.getText());
    }
  }

  private Entry readEntry(JsonParser parser, String name) throws IOException {
    NumberType type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (key) {
        case "dtype" -> {
          expect(parser, token, JsonToken.VALUE_STRING);
          type = type(name, parser.getText());
        }
        case "shape" -> shape = readNumbers(parser, token);
        case "data_offsets" -> offsets = readNumbers(parser, token);
        default -> throw fault("tensor '" + name + "' has an unknown property '" + key + "'");
      }
    }
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw fault("tensor '" + name + "' lacks dtype, shape or two data_offsets");
    }
    return checked(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private NumberType type(String name, String text) {
    NumberType type = TYPES.get(text);
    if (type == null) {
      throw fault(
          "tensor '%s' has dtype %s, expected one of %s"
              .formatted(name, text, String.join(", ", new TreeSet<>(TYPES.keySet()))));
    }
    return type;
  }

  private List<Long> readNumbers(JsonParser parser, JsonToken token) throws IOException {
    expect(parser, token, JsonToken.START_ARRAY);
    List<Long> numbers = new ArrayList<>();
    JsonToken next = parser.nextToken();
    while (next != JsonToken.END_ARRAY) {
      expect(parser, next, JsonToken.VALUE_NUMBER_INT);
      numbers.add(parser.getLongValue());
      next = parser.nextToken();
    }
    return numbers;
  }

  private Entry checked(String name, NumberType type, List<Long> shape, long begin, long end) {
    long elements = 1;
    List<Integer> sizes = new ArrayList<>();
    for (long size : shape) {
      boolean fits = size >= 0 && size <= Integer.MAX_VALUE;
      elements = fits ? elements * size : -1;
      if (elements < 0 || elements > Integer.MAX_VALUE - 8) {
        throw fault("tensor '" + name + "' has shape " + shape + ", which is out of range");
      }
      sizes.add((int) size);
    }
    if (begin < 0 || end < begin || end - begin != elements * type.bytes()) {
      throw fault(
          "tensor '%s' of shape %s and type %s has data_offsets [%d, %d], expected %d bytes"
              .formatted(name, shape, type, begin, end, elements * type.bytes()));
    }
    return new Entry(name, type, sizes, begin, end);
  }

  /** Files of other programs have none. */
  private void requireChecksums(ByteRegion data) throws IOException {
    String stated = metadata.remove(SafetensorsWriter.CHECKSUMS);
    if (stated == null) {
      return;
    }
    String[] sums = entries.isEmpty() ? new String[0] : stated.split(" ");
    if (sums.length != entries.size()) {
      throw fault(
          "has checksums of " + sums.length + " tensors, but " + entries.size() + " tensors");
    }
    for (int i = 0; i < sums.length; i++) {
      Entry entry = entries.get(i);
      if (!sums[i].equals(checksum(data.slice(entry.begin(), entry.end() - entry.begin())))) {
        throw fault(
            "tensor '%s' is damaged: its checksum is not the one it was written with"
                .formatted(entry.name()));
      }
    }
  }

  private static String checksum(ByteRegion bytes) throws IOException {
    CRC32C sum = new CRC32C();
    for (long at = 0; at < bytes.length(); at += BUFFER) {
      ByteBuffer part = ByteBuffer.allocate((int) Math.min(BUFFER, bytes.length() - at));
      bytes.read(at, part);
      sum.update(part.flip());
    }
    return Long.toHexString(sum.getValue());
  }

  /** The format allows no overlaps, no holes and nothing after the last tensor. */
  private void requireCoverage(long dataBytes) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long position = 0;
    for (Entry entry : sorted) {
      if (entry.end() > dataBytes) {
        throw fault(
            "tensor '%s' ends at byte %d of %d data bytes; is the file cut off?"
                .formatted(entry.name(), entry.end(), dataBytes));
      }
      if (entry.begin() != position) {
        throw fault(
            "tensor '%s' begins at data byte %d, expected %d: %s"
                .formatted(
                    entry.name(),
                    entry.begin(),
                    position,
                    entry.begin() < position ? "tensors overlap" : "there is a hole"));
      }
      position = entry.end();
    }
    if (position != dataBytes) {
      throw fault(dataBytes - position + " bytes after the last tensor, expected none");
    }
  }
}
