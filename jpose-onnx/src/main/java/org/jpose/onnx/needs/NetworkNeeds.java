package org.jpose.onnx.needs;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jpose.core.ModelFormatException;
import org.jpose.core.NeedsMoreMemoryException;

/**
 * What a network of others may ask for: known operations alone, and no more memory than this
 * machine has, computed from the sizes of all its values before ONNX Runtime sees it. ONNX Runtime
 * itself takes a loop without end, or a value that doubles forty times, for work to be done.
 * Thread-safe.
 */
public final class NetworkNeeds {
  /** Sides of an image, where the network takes any: what it is looked at with first. */
  private static final int USUAL_SIDE = 384;

  private static final long USUAL_PIXELS = (long) USUAL_SIDE * USUAL_SIDE;
  private static final int NUMBER = Float.BYTES;
  private static final int COLOURS = 3;

  /** Products of one operation on such an image; of large networks it is a hundredth of that. */
  private static final double MOST_PRODUCTS = 1e13;

  /**
   * Numbers that may be computed from weights and from an image's size alone, besides as many as
   * those; of larger images as many more, as grids of coordinates are.
   */
  private static final long SPARE_CONSTANTS = 1 << 24;

  private static final int MOST_SIZES = 1000;

  private final String name;
  private final NetworkFile file;
  private final long memory;
  private final Map<String, Integer> lastUse = new HashMap<>();
  private final Set<List<Long>> fitting = ConcurrentHashMap.newKeySet();

  private NetworkNeeds(String name, NetworkFile file, long memory) {
    this.name = name;
    this.file = file;
    this.memory = memory;
    for (int i = 0; i < file.nodes().size(); i++) {
      for (String input : file.nodes().get(i).inputs()) {
        lastUse.put(input, i);
      }
    }
  }

  /**
   * Looks at a file.
   *
   * @param name what messages call it
   * @throws ModelFormatException if it is no whole ONNX file, has operations that jpose does not
   *     run, or needs more than there is
   */
  public static NetworkNeeds of(byte[] model, String name) {
    OperatingSystemMXBean machine =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return of(model, name, machine.getTotalMemorySize());
  }

  /** The same on a machine with so many bytes of memory. */
  public static NetworkNeeds of(byte[] model, String name, long memory) {
    NetworkNeeds needs = new NetworkNeeds(name, NetworkFile.read(model, name), memory);
    needs.checkOperations();
    needs.checkUsual();
    return needs;
  }

  private void checkOperations() {
    for (NetworkNode node : file.nodes()) {
      String operation = node.fullOperation();
      if (node.nested() || !node.isOfRuntime()) {
        throw new ModelFormatException(
            name
                + ": has the operation "
                + operation
                + ", which jpose does not run: networks of images need none that loops, branches or"
                + " is somebody's own; export it with ONNX's plain operations");
      }
      if (ShapeRules.of(operation) == null) {
        throw new ModelFormatException(
            name
                + ": has the operation "
                + operation
                + ", which jpose does not run: it cannot tell how much memory that one needs; export"
                + " the network with other operations, or without what comes after its fields");
      }
    }
  }

  /**
   * Checks whether a run of images of a size has room.
   *
   * @throws NeedsMoreMemoryException if it needs more memory than this machine has
   */
  public void check(long count, long height, long width) {
    List<Long> size = List.of(count, height, width);
    if (count * height * width <= USUAL_PIXELS || fitting.contains(size)) {
      return;
    }
    Run run = new Run(count, height, width);
    Optional<String> excess = run.excess();
    if (excess.isPresent()) {
      throw new NeedsMoreMemoryException(excess.get() + "; take smaller images, or fewer at once");
    }
    if (fitting.size() < MOST_SIZES) {
      fitting.add(size);
    }
  }

  private void checkUsual() {
    Optional<String> excess = new Run(1, USUAL_SIDE, USUAL_SIDE).excess();
    if (excess.isPresent()) {
      throw new ModelFormatException(excess.get() + "; is it a network of images?");
    }
  }

  /** Goes through the network once, with the sizes of its values instead of their numbers. */
  private final class Run {
    private final Map<String, NetworkValue> values = new HashMap<>(file.constants());
    private final String images;
    private long live;
    private long computed;
    private final double times;
    private long mostComputed;
    private NetworkNode node;

    Run(long count, long height, long width) {
      times = Math.max(1, (double) count * height * width / USUAL_PIXELS);
      mostComputed = (long) (SPARE_CONSTANTS * times);
      images =
          (count == 1 ? "an image" : count + " images") + " of " + width + "x" + height + " pixels";
      file.inputs()
          .forEach(
              (input, shape) ->
                  values.put(input, NetworkValue.of(filled(shape, count, height, width))));
    }

    private long[] filled(long[] shape, long count, long height, long width) {
      boolean image = shape.length == 4;
      boolean last = image && shape[3] == COLOURS && shape[1] != shape[3];
      long[] open =
          image
              ? last
                  ? new long[] {count, height, width, COLOURS}
                  : new long[] {count, COLOURS, height, width}
              : new long[shape.length];
      long[] filled = shape.clone();
      Arrays.setAll(filled, i -> shape[i] < 0 ? (image ? open[i] : 1) : shape[i]);
      return filled;
    }

