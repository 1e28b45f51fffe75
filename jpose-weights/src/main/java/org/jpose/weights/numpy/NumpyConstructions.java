package org.jpose.weights.numpy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jpose.weights.StridedTensor;
import org.jpose.weights.pickle.ByteRegion;
import org.jpose.weights.pickle.Constructions;
import org.jpose.weights.pickle.PickledDictionary;
import org.jpose.weights.pickle.PickledName;
import org.jpose.weights.pickle.PickledText;

/**
 * What pickles of NumPy construct: arrays, their types and single numbers, and the dictionaries of
 * Python's library. Names are those of NumPy 1 and 2, calls those of protocols 0 to 5.
 */
public final class NumpyConstructions implements Constructions {
  /** The ways to write one thing. */
  private enum Known {
    ARRAY,
    TYPE,
    RECONSTRUCT,
    FROM_BUFFER,
    NUMBER,
    BYTES,
    DICTIONARY,
    PLAIN
  }

  private static final Map<String, Known> NAMES =
      Map.ofEntries(
          Map.entry("numpy.ndarray", Known.ARRAY),
          Map.entry("numpy.dtype", Known.TYPE),
          Map.entry("numpy.core.multiarray._reconstruct", Known.RECONSTRUCT),
          Map.entry("numpy._core.multiarray._reconstruct", Known.RECONSTRUCT),
          Map.entry("numpy.core.numeric._frombuffer", Known.FROM_BUFFER),
          Map.entry("numpy._core.numeric._frombuffer", Known.FROM_BUFFER),
          Map.entry("numpy.core.multiarray.scalar", Known.NUMBER),
          Map.entry("numpy._core.multiarray.scalar", Known.NUMBER),
          Map.entry("_codecs.encode", Known.BYTES),
          Map.entry("collections.OrderedDict", Known.DICTIONARY),
          Map.entry("collections.defaultdict", Known.DICTIONARY),
          Map.entry("collections.Counter", Known.DICTIONARY),
          Map.entry("builtins.dict", Known.PLAIN),
          Map.entry("__builtin__.dict", Known.PLAIN),
          Map.entry("builtins.list", Known.PLAIN),
          Map.entry("__builtin__.list", Known.PLAIN),
          Map.entry("builtins.int", Known.PLAIN),
          Map.entry("__builtin__.int", Known.PLAIN));

  private long encodable;

  /**
   * Begins one reading.
   *
   * @param fileBytes size of the file; as many bytes may be made from text
   */
  public NumpyConstructions(long fileBytes) {
    this.encodable = fileBytes;
  }

  /** A type whose byte order comes later. */
  private static final class PickledType {
    private NumpyType type;

    PickledType(NumpyType type) {
      this.type = type;
    }
  }

  @Override
  public boolean allows(String name) {
    return NAMES.containsKey(name);
  }

  @Override
  public Object call(String name, List<?> arguments) {
    return switch (NAMES.get(name)) {
      case RECONSTRUCT -> new PickledArray();
      case TYPE -> new PickledType(NumpyType.of(text(arguments, 0)));
      case FROM_BUFFER -> fromBuffer(arguments);
      case NUMBER -> number(arguments);
      case BYTES -> encoded(arguments);
      case DICTIONARY -> dictionary(arguments);
      case ARRAY, PLAIN ->
          throw new IllegalArgumentException("it calls '" + name + "', which weights do not");
    };
  }

  @Override
  public void build(Object target, Object state) {
    List<?> values = state instanceof List<?> list ? list : List.of();
    if (target instanceof PickledArray array && values.size() == 5) {
      NumpyType type = type(values, 2);
      List<Integer> shape = shape(values.get(1));
      boolean fortran = Boolean.TRUE.equals(values.get(3)) || Long.valueOf(1).equals(values.get(3));
      StridedTensor layout = fortran ? StridedTensor.columns(shape) : StridedTensor.rows(shape);
      if (type.number().isPresent()) {
        array.fill(type, layout, bytes(values, 4));
      } else if (values.get(4) instanceof List<?> objects) {
        array.fill(layout, objects);
      } else {
        throw new IllegalArgumentException("an object array without a list of objects");
      }
    } else if (target instanceof PickledType type && values.size() >= 2) {
      type.type = type.type.withOrder(text(values, 1));
    } else {
      throw new IllegalArgumentException(
          "a state that does not fit what it is for; the file is damaged");
    }
  }

