package org.jpose.weights.torch;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpose.weights.NumberType;
import org.jpose.weights.StridedTensor;
import org.jpose.weights.Tensor;
import org.jpose.weights.TensorSource;
import org.jpose.weights.numpy.NumpyConstructions;
import org.jpose.weights.pickle.ByteRegion;
import org.jpose.weights.pickle.Constructions;
import org.jpose.weights.pickle.PickledName;
import org.jpose.weights.pickle.PickledText;

/**
 * What pickles of PyTorch construct: tensors as views of storages, which are files of their own
 * ({@code torch/_utils.py}, {@code torch/serialization.py}); besides, what NumPy's do.
 */
final class TorchConstructions implements Constructions {
  private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";
  private static final String SIZE = "torch.Size";
  private static final Set<String> CALLS = Set.of(TENSOR, PARAMETER, SIZE);
  private static final Map<String, NumberType> STORAGES =
      Map.ofEntries(
          Map.entry("torch.FloatStorage", NumberType.FLOAT32),
          Map.entry("torch.HalfStorage", NumberType.FLOAT16),
          Map.entry("torch.BFloat16Storage", NumberType.BFLOAT16),
          Map.entry("torch.DoubleStorage", NumberType.FLOAT64),
          Map.entry("torch.CharStorage", NumberType.INT8),
          Map.entry("torch.ByteStorage", NumberType.UINT8),
          Map.entry("torch.BoolStorage", NumberType.UINT8),
          Map.entry("torch.ShortStorage", NumberType.INT16),
          Map.entry("torch.IntStorage", NumberType.INT32),
          Map.entry("torch.LongStorage", NumberType.INT64));

  private final Storages storages;
  private final ByteOrder order;
  private final NumpyConstructions numpy;

  /** The bytes of storages by key. */
  interface Storages {
    /** Returns the size of a storage in bytes, or -1 if there is none of that key. */
    long size(String key);

    /** Returns some of its bytes. */
    ByteRegion bytes(String key, long from, long count) throws IOException;
  }

  TorchConstructions(Storages storages, ByteOrder order, long fileBytes) {
    this.storages = storages;
    this.order = order;
    this.numpy = new NumpyConstructions(fileBytes);
  }

  private record Storage(String key, NumberType type, long numbers) {}

  /** A view of a storage. */
  private record View(
      Storages storages, ByteOrder order, Storage storage, long offset, StridedTensor layout)
      implements TensorSource {
    @Override
    public boolean empty() {
      return false;
    }

    @Override
    public int elements() {
      return layout.elements();
    }

    @Override
    public Tensor read() throws IOException {
      NumberType type = storage.type();
      long bytes = type.bytes();
      int count = layout.extent();
      ByteRegion region = storages.bytes(storage.key(), offset * bytes, count * bytes);
      return layout.gather(type.read(region, order, count));
    }
  }

  @Override
  public boolean allows(String name) {
    return CALLS.contains(name) || STORAGES.containsKey(name) || numpy.allows(name);
  }

  @Override
  public Object call(String name, List<?> arguments) {
    return switch (name) {
      case TENSOR -> tensor(arguments);
      case PARAMETER, SIZE -> first(arguments);
      default -> {
        if (STORAGES.containsKey(name)) {
          throw new IllegalArgumentException("it calls '" + name + "', which weights do not");
        }
        yield numpy.call(name, arguments);
      }
    };
  }

  @Override
  public void build(Object target, Object state) {
    if (!(target instanceof View)) {
      numpy.build(target, state);
    }
  }

  @Override
  public Object persistent(Object id) {
    if (id instanceof List<?> parts
        && parts.size() >= 5
        && PickledText.of(parts.get(0)).filter("storage"::equals).isPresent()
        && parts.get(1) instanceof PickledName type
        && STORAGES.containsKey(type.name())
        && parts.get(4) instanceof Long numbers) {
      String key = PickledText.of(parts.get(2)).orElse("");
      NumberType number = STORAGES.get(type.name());
      long bytes = storages.size(key);
      if (bytes < 0) {
        throw new IllegalArgumentException("there is no storage '" + key + "' in the file");
      }
      if (numbers < 0 || numbers > bytes / number.bytes()) {
        throw new IllegalArgumentException(
            "storage '%s' is said to have %d numbers of %d bytes, and has %d bytes"
                .formatted(key, numbers, number.bytes(), bytes));
      }
      return new Storage(key, number, numbers);
    }
    throw new IllegalArgumentException("a storage that is not described as PyTorch does");
  }

  private static Object first(List<?> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("too few arguments; the file is damaged");
    }
    return arguments.get(0);
  }

  private View tensor(List<?> arguments) {
    if (arguments.size() < 4
        || !(arguments.get(0) instanceof Storage storage)
        || !(arguments.get(1) instanceof Long offset)) {
      throw new IllegalArgumentException("a tensor without storage or offset");
    }
    List<Integer> shape = StridedTensor.sizes(NumpyConstructions.wholeNumbers(arguments.get(2)));
    StridedTensor layout =
        new StridedTensor(shape, NumpyConstructions.wholeNumbers(arguments.get(3)));
    if (offset < 0 || offset > storage.numbers() - layout.extent()) {
      throw new IllegalArgumentException(
          "a tensor of shape %s and strides %s, %d numbers into storage '%s', which has %d"
              .formatted(shape, layout.strides(), offset, storage.key(), storage.numbers()));
    }
    return new View(storages, order, storage, offset, layout);
  }
}
