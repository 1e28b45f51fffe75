package org.jpose.weights;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Tells formats of weights apart. */
public final class FormatRecognition {
  private static final int HEAD = 16;
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] NUMPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final byte[] LEGACY = HexFormat.of().parseHex("80028a0a6cfc9c46f920");
  private static final byte[] TABLE_END = HexFormat.of().parseHex("57fb808b247547db");
  private static final Pattern SHARD = Pattern.compile(".*\\.data-\\d{5}-of-\\d{5}");
  private static final int CAFFE_LAYER = 100;
  private static final int FIELDS_LOOKED_AT = 10_000;

  private static final Map<String, WeightsFormat> ENDINGS =
      Map.ofEntries(
          Map.entry(".safetensors", WeightsFormat.SAFETENSORS),
          Map.entry(".npy", WeightsFormat.NUMPY_ARRAY),
          Map.entry(".npz", WeightsFormat.NUMPY_ARCHIVE),
          Map.entry(".pth", WeightsFormat.PYTORCH),
          Map.entry(".pt", WeightsFormat.PYTORCH),
          Map.entry(".caffemodel", WeightsFormat.CAFFE),
          Map.entry(".index", WeightsFormat.TENSORFLOW_CHECKPOINT),
          Map.entry(".ckpt", WeightsFormat.TENSORFLOW_CHECKPOINT),
          Map.entry(".pb", WeightsFormat.FROZEN_GRAPH),
          Map.entry(".onnx", WeightsFormat.ONNX));

  private FormatRecognition() {}

  static Optional<WeightsFormat> of(Path file) throws IOException {
    Path name = file.getFileName();
    String lower = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    if (!Files.exists(file)) {
      if (name != null && Files.exists(file.resolveSibling(name + ".index"))) {
        return Optional.of(WeightsFormat.TENSORFLOW_CHECKPOINT);
      }
      throw new NoSuchFileException(file + ": no such file");
    }
    if (Files.isDirectory(file) || SHARD.matcher(lower).matches() || lower.equals("checkpoint")) {
      return Optional.of(WeightsFormat.TENSORFLOW_CHECKPOINT);
    }
    return byContent(file).or(() -> byEnding(lower));
  }

  private static Optional<WeightsFormat> byEnding(String lower) {
    return ENDINGS.entrySet().stream()
        .filter(entry -> lower.endsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Optional<WeightsFormat> byContent(Path file) throws IOException {
    byte[] head;
    byte[] tail;
    long size;
    try (FileChannel channel = FileChannel.open(file)) {
      size = channel.size();
      head = bytes(channel, 0, (int) Math.min(HEAD, size));
      tail = bytes(channel, Math.max(0, size - TABLE_END.length), TABLE_END.length);
    }
    if (startsWith(head, ZIP)) {
      return archive(file);
    }
    if (startsWith(head, NUMPY)) {
      return Optional.of(WeightsFormat.NUMPY_ARRAY);
    }
    if (startsWith(head, LEGACY)) {
      return Optional.of(WeightsFormat.PYTORCH_LEGACY);
    }
    if (Arrays.equals(tail, TABLE_END)) {
      return Optional.of(WeightsFormat.TENSORFLOW_CHECKPOINT);
    }
    if (head.length > Long.BYTES && head[Long.BYTES] == '{') {
      long header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (header > 0 && header <= size - Long.BYTES) {
        return Optional.of(WeightsFormat.SAFETENSORS);
      }
    }
    return message(file);
  }

  /** Returns whether a file begins as zip archives do, whatever its name. */
  public static boolean isArchive(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return startsWith(bytes(channel, 0, ZIP.length), ZIP);
    }
  }

  private static byte[] bytes(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    int read = 0;
    while (read >= 0 && buffer.hasRemaining()) {
      read = channel.read(buffer, from + buffer.position());
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }

  private static Optional<WeightsFormat> archive(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      boolean arrays = false;
      boolean checkpoint = false;
      var entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        if (name.endsWith("/data.pkl") || name.equals("data.pkl")) {
          return Optional.of(WeightsFormat.PYTORCH);
        }
        arrays |= name.endsWith(".npy");
        checkpoint |= name.endsWith(".index");
      }
      return arrays
          ? Optional.of(WeightsFormat.NUMPY_ARCHIVE)
          : checkpoint ? Optional.of(WeightsFormat.TENSORFLOW_CHECKPOINT) : Optional.empty();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Protocol buffers have no magic number: the fields present tell. ONNX begins with a number (its
   * version) and has a graph as field 7; a frozen graph begins with a node, whose first field is a
   * name; a Caffe network begins with its name, in plain text, and has layers as field 100 or 2.
   */
  private static Optional<WeightsFormat> message(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      CodedInputStream fields = CodedInputStream.newInstance(in);
      boolean numbered = false;
      boolean node = false;
      for (int i = 0; i < FIELDS_LOOKED_AT; i++) {
        int tag = fields.readTag();
        int number = WireFormat.getTagFieldNumber(tag);
        boolean block = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
        if (tag == 0) {
          break;
        }
        if (number == CAFFE_LAYER && block) {
          return Optional.of(WeightsFormat.CAFFE);
        }
        if (numbered && number == 7 && block) {
          return Optional.of(WeightsFormat.ONNX);
        }
        numbered |= number == 1 && !block;
        if (number == 1 && block && !node) {
          int length = fields.readRawVarint32();
          node = length > 0 && fields.readRawByte() == 0x0a;
          fields.skipRawBytes(Math.max(0, length - 1));
        } else if (number == 2 && block && !numbered && !node) {
          return Optional.of(WeightsFormat.CAFFE);
        } else if (!fields.skipField(tag)) {
          return Optional.empty();
        }
      }
      return node ? Optional.of(WeightsFormat.FROZEN_GRAPH) : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }
}
