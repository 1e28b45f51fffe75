package org.jpose.weights.onnx;

import java.util.Arrays;
import java.util.List;
import org.jpose.core.ModelFormatException;
import org.jpose.net.Padding;
import org.jpose.net.Window;
import org.jpose.weights.proto.onnx.AttributeProto;
import org.jpose.weights.proto.onnx.NodeProto;

/** A node of an ONNX graph with its attributes, read strictly. */
final class OnnxNode {
  private final String file;
  private final NodeProto proto;

  OnnxNode(String file, NodeProto proto) {
    this.file = file;
    this.proto = proto;
    if (proto.getOutputCount() != 1) {
      throw fault("has %d outputs, expected 1", proto.getOutputCount());
    }
    requireFloat(file, proto);
  }

  /** Refuses a node that computes in integers, whose weights are rounded. */
  static void requireFloat(String file, NodeProto proto) {
    if (OnnxSummary.inIntegers(proto.getOpType())) {
      throw fault(file, proto, "computes in 8 bits; name the model it was made from instead");
    }
  }

  String type() {
    return proto.getOpType();
  }

  String output() {
    return proto.getOutput(0);
  }

  /** Returns whether the output is a step within a node of the network, called so. */
  boolean within(String part) {
    int hash = output().lastIndexOf('#');
    return hash >= 0 && output().substring(hash + 1).matches(part + "(_\\d+)?");
  }

  /** Returns the name of the network's node whose step this is. */
  String owner() {
    int hash = output().lastIndexOf('#');
    return hash > 0 ? output().substring(0, hash) : output();
  }

  List<String> inputs() {
    return proto.getInputList();
  }

  /** Returns the name of an input, empty where it is left out. */
  String input(int index) {
    return index < proto.getInputCount() ? proto.getInput(index) : "";
  }

  ModelFormatException fault(String message, Object... arguments) {
    return fault(file, proto, message.formatted(arguments));
  }

  private static ModelFormatException fault(String file, NodeProto proto, String message) {
    return new ModelFormatException(
        "%s: node '%s' (%s) %s".formatted(file, proto.getName(), proto.getOpType(), message));
  }

  private AttributeProto attribute(String name) {
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute;
      }
    }
    return AttributeProto.getDefaultInstance();
  }

  /** Refuses attributes other than these. */
  void requireOnly(String... names) {
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (!Arrays.asList(names).contains(attribute.getName())) {
        throw fault("has attribute '%s', which jpose does not write", attribute.getName());
      }
    }
  }

  long integer(String name) {
    return attribute(name).getI();
  }

  String text(String name) {
    return attribute(name).getS().toStringUtf8();
  }

  /** Returns the shortest decimal number that is the attribute's float. */
  double real(String name) {
    return Double.parseDouble(Float.toString(attribute(name).getF()));
  }

  private int positive(String name, long value) {
    if (value < 1 || value > Short.MAX_VALUE) {
      throw fault("has %s %d, expected 1 to %d", name, value, Short.MAX_VALUE);
    }
    return (int) value;
  }

  private int both(String name) {
    List<Long> values = attribute(name).getIntsList();
    if (values.size() != 2 || !values.get(0).equals(values.get(1))) {
      throw fault("has %s %s, expected two equal numbers", name, values);
    }
    return positive(name, values.get(0));
  }

  /** Returns whether there are more zeros at the bottom and right than at the top and left. */
  boolean padsUnevenly() {
    List<Long> pads = attribute("pads").getIntsList();
    return pads.size() == 4
        && (!pads.get(0).equals(pads.get(2)) || !pads.get(1).equals(pads.get(3)));
  }

  /** Returns the window of a convolution or maximum. */
  Window window(boolean dilated) {
    List<Long> kernel = attribute("kernel_shape").getIntsList();
    if (kernel.size() != 2) {
      throw fault("has kernel_shape %s, expected two numbers", kernel);
    }
    int dilation = dilated ? both("dilations") : 1;
    Window window =
        new Window(
            positive("kernel_shape", kernel.get(0)),
            positive("kernel_shape", kernel.get(1)),
            both("strides"),
            dilation,
            Padding.SAME);
    return window.withPadding(padding(window));
  }

  /**
   * Explicit numbers are SAME where they are what SAME means for an aligned input, and the stride
   * is 1 or the sides differ; else the same on all sides.
   */
  private Padding padding(Window window) {
    List<Long> pads = attribute("pads").getIntsList();
    String automatic = text("auto_pad");
    if (pads.isEmpty() && automatic.equals("SAME_UPPER")) {
      return Padding.SAME;
    }
    if (pads.size() != 4 || !automatic.isEmpty()) {
      throw fault("has pads %s and auto_pad '%s', expected one of these", pads, automatic);
    }
    long rows = Math.max(window.spanHeight() - window.stride(), 0);
    long columns = Math.max(window.spanWidth() - window.stride(), 0);
    List<Long> same = List.of(rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
    long amount = pads.get(0);
    boolean equal = pads.stream().allMatch(pad -> pad == amount);
    if (pads.equals(same) && (window.stride() == 1 || !equal)) {
      return Padding.SAME;
    }
    if (!equal || amount < 0 || amount > Short.MAX_VALUE) {
      throw fault("has pads %s, expected equal ones or SAME's, %s", pads, same);
    }
    return Padding.symmetric((int) amount);
  }
}
