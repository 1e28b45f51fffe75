package org.jpose.onnx.needs;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A step of a network as an ONNX file has it.
 *
 * @param operation what is done
 * @param domain whose operation it is; empty for ONNX's own
 * @param inputs names of values; empty where one is left out
 * @param outputs names of values
 * @param integers attributes that are integers, one or several
 * @param floats attributes that are floats
 * @param texts attributes that are text
 * @param tensors attributes that are tensors
 * @param nested whether an attribute is a network of its own
 */
record NetworkNode(
    String operation,
    String domain,
    List<String> inputs,
    List<String> outputs,
    Map<String, long[]> integers,
    Map<String, double[]> floats,
    Map<String, String> texts,
    Map<String, NetworkValue> tensors,
    boolean nested) {
  private static final Set<String> OWN = Set.of("", "ai.onnx");

  /** Whether it is ONNX's operation, or ONNX Runtime's own. */
  boolean isOfRuntime() {
    return OWN.contains(domain) || domain.equals("com.microsoft");
  }

  /** The operation with its domain, if it is not ONNX's own. */
  String fullOperation() {
    return OWN.contains(domain) ? operation : domain + "." + operation;
  }

  /** Integers of an attribute; the others if it has none. */
  long[] integers(String name, long... others) {
    return integers.getOrDefault(name, others);
  }

  /** The integer of an attribute; another if it has none. */
  long integer(String name, long other) {
    long[] found = integers.get(name);
    return found == null || found.length == 0 ? other : found[0];
  }

  /** What the operation Constant gives. */
  NetworkValue constant() {
    if (tensors.containsKey("value")) {
      return tensors.get("value");
    }
    for (String name : List.of("value_int", "value_ints")) {
      long[] found = integers.get(name);
      if (found != null) {
        double[] numbers = Arrays.stream(found).asDoubleStream().toArray();
        return new NetworkValue(shape(name, numbers), numbers, true, true);
      }
    }
    for (String name : List.of("value_float", "value_floats")) {
      double[] found = floats.get(name);
      if (found != null) {
        return new NetworkValue(shape(name, found), found, false, true);
      }
    }
    return new NetworkValue(new long[] {0}, new double[0], true, true);
  }

  private static long[] shape(String attribute, double[] numbers) {
    return attribute.endsWith("s") ? new long[] {numbers.length} : new long[0];
  }
}