    /** What is too much; empty if nothing is. */
    Optional<String> excess() {
      try {
        file.constants().values().forEach(this::allow);
        for (int i = 0; i < file.nodes().size(); i++) {
          node = file.nodes().get(i);
          double products = step(i);
          if (live > memory / NUMBER) {
            return Optional.of(
                tooMuch(
                    "needs %.1f GB of memory, this machine has %.1f GB",
                    live * NUMBER / 1e9, memory / 1e9));
          }
          if (computed > mostComputed) {
            return Optional.of(
                tooMuch("makes %.0f million numbers of its weights", computed / 1e6));
          }
          if (products > MOST_PRODUCTS * times) {
            return Optional.of(tooMuch("takes %.1g products", products));
          }
        }
        return Optional.empty();
      } catch (ArithmeticException e) {
        return Optional.of(tooMuch("grows beyond all measure"));
      }
    }

    private void allow(NetworkValue constant) {
      mostComputed = Math.addExact(mostComputed, Math.multiplyExact(4, constant.count()));
    }

    private String tooMuch(String what, Object... numbers) {
      return "%s: a run on %s %s (at operation %s)"
          .formatted(name, images, String.format(Locale.ROOT, what, numbers), described());
    }

    private String described() {
      return node.outputs().isEmpty()
          ? node.operation()
          : node.operation() + " '" + node.outputs().get(0) + "'";
    }

    /** Does an operation; returns its products. */
    private double step(int index) {
      List<NetworkValue> in = new ArrayList<>();
      for (String input : node.inputs()) {
        in.add(input.isEmpty() ? null : values.get(input));
        if (!input.isEmpty() && !values.containsKey(input)) {
          throw new ModelFormatException(
              "%s: operation %s takes '%s', which nothing before gives; export it again"
                  .formatted(name, node.operation(), input));
        }
      }
      List<NetworkValue> outputs = outputs(in);
      double products = outputs.isEmpty() ? 0 : products(in, outputs.get(0));
      if (node.operation().equals("Constant")) {
        outputs.forEach(this::allow);
      }
      for (int i = 0; i < outputs.size(); i++) {
        put(node.outputs().get(i), outputs.get(i));
      }
      new HashSet<>(node.inputs()).forEach(input -> forget(input, index));
      return products;
    }

    private void put(String output, NetworkValue value) {
      if (!output.isEmpty()) {
        values.put(output, value);
        live = Math.addExact(live, value.count());
        computed = value.fixed() ? Math.addExact(computed, value.count()) : computed;
      }
    }

    private void forget(String input, int index) {
      if (lastUse.getOrDefault(input, -1) == index
          && !file.constants().containsKey(input)
          && !file.inputs().containsKey(input)
          && !input.isEmpty()) {
        live -= values.remove(input).count();
      }
    }

    private List<NetworkValue> outputs(List<NetworkValue> in) {
      long[] shape;
      try {
        shape = ShapeRules.of(node.fullOperation()).of(node, in);
        if (shape != null && shape.length > NetworkFile.MOST_DIMENSIONS) {
          throw new ArithmeticException(shape.length + " dimensions");
        }
        if (shape != null && Arrays.stream(shape).noneMatch(side -> side < 0)) {
          return NumberRules.all(node, in, shape);
        }
      } catch (ArithmeticException e) {
        throw e;
      } catch (RuntimeException e) {
        // Said below: inputs or attributes are missing, or do not fit each other.
      }
      throw new ModelFormatException(
          name
              + ": how large what "
              + described()
              + " gives becomes cannot be told before a run; export it with sizes that depend on the"
              + " image's alone");
    }

    /** Products of numbers, where an operation is more than a pass over its output. */
    private double products(List<NetworkValue> in, NetworkValue output) {
      return switch (node.operation()) {
        case "Conv", "FusedConv", "ConvInteger" -> products(output, in.get(1));
        case "QLinearConv" -> products(output, in.get(3));
        case "Einsum" -> termProducts(in);
        case "ConvTranspose" -> products(in.get(0), in.get(1));
        case "MatMul",
            "Gemm",
            "MatMulInteger",
            "QLinearMatMul",
            "FusedMatMul",
            "FusedGemm",
            "QGemm" -> {
          long[] first = in.get(0).shape();
          boolean turned = node.integer("transA", 0) != 0 && first.length > 1;
          int summed = first.length - (turned ? 2 : 1);
          yield (double) output.count() * (first.length == 0 ? 1 : first[summed]);
        }
        case "MaxPool", "AveragePool", "LpPool", "NhwcMaxPool" ->
            Arrays.stream(node.integers("kernel_shape")).asDoubleStream().reduce(1, (a, b) -> a * b)
                * output.count();
        default -> output.count();
      };
    }

    /** As many as all letters of an equation together have places. */
    private double termProducts(List<NetworkValue> in) {
      return ProductShapes.sizes(new NetworkStep(node, in)).values().stream()
          .mapToDouble(Long::doubleValue)
          .reduce(1, (a, b) -> a * b);
    }

    private double products(NetworkValue places, NetworkValue weights) {
      return (double) places.count() * weights.count() / Math.max(1, weights.shape()[0]);
    }
  }
}
