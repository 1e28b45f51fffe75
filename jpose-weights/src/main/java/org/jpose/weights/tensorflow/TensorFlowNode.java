package org.jpose.weights.tensorflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jpose.core.ModelFormatException;
import org.jpose.net.Padding;
import org.jpose.net.Window;
import org.jpose.weights.proto.tensorflow.AttrValue;
import org.jpose.weights.proto.tensorflow.NodeDef;
import org.jpose.weights.proto.tensorflow.TensorShapeProto;

/** A node of a TensorFlow graph with its attributes, read strictly. */
final class TensorFlowNode {
  private final String file;
  private final NodeDef definition;
  private final List<String> inputs = new ArrayList<>();

  TensorFlowNode(String file, NodeDef definition) {
    this.file = file;
    this.definition = definition;
    for (String input : definition.getInputList()) {
      if (!input.startsWith("^")) {
        inputs.add(input.endsWith(":0") ? input.substring(0, input.length() - 2) : input);
      }
    }
  }

  String name() {
    return definition.getName();
  }

  String operation() {
    return definition.getOp();
  }

  /** Returns the names of the nodes it reads, without control inputs. */
  List<String> inputs() {
    return inputs;
  }

  String input(int index) {
    if (index >= inputs.size()) {
      throw fault("has %d inputs, expected at least %d".formatted(inputs.size(), index + 1));
    }
    return inputs.get(index);
  }

  ModelFormatException fault(String message) {
    return new ModelFormatException(
        "%s: node '%s' (%s) %s".formatted(file, name(), operation(), message));
  }

  private AttrValue attribute(String name, AttrValue.ValueCase kind) {
    AttrValue value = definition.getAttrMap().get(name);
    if (value != null && value.getValueCase() != kind) {
      throw fault(
          "has attribute %s of kind %s, expected %s".formatted(name, value.getValueCase(), kind));
    }
    return value;
  }

  boolean flag(String name, boolean missing) {
    AttrValue value = attribute(name, AttrValue.ValueCase.B);
    return value == null ? missing : value.getB();
  }

  double real(String name, double missing) {
    AttrValue value = attribute(name, AttrValue.ValueCase.F);
    return value == null ? missing : value.getF();
  }

  long integer(String name, long missing) {
    AttrValue value = attribute(name, AttrValue.ValueCase.I);
    return value == null ? missing : value.getI();
  }

  String text(String name, String missing) {
    AttrValue value = attribute(name, AttrValue.ValueCase.S);
    return value == null ? missing : value.getS().toStringUtf8();
  }

  AttrValue tensor(String name) {
    AttrValue value = attribute(name, AttrValue.ValueCase.TENSOR);
    if (value == null) {
      throw fault("lacks attribute " + name);
    }
    return value;
  }

  /** Returns the sizes of a shape attribute, -1 for unknown ones; empty if its rank is unknown. */
  Optional<List<Long>> shape(String name) {
    AttrValue value = attribute(name, AttrValue.ValueCase.SHAPE);
    return value == null || value.getShape().getUnknownRank()
        ? Optional.empty()
        : Optional.of(
            value.getShape().getDimList().stream().map(TensorShapeProto.Dim::getSize).toList());
  }

  void requireChannelsLast() {
    String format = text("data_format", "NHWC");
    if (!format.equals("NHWC")) {
      throw fault("has data_format " + format + ", only NHWC is supported");
    }
  }

  /** Returns the size along rows and columns of a four-element attribute; both must be equal. */
  private int both(String name) {
    int[] size = rowsAndColumns(name);
    if (size[0] != size[1]) {
      throw fault(
          "has %s %d along rows and %d along columns, only equal ones are supported"
              .formatted(name, size[0], size[1]));
    }
    return size[0];
  }

  int[] rowsAndColumns(String name) {
    AttrValue value = attribute(name, AttrValue.ValueCase.LIST);
    if (value == null || value.getList().getICount() == 0) {
      return new int[] {1, 1};
    }
    List<Long> list = value.getList().getIList();
    if (list.size() != 4
        || list.get(0) != 1
        || list.get(3) != 1
        || list.stream().anyMatch(v -> v < 1 || v > Short.MAX_VALUE)) {
      throw fault("has " + name + " " + list + ", expected [1, rows, columns, 1]");
    }
    return new int[] {Math.toIntExact(list.get(1)), Math.toIntExact(list.get(2))};
  }

  /** Returns a window of the given kernel with this node's strides, dilations and padding. */
  Window window(int height, int width) {
    Padding padding =
        switch (text("padding", "")) {
          case "SAME" -> Padding.SAME;
          case "VALID" -> Padding.NONE;
          default ->
              throw fault("has padding '" + text("padding", "") + "', expected SAME or VALID");
        };
    return new Window(height, width, both("strides"), both("dilations"), padding);
  }
}
