package org.jpose.onnx.needs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jpose.core.ModelFormatException;

/**
 * What an ONNX file says of its network, read without ONNX Runtime so that it can be looked at
 * before that does anything. Weights are not read. Immutable.
 *
 * @param nodes in their order
 * @param constants values that are in the file
 * @param inputs shapes of images and the like; -1 for a side that is open
 */
record NetworkFile(
    List<NetworkNode> nodes, Map<String, NetworkValue> constants, Map<String, long[]> inputs) {
  /** Of AttributeProto.AttributeType. */
  private static final int NUMBER = 1;

  private static final int INTEGER = 2;

  /** Of one value. */
  static final int MOST_DIMENSIONS = 64;

  /** ONNX Runtime's own work on a graph grows faster than the graph. */
  private static final int MOST_NODES = 10_000;

  /** Of operations, values and attributes, as often as they are in the file. */
  private static final int MOST_NAMES = 200_000;

  private static final int LONGEST_NAME = 1000;

  /** Of constants that are no shapes, as biases are. */
  private static final int MOST_NUMBERS = 1 << 20;

  private static final int ALWAYS_READ = 16;

  /** Bytes of an attribute that is looked at: sizes, steps and the like. */
  private static final int MOST_ATTRIBUTE = 1 << 16;

  /**
   * Reads a file.
   *
   * @param name what messages call it
   * @throws ModelFormatException if it is no whole ONNX file, keeps numbers in other files or has
   *     operations of its own
   */
  static NetworkFile read(byte[] model, String name) {
    try {
      return new Reader(name).read(new ProtobufFields(model));
    } catch (ProtobufFields.BrokenException e) {
      throw new ModelFormatException(
          name + ": is no whole ONNX file: " + e.getMessage() + "; copy or convert it again", e);
    }
  }

  private static final class Reader {
    private final String name;
    private final List<NetworkNode> nodes = new ArrayList<>();
    private final Map<String, NetworkValue> constants = new HashMap<>();
    private final Map<String, long[]> inputs = new LinkedHashMap<>();
    private int names;
    private int numbersRead;

    Reader(String name) {
      this.name = name;
    }

    NetworkFile read(ProtobufFields model) {
      while (model.next()) {
        switch (model.number()) {
          case 7 -> readGraph(model.message());
          case 25 ->
              throw new ModelFormatException(
                  name
                      + ": defines operations of its own, which jpose does not run; export it with"
                      + " ONNX's own alone");
          default -> {}
        }
      }
      constants.keySet().forEach(inputs::remove);
      return new NetworkFile(nodes, constants, inputs);
    }

    private void readGraph(ProtobufFields graph) {
      while (graph.next()) {
        switch (graph.number()) {
          case 1 -> addNode(graph.message());
          case 5 -> readTensor(graph.message(), graph.length(), true);
          case 11 -> readInput(graph.message());
          case 15 -> throw sparse();
          default -> {}
        }
      }
    }

    private ModelFormatException sparse() {
      return new ModelFormatException(
          name + ": has sparse weights, which jpose does not run; export it with dense ones");
    }

    private void addNode(ProtobufFields node) {
      nodes.add(readNode(node));
      if (nodes.size() > MOST_NODES) {
        throw new ModelFormatException(
            name
                + ": has more than "
                + MOST_NODES
                + " operations; networks of images have some hundred; simplify it where it was"
                + " exported");
      }
    }

    private NetworkNode readNode(ProtobufFields node) {
      String operation = "";
      String domain = "";
      List<String> from = new ArrayList<>();
      List<String> to = new ArrayList<>();
      NodeAttributes attributes = new NodeAttributes();
      while (node.next()) {
        switch (node.number()) {
          case 1 -> from.add(nextName(node));
          case 2 -> to.add(nextName(node));
          case 4 -> operation = nextName(node);
          case 5 -> readAttribute(node.message(), attributes);
          case 7 -> domain = nextName(node);
          default -> {}
        }
      }
      return new NetworkNode(
          operation,
          domain,
          from,
          to,
          attributes.integers,
          attributes.floats,
          attributes.texts,
          attributes.tensors,
          attributes.nested);
    }

    /** Attributes of the node that is being read. */
    private static final class NodeAttributes {
      private final Map<String, long[]> integers = new HashMap<>();
      private final Map<String, double[]> floats = new HashMap<>();
      private final Map<String, String> texts = new HashMap<>();
      private final Map<String, NetworkValue> tensors = new HashMap<>();
      private boolean nested;
    }

    private void readAttribute(ProtobufFields attribute, NodeAttributes into) {
      String key = "";
      List<Long> integers = new ArrayList<>();
      List<Float> floats = new ArrayList<>();
      String text = null;
      long type = 0;
      NetworkValue tensor = null;
      while (attribute.next()) {
        switch (attribute.number()) {
          case 1 -> key = nextName(attribute);
          case 2, 7 -> add(floats, attribute, attribute::floats);
          case 3, 8 -> add(integers, attribute, attribute::values);
          case 4 -> text = attribute.text();
          case 5, 10 -> tensor = readTensor(attribute.message(), attribute.length(), false);
          case 6, 11 -> into.nested = true;
          case 20 -> type = attribute.value();
          case 22, 23 -> throw sparse();
          default -> {}
        }
      }
      // Zeros may be left out.
      if (type == INTEGER && integers.isEmpty()) {
        integers.add(0L);
      }
      if (type == NUMBER && floats.isEmpty()) {
        floats.add(0f);
      }
      if (!integers.isEmpty()) {
        into.integers.put(key, integers.stream().mapToLong(Long::longValue).toArray());
      }
      if (!floats.isEmpty()) {
        into.floats.put(key, floats.stream().mapToDouble(Float::doubleValue).toArray());
      }
      if (text != null) {
        into.texts.put(key, text);
      }
      if (tensor != null) {
        into.tensors.put(key, tensor);
      }
    }

    private String nextName(ProtobufFields field) {
      names++;
      if (names > MOST_NAMES || field.isLongerThan(LONGEST_NAME)) {
        throw new ModelFormatException(
            "%s: has more than %d names of operations, values and attributes, or one of more than %d"
                    .formatted(name, MOST_NAMES, LONGEST_NAME)
                + " bytes; simplify it where it was exported");
      }
      return field.text();
    }

    /** Adds the numbers of a field, unless there are more than anything has that is looked at. */
    private static <T> void add(List<T> all, ProtobufFields field, Supplier<List<T>> numbers) {
      if (!field.isLongerThan(MOST_ATTRIBUTE) && all.size() < MOST_ATTRIBUTE) {
        all.addAll(numbers.get());
      }
    }

    /** Reads shape and, if there are few, numbers. */
    private NetworkValue readTensor(ProtobufFields tensor, int size, boolean named) {
      List<Long> shape = new ArrayList<>();
      List<Double> numbers = new ArrayList<>();
      ByteBuffer raw = ByteBuffer.allocate(0);
      String key = "";
      long type = 0;
      long elsewhere = 0;
      while (tensor.next()) {
        switch (tensor.number()) {
          case 1 -> add(shape, tensor, tensor::values);
          case 2 -> type = tensor.value();
          case 4 -> addFew(numbers, tensor, tensor::floats);
          case 5, 7, 11 -> addFew(numbers, tensor, tensor::values);
          case 8 -> key = nextName(tensor);
          case 9 -> raw = tensor.bytes();
          case 10 -> addFew(numbers, tensor, tensor::doubles);
          case 13 -> elsewhere = 1;
          case 14 -> elsewhere = Math.max(elsewhere, tensor.value());
          default -> {}
        }
      }
      if (elsewhere != 0) {
        throw new ModelFormatException(
            name
                + ": keeps its numbers in another file, which is not supported; save the model in"
                + " one file");
      }
      NetworkValue value = value(shape(shape), (int) type, numbers, raw);
      // Four bits are the least that a number takes.
      if (safeCount(value) < 0 || safeCount(value) > 2L * size) {
        throw new ModelFormatException(
            "%s: tensor '%s' says that it is %s, and has %d bytes; copy or convert the file again"
                .formatted(name, key, Arrays.toString(value.shape()), size));
      }
      if (named) {
        constants.put(key, value);
      }
      return value;
    }

    private long[] shape(List<Long> sides) {
      if (sides.size() > MOST_DIMENSIONS) {
        throw new ModelFormatException(
            name + ": has a tensor of " + sides.size() + " dimensions; expected up to 5");
      }
      return sides.stream().mapToLong(Long::longValue).toArray();
    }

    private static <T extends Number> void addFew(
        List<Double> all, ProtobufFields field, Supplier<List<T>> numbers) {
      if (all.size() <= NetworkValue.MOST_NUMBERS) {
        List<T> some = new ArrayList<>();
        add(some, field, numbers);
        some.forEach(number -> all.add(number.doubleValue()));
      }
    }

    private NetworkValue value(long[] shape, int type, List<Double> listed, ByteBuffer raw) {
      int size = TensorNumbers.bytes(type);
      boolean whole = TensorNumbers.areWhole(type);
      NetworkValue value = new NetworkValue(shape, null, whole, true);
      long count = safeCount(value);
      int most = numbersRead < MOST_NUMBERS ? NetworkValue.MOST_NUMBERS : ALWAYS_READ;
      if (size == 0 || count < 0 || count > most) {
        return value;
      }
      numbersRead += count;
      double[] all = new double[(int) count];
      if (raw.remaining() == count * size) {
        Arrays.setAll(all, i -> TensorNumbers.next(raw, type));
      } else if (listed.size() == count) {
        all = TensorNumbers.of(listed, type);
      } else {
        return value;
      }
      return new NetworkValue(shape, all, whole, true);
    }

    /** -1 of what is no shape, or of more numbers than can be counted. */
    private static long safeCount(NetworkValue value) {
      try {
        boolean negative = Arrays.stream(value.shape()).anyMatch(side -> side < 0);
        return negative ? -1 : value.count();
      } catch (ArithmeticException e) {
        return -1;
      }
    }

    private void readInput(ProtobufFields input) {
      String key = "";
      long[] shape = {};
      while (input.next()) {
        if (input.number() == 1) {
          key = nextName(input);
        } else if (input.number() == 2) {
          shape = readType(input.message());
        }
      }
      inputs.put(key, shape);
    }

    private long[] readType(ProtobufFields type) {
      List<Long> shape = new ArrayList<>();
      while (type.next()) {
        if (type.number() == 1) {
          ProtobufFields tensor = type.message();
          while (tensor.next()) {
            if (tensor.number() == 2) {
              readShape(tensor.message(), shape);
            }
          }
        }
      }
      return shape(shape);
    }

    private static void readShape(ProtobufFields sides, List<Long> shape) {
      while (sides.next()) {
        if (sides.number() == 1) {
          ProtobufFields side = sides.message();
          long value = -1;
          while (side.next()) {
            value = side.number() == 1 ? side.value() : value;
          }
          shape.add(value);
        }
      }
    }
  }
}
