package org.jpose.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.jpose.core.image.ColourOrder;

/**
 * A network: its nodes in an order in which they can be computed, and where its fields come out.
 *
 * <p>Immutable and safe to share. Nodes that no stage needs are allowed (some published networks
 * declare them); {@link #pruned()} leaves them out.
 *
 * @param name the network's name
 * @param colour order of the input's colour planes
 * @param stride image pixels per cell of the fields
 * @param multiple rows and columns of an image must be multiples of this
 * @param channels planes of each stage
 * @param nodes all nodes; inputs come before the nodes that use them
 * @param stages first to last; the last is the result, earlier ones serve training losses
 */
public record Graph(
    String name,
    ColourOrder colour,
    int stride,
    int multiple,
    FieldChannels channels,
    List<Node> nodes,
    List<Stage> stages) {
  private static final int PROBE_ROWS = 4;
  private static final int PROBE_COLUMNS = 5;

  /**
   * Copies the lists and checks that everything fits.
   *
   * @throws IllegalArgumentException if names are not unique, a node is not in order, a node of the
   *     trunk uses one that is not, shapes do not fit, there is not exactly one input, a stage has
   *     other channels than {@code channels} or one node for both, or the result's grid is not
   *     proved to be image size by {@code stride} for every image whose sides are multiples of
   *     {@code multiple}
   */
  public Graph {
    nodes = List.copyOf(nodes);
    stages = List.copyOf(stages);
    if (stride < 1 || multiple < 1 || multiple % stride != 0) {
      throw new IllegalArgumentException(
          "%s: stride %d and multiple %d: the multiple must be a positive multiple of the stride"
              .formatted(name, stride, multiple));
    }
    requireOrder(name, nodes);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException(name + ": no stage, at least one is needed");
    }
    List<Shape> shapes =
        ShapeInference.shapes(nodes, PROBE_ROWS * multiple, PROBE_COLUMNS * multiple);
    for (Stage stage : stages) {
      if (stage.heat().equals(stage.affinity())) {
        throw new IllegalArgumentException(name + ": a stage's heat and affinity are one node");
      }
      requireChannels(name, nodes, shapes, stage.heat(), channels.heat(), "heat");
      requireChannels(name, nodes, shapes, stage.affinity(), channels.affinity(), "affinity");
    }
    Stage last = stages.get(stages.size() - 1);
    List<Integer> cells = GridAlignment.cells(nodes, multiple);
    for (Handle handle : List.of(last.heat(), last.affinity())) {
      if (cells.get(handle.index()) != multiple / stride) {
        throw new IllegalArgumentException(
            "%s: result '%s' is %s for an image of %d rows and %d columns, not image size / %d"
                .formatted(
                    name,
                    nodes.get(handle.index()).name(),
                    shapes.get(handle.index()),
                    PROBE_ROWS * multiple,
                    PROBE_COLUMNS * multiple,
                    stride));
      }
    }
  }

  private static void requireOrder(String name, List<Node> nodes) {
    Set<String> names = new HashSet<>();
    int inputs = 0;
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (!names.add(node.name())) {
        throw new IllegalArgumentException(name + ": two nodes are named '" + node.name() + "'");
      }
      for (Handle handle : node.inputs()) {
        if (handle.index() < 0 || handle.index() >= i) {
          throw new IllegalArgumentException(
              "%s: node '%s' uses node %d, which does not come before it"
                  .formatted(name, node.name(), handle.index()));
        }
        if (node.trunk() && !nodes.get(handle.index()).trunk()) {
          throw new IllegalArgumentException(
              "%s: trunk node '%s' uses '%s', which is not in the trunk"
                  .formatted(name, node.name(), nodes.get(handle.index()).name()));
        }
      }
      inputs += node.operation() instanceof Operation.Input ? 1 : 0;
    }
    if (inputs != 1) {
      throw new IllegalArgumentException(name + ": " + inputs + " inputs, expected 1");
    }
  }

  private static void requireChannels(
      String name, List<Node> nodes, List<Shape> shapes, Handle handle, int expected, String what) {
    if (handle.index() < 0 || handle.index() >= nodes.size()) {
      throw new IllegalArgumentException(name + ": no node " + handle.index() + " for " + what);
    }
    int found = shapes.get(handle.index()).channels();
    if (found != expected) {
      throw new IllegalArgumentException(
          "%s: %s '%s' has %d channels, expected %d"
              .formatted(name, what, nodes.get(handle.index()).name(), found, expected));
    }
  }

  /** Returns the last stage: the network's result. */
  public Stage result() {
    return stages.get(stages.size() - 1);
  }

  /**
   * Returns the node a handle stands for.
   *
   * @throws IndexOutOfBoundsException if the handle is of another graph
   */
  public Node node(Handle handle) {
    return nodes.get(handle.index());
  }

  /**
   * Returns the shape of every node, in order, for an image of the given size, which need not be a
   * multiple of {@link #multiple()}.
   *
   * @throws IllegalArgumentException if a node would be empty or its inputs would not fit together
   */
  public List<Shape> shapes(int height, int width) {
    return ShapeInference.shapes(nodes, height, width);
  }

  /**
   * Returns, for every node in order, how many rows it has per {@link #multiple()} rows of the
   * image (columns likewise), if that is so for every admissible image; 0 if not known.
   */
  public List<Integer> cellsPerMultiple() {
    return GridAlignment.cells(nodes, multiple);
  }

  /**
   * Returns the trunk, in order: the nodes taken over from a network that classifies images
   * (MobileNet, VGG), the image included. Nothing in it depends on the skeleton. Weights trained on
   * ImageNet fill it, and training may freeze it or give it a learning rate of its own; its weights
   * are {@link Parameters#trunkShapes}. Pruning and folding keep it. Empty where nobody has said
   * what it is, as in a graph read from another program's file.
   */
  public List<Node> trunk() {
    return nodes.stream().filter(Node::trunk).toList();
  }

  /**
   * Returns the nodes of the trunk that others read, in order: all that the heads see of an image.
   * Empty where nobody has said what the trunk is.
   */
  public List<Handle> features() {
    boolean[] read = new boolean[nodes.size()];
    for (Node node : nodes) {
      if (!node.trunk()) {
        node.inputs().forEach(handle -> read[handle.index()] = true);
      }
    }
    return IntStream.range(0, read.length)
        .filter(i -> read[i] && nodes.get(i).trunk())
        .mapToObj(Handle::new)
        .toList();
  }

  /**
   * Returns where a stage's heat or affinity planes are computed: at the node itself, or where the
   * slices that it is are cut from.
   *
   * @throws IndexOutOfBoundsException if the handle is of another graph
   */
  public FieldSource fieldSource(Handle fields) {
    Node node = node(fields);
    int plane = 0;
    while (node.operation() instanceof Operation.Slice slice) {
      plane += slice.from();
      node = node(node.inputs().get(0));
    }
    return new FieldSource(node, plane);
  }

  /** Returns the names of the nodes that compute the fields of any stage. */
  public Set<String> fieldNodes() {
    Set<String> names = new HashSet<>();
    for (Stage stage : stages) {
      names.add(fieldSource(stage.heat()).node().name());
      names.add(fieldSource(stage.affinity()).node().name());
    }
    return names;
  }

  /** Returns, for every node in order, how many inputs of nodes and fields of stages it is. */
  public int[] uses() {
    int[] uses = new int[nodes.size()];
    nodes.forEach(node -> node.inputs().forEach(handle -> uses[handle.index()]++));
    for (Stage stage : stages) {
      uses[stage.heat().index()]++;
      uses[stage.affinity().index()]++;
    }
    return uses;
  }

  /** Returns the graph of the result alone: only the nodes it needs, one stage. */
  public Graph pruned() {
    boolean[] needed = new boolean[nodes.size()];
    needed[result().heat().index()] = true;
    needed[result().affinity().index()] = true;
    Map<Integer, Handle> moved = new HashMap<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed[i] || nodes.get(i).operation() instanceof Operation.Input) {
        needed[i] = true;
        nodes.get(i).inputs().forEach(h -> needed[h.index()] = true);
      }
    }
    List<Node> kept = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (needed[i]) {
        Node node = nodes.get(i);
        List<Handle> inputs = node.inputs().stream().map(h -> moved.get(h.index())).toList();
        moved.put(i, new Handle(kept.size()));
        kept.add(node.withInputs(inputs));
      }
    }
    Stage stage =
        new Stage(moved.get(result().heat().index()), moved.get(result().affinity().index()));
    return with(kept, List.of(stage));
  }

  /**
   * Returns a graph that computes the same in fewer nodes: without nodes that pass on what they
   * get, with activations inside the convolutions and sums before them, and with one scaling where
   * several follow each other. The nodes that are left keep their names and weights.
   */
  public Graph simplified() {
    return Simplification.of(this);
  }

  /**
   * Returns a graph with the same facts, but other nodes and stages.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public Graph with(List<Node> nodes, List<Stage> stages) {
    return new Graph(name, colour, stride, multiple, channels, nodes, stages);
  }

  /** Returns this graph with another colour order and, where given, another input scaling. */
  public Graph withInput(ColourOrder colour, OptionalDouble scale, OptionalDouble shift) {
    List<Node> changed = new ArrayList<>(nodes);
    changed.replaceAll(
        node ->
            node.operation() instanceof Operation.Input input
                ? node.withOperation(
                    new Operation.Input(
                        input.channels(), scale.orElse(input.scale()), shift.orElse(input.shift())))
                : node);
    return new Graph(name, colour, stride, multiple, channels, changed, stages);
  }
}
