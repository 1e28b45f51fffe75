package org.jpose.weights.torch;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.ArchiveReader;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.numpy.TensorTree;
import org.jpose.weights.pickle.ByteRegion;
import org.jpose.weights.pickle.PickledDictionary;
import org.jpose.weights.pickle.Unpickler;

/**
 * Reads PyTorch checkpoints, as PyTorch writes them since 1.6: a zip archive with a pickle, {@code
 * data.pkl}, and a file per storage.
 */
public final class TorchReader {
  private static final String PICKLE = "data.pkl";
  private static final long LARGEST_PICKLE = 64 << 20;

  /** Where training scripts keep the weights, beside optimizers and schedules. */
  private static final List<String> WEIGHTS =
      List.of("state_dict", "model_state_dict", "model_state", "model", "net", "weights");

  private final String file;
  private final ArchiveReader archive;
  private final String folder;

  private TorchReader(String file, ArchiveReader archive) {
    this.file = file;
    this.archive = archive;
    String pickle =
        archive.names().stream()
            .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
            .findFirst()
            .orElseThrow(() -> fault("has no " + PICKLE + "; is it a PyTorch checkpoint?"));
    this.folder = pickle.substring(0, pickle.length() - PICKLE.length());
  }

  /**
   * Reads the tensors of the dictionary of weights: the one under {@code state_dict} or another
   * usual key, otherwise the whole.
   *
   * @throws ModelFormatException if the file is damaged, or holds program objects (which are not
   *     created)
   */
  public static Weights read(Path path) throws IOException {
    try (ArchiveReader archive = ArchiveReader.open(path)) {
      Map<String, Tensor> tensors = new TorchReader(path.toString(), archive).tensors();
      return new Weights(path.getFileName().toString(), Map.of(), tensors);
    }
  }

  private Map<String, Tensor> tensors() throws IOException {
    long size = archive.size(folder + PICKLE).orElse(0L);
    if (size > LARGEST_PICKLE) {
      throw fault("%s has %d bytes, expected names and shapes".formatted(PICKLE, size));
    }
    TorchConstructions constructions =
        new TorchConstructions(new Entries(archive, folder), order(), size);
    Object root = Unpickler.read(file, archive.bytes(folder + PICKLE), constructions);
    TensorTree tree = new TensorTree(file, ".", archive.unpackedBytes());
    tree.add("", weights(root));
    if (tree.tensors().isEmpty()) {
      throw fault("has no tensors; was a state_dict saved?");
    }
    return tree.tensors();
  }

  private record Entries(ArchiveReader archive, String folder)
      implements TorchConstructions.Storages {
    @Override
    public long size(String key) {
      return archive.size(folder + "data/" + key).orElse(-1L);
    }

    @Override
    public ByteRegion bytes(String key, long from, long count) throws IOException {
      return archive.bytes(folder + "data/" + key, from, count);
    }
  }

  private ByteOrder order() throws IOException {
    Optional<Long> size = archive.size(folder + "byteorder");
    if (size.isEmpty() || size.get() > 16) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    byte[] order = archive.bytes(folder + "byteorder").bytes();
    boolean big = new String(order, StandardCharsets.US_ASCII).strip().equals("big");
    return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private static Object weights(Object root) {
    if (root instanceof PickledDictionary dictionary) {
      for (String key : WEIGHTS) {
        Optional<Object> inner = dictionary.value(key);
        if (inner.filter(PickledDictionary.class::isInstance).isPresent()) {
          return inner.get();
        }
      }
    }
    return root;
  }

  private ModelFormatException fault(String words) {
    return new ModelFormatException(file + ": " + words);
  }
}
