package org.jpose.weights.tensorflow;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.proto.tensorflow.BundleEntryProto;
import org.jpose.weights.proto.tensorflow.BundleHeaderProto;

/**
 * Reads the variables of a TensorFlow checkpoint: an index (a {@link TensorFlowTable} of {@code
 * BundleEntryProto} under the variables' names, that of the key {@code ""} being the header) and
 * shards with the numbers, one variable after the other.
 */
public final class TensorFlowCheckpoint {
  private static final long LARGEST_INDEX = 1 << 28;
  private static final int MOST_SHARDS = 99_999;

  /** First byte of the keys of slices, whose variable has an entry of its own. */
  private static final byte SLICE = 0;

  /** What optimizers keep beside a variable, as {@code VARIABLE/Slot}. */
  private static final Set<String> SLOTS =
      Set.of(
          "Adadelta",
          "Adadelta_1",
          "Adagrad",
          "Adam",
          "Adam_1",
          "Ftrl",
          "Ftrl_1",
          "Momentum",
          "RMSProp",
          "RMSProp_1",
          "RMSProp_2");

  private final TensorFlowFiles files;
  private final TensorFlowCheckpointName checkpoint;
  private final String index;

  private TensorFlowCheckpoint(TensorFlowFiles files, TensorFlowCheckpointName checkpoint) {
    this.files = files;
    this.checkpoint = checkpoint;
    this.index = files.described(checkpoint.index());
  }

  /**
   * Reads all floating-point variables under TensorFlow's names, in their order and layout
   * (convolutions {@code [row, column, inputs, outputs]}). Others, such as {@code global_step}, and
   * what optimizers keep beside a variable are left out.
   *
   * <p>All checksums are checked. Archives are read without unpacking them to disk.
   *
   * @param path the {@code .index} file, a {@code .data-} file, their common prefix, a folder or
   *     zip archive with one checkpoint or with a file {@code checkpoint} that names the newest
   * @throws IOException if a file cannot be read or is missing
   * @throws ModelFormatException if the checkpoint is damaged or not supported
   */
  public static Weights read(Path path) throws IOException {
    TensorFlowCheckpointName checkpoint = TensorFlowCheckpointName.find(path);
    try (TensorFlowFiles files = checkpoint.files()) {
      Map<String, Tensor> tensors = new TensorFlowCheckpoint(files, checkpoint).read();
      return new Weights(path.toString(), Map.of(), tensors);
    } catch (ZipException | EOFException e) {
      throw new ModelFormatException(path + ": damaged zip archive (" + e.getMessage() + ")", e);
    }
  }

  private Map<String, Tensor> read() throws IOException {
    List<TensorFlowTable.Entry> entries = TensorFlowTable.read(index, indexBytes());
    if (entries.isEmpty() || entries.get(0).key().length > 0) {
      throw new ModelFormatException(
          index + ": lacks the header of a TensorFlow checkpoint; is it another kind of table?");
    }
    BundleHeaderProto header;
    Map<String, BundleEntryProto> variables = new LinkedHashMap<>();
    try {
      header = BundleHeaderProto.parseFrom(entries.get(0).value());
      for (TensorFlowTable.Entry entry : entries.subList(1, entries.size())) {
        if (entry.key()[0] == SLICE) {
          continue;
        }
        String name = new String(entry.key(), StandardCharsets.UTF_8);
        if (variables.put(name, BundleEntryProto.parseFrom(entry.value())) != null) {
          throw new ModelFormatException(index + ": has two variables '" + name + "'");
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new ModelFormatException(index + ": an entry is damaged (" + e.getMessage() + ")", e);
    }
    int shards = header.getNumShards();
    if (shards < 1 || shards > MOST_SHARDS || header.getEndianness() != 0) {
      throw new ModelFormatException(
          "%s: has %d shards and byte order %d, expected 1 to %d shards and little-endian (0)"
              .formatted(index, shards, header.getEndianness(), MOST_SHARDS));
    }
    return readShards(shards, placed(variables, shards));
  }

  private byte[] indexBytes() throws IOException {
    long size = files.size(checkpoint.index());
    if (size > LARGEST_INDEX) {
      throw new ModelFormatException(
          "%s: has %d bytes, an index has %d at most".formatted(index, size, LARGEST_INDEX));
    }
    try (InputStream in = files.open(checkpoint.index())) {
      return in.readNBytes((int) size);
    }
  }

  /** Returns the variables to read. */
  private List<TensorFlowVariable> placed(Map<String, BundleEntryProto> entries, int shards) {
    List<TensorFlowVariable> variables = new ArrayList<>();
    entries.forEach(
        (name, entry) -> {
          int slash = Math.max(0, name.lastIndexOf('/'));
          boolean slot =
              SLOTS.contains(name.substring(slash + 1))
                  && entries.containsKey(name.substring(0, slash));
          if (!slot) {
            TensorFlowVariable.of(index, name, entry, shards).ifPresent(variables::add);
          }
        });
    if (variables.isEmpty()) {
      throw new ModelFormatException(index + ": has no floating-point variables");
    }
    return variables;
  }

  private Map<String, Tensor> readShards(int shards, List<TensorFlowVariable> variables)
      throws IOException {
    Map<String, Tensor> read = new HashMap<>();
    for (int shard = 0; shard < shards; shard++) {
      int current = shard;
      List<TensorFlowVariable> here =
          variables.stream()
              .filter(variable -> variable.shard() == current)
              .sorted(
                  Comparator.comparingLong(TensorFlowVariable::offset)
                      .thenComparingLong(TensorFlowVariable::size))
              .toList();
      if (!here.isEmpty()) {
        readShard(checkpoint.shard(shard, shards), here, read);
      }
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    variables.forEach(variable -> tensors.put(variable.name(), read.get(variable.name())));
    return tensors;
  }

  /** Reads a shard from its beginning to its end, as an archive can only be read. */
  private void readShard(String name, List<TensorFlowVariable> sorted, Map<String, Tensor> read)
      throws IOException {
    String shard = files.described(name);
    if (!files.names().contains(name)) {
      throw new NoSuchFileException(
          "%s: no such file, the checkpoint's index asks for it; was it copied along?"
              .formatted(shard));
    }
    long size = files.size(name);
    long position = 0;
    for (TensorFlowVariable variable : sorted) {
      variable.requireInside(shard, position, size);
      position = variable.offset() + variable.size();
    }
    position = 0;
    try (InputStream in = files.open(name)) {
      for (TensorFlowVariable variable : sorted) {
        read.put(variable.name(), variable.read(shard, in, variable.offset() - position));
        position = variable.offset() + variable.size();
      }
    }
  }
}