  @Override
  public Object persistent(Object id) {
    throw new IllegalArgumentException("it refers to data outside of itself");
  }

  private Object fromBuffer(List<?> arguments) {
    List<Integer> shape = shape(argument(arguments, 2));
    boolean fortran = text(arguments, 3).equals("F");
    PickledArray array = new PickledArray();
    NumpyType type = type(arguments, 1);
    requireNumbers(type);
    array.fill(
        type,
        fortran ? StridedTensor.columns(shape) : StridedTensor.rows(shape),
        bytes(arguments, 0));
    return array;
  }

  private Object number(List<?> arguments) {
    PickledArray array = new PickledArray();
    NumpyType type = type(arguments, 0);
    requireNumbers(type);
    array.fill(type, StridedTensor.rows(List.of()), bytes(arguments, 1));
    return array;
  }

  private static void requireNumbers(NumpyType type) {
    if (type.number().isEmpty()) {
      throw new IllegalArgumentException("bytes are said to be objects; the file is damaged");
    }
  }

  private static PickledDictionary dictionary(List<?> arguments) {
    if (arguments.size() == 1 && arguments.get(0) instanceof PickledDictionary filled) {
      return filled;
    }
    boolean empty = arguments.stream().allMatch(PickledName.class::isInstance);
    if (!empty) {
      throw new IllegalArgumentException("a dictionary made from something else than a dictionary");
    }
    return PickledDictionary.empty();
  }

  /** Python 3 writes bytes in protocols 0 to 2 as text to be encoded. */
  private ByteRegion encoded(List<?> arguments) {
    String encoding = text(arguments, 1);
    if (!(argument(arguments, 0) instanceof String text) || !encoding.matches("latin-?1")) {
      throw new IllegalArgumentException("text in encoding '" + encoding + "', expected latin1");
    }
    encodable -= text.length();
    if (encodable < 0) {
      throw new IllegalArgumentException("it makes more bytes than the file has");
    }
    return ByteRegion.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static NumpyType type(List<?> values, int index) {
    if (argument(values, index) instanceof PickledType type) {
      return type.type;
    }
    throw new IllegalArgumentException("an array without a type; the file is damaged");
  }

  private static ByteRegion bytes(List<?> values, int index) {
    if (argument(values, index) instanceof ByteRegion region) {
      return region;
    }
    throw new IllegalArgumentException("an array without its bytes; the file is damaged");
  }

  private static String text(List<?> values, int index) {
    return PickledText.of(argument(values, index))
        .orElseThrow(() -> new IllegalArgumentException("text is missing; the file is damaged"));
  }

  private static Object argument(List<?> values, int index) {
    if (index >= values.size()) {
      throw new IllegalArgumentException("too few arguments; the file is damaged");
    }
    return values.get(index);
  }

  private static List<Integer> shape(Object value) {
    return StridedTensor.sizes(wholeNumbers(value));
  }

  /**
   * Returns the whole numbers of a tuple.
   *
   * @throws IllegalArgumentException if it is none, or has anything else
   */
  public static List<Long> wholeNumbers(Object value) {
    List<Long> numbers = new ArrayList<>();
    for (Object number : value instanceof List<?> list ? list : List.of("?")) {
      if (!(number instanceof Long whole)) {
        throw new IllegalArgumentException("sizes that are no whole numbers; the file is damaged");
      }
      numbers.add(whole);
    }
    return numbers;
  }
}
