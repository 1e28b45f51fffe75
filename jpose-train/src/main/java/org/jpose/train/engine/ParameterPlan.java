package org.jpose.train.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jpose.net.Graph;
import org.jpose.net.Node;
import org.jpose.net.Parameters;

/**
 * Where each weight of a network lies in one long row of numbers: weights that are trained alike
 * side by side, then those that are not, then the statistics of norms that move. A step is then a
 * few operations on long rows, not a few for each of hundreds of weights.
 *
 * @param slots place of each weight, in the order of the network
 * @param groups what is trained, from 0 on without gaps
 * @param trained end of the last group
 * @param statistics begin of the statistics that move, which go on to the end
 * @param total length of the row
 * @param frozen names of the nodes that stay as they are
 */
record ParameterPlan(
    List<Slot> slots,
    List<Group> groups,
    long trained,
    long statistics,
    long total,
    Set<String> frozen) {
  /** Slots begin at multiples of 64 bytes, as libtorch's own memory does. */
  private static final int ALIGNMENT = 16;

  private static final int LISTED = 8;
  private static final Pattern SUFFIX =
      Pattern.compile("(\\.weight|\\.bias|\\.bn\\.(gamma|beta|mean|var))$");

  /**
   * A weight's place.
   *
   * @param trained whether it has a gradient
   */
  record Slot(String name, List<Integer> shape, long from, long count, boolean trained) {}

  /**
   * Numbers that are trained alike.
   *
   * @param rate factor of the learning rate
   * @param decays whether weight decay applies
   */
  record Group(long from, long to, double rate, boolean decays) {}

  /** How a weight is treated; sorts into the row's order. */
  private record Kind(Treatment treatment, double rate, boolean decays)
      implements Comparable<Kind> {
    private static final Comparator<Kind> ORDER =
        Comparator.comparing(Kind::treatment).thenComparing(Kind::rate).thenComparing(Kind::decays);

    private enum Treatment {
      TRAINED,
      FROZEN,
      OBSERVED
    }

    @Override
    public int compareTo(Kind other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Plans a network.
   *
   * @throws IllegalArgumentException if a pattern of frozen layers fits none, a trunk is asked for
   *     that the network does not have, or nothing is left to train
   */
  static ParameterPlan of(Graph graph, TrainingOptions options) {
    if (options.trunkRate() != 1 && graph.trunk().isEmpty()) {
      throw new IllegalArgumentException(
          "%s: rate factor %s for the trunk, but the network names no trunk; leave it out or freeze layers by name"
              .formatted(graph.name(), options.trunkRate()));
    }
    Set<String> frozen = frozen(graph, options);
    Map<String, Node> nodes = new LinkedHashMap<>();
    graph.nodes().forEach(node -> nodes.put(node.name(), node));
    Map<String, List<Integer>> shapes = Parameters.shapes(graph);
    Map<Kind, List<String>> kinds = new TreeMap<>();
    for (String name : shapes.keySet()) {
      Node node = nodes.get(node(name));
      double rate = node.trunk() ? options.trunkRate() : 1;
      kinds
          .computeIfAbsent(kind(name, frozen.contains(node.name()), rate), k -> new ArrayList<>())
          .add(name);
    }
    return laidOut(graph, shapes, kinds, frozen);
  }

  /** Whether there is a trunk and no layer of it is trained. */
  boolean freezesTrunk(Graph graph) {
    List<Node> trunk = graph.trunk();
    return !trunk.isEmpty()
        && slots.stream()
            .filter(slot -> slot.trained() || slot.from() >= statistics)
            .noneMatch(slot -> trunk.stream().anyMatch(n -> n.name().equals(node(slot.name()))));
  }

  /** The node that a weight belongs to. */
  static String node(String weight) {
    return SUFFIX.matcher(weight).replaceFirst("");
  }

  private static Kind kind(String name, boolean frozen, double rate) {
    if (frozen) {
      return new Kind(Kind.Treatment.FROZEN, 0, false);
    }
    if (name.endsWith(".bn.mean") || name.endsWith(".bn.var")) {
      return new Kind(Kind.Treatment.OBSERVED, 0, false);
    }
    return new Kind(Kind.Treatment.TRAINED, rate, name.endsWith(".weight"));
  }

  private static ParameterPlan laidOut(
      Graph graph,
      Map<String, List<Integer>> shapes,
      Map<Kind, List<String>> kinds,
      Set<String> frozen) {
    Map<String, Slot> slots = new LinkedHashMap<>();
    shapes.keySet().forEach(name -> slots.put(name, null));
    List<Group> groups = new ArrayList<>();
    long end = 0;
    long trained = 0;
    long statistics = -1;
    for (Map.Entry<Kind, List<String>> kind : kinds.entrySet()) {
      boolean trains = kind.getKey().treatment() == Kind.Treatment.TRAINED;
      long begin = end;
      for (String name : kind.getValue()) {
        long count =
            shapes.get(name).stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        slots.put(name, new Slot(name, shapes.get(name), end, count, trains));
        end += (count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      }
      if (trains) {
        groups.add(new Group(begin, end, kind.getKey().rate(), kind.getKey().decays()));
        trained = end;
      } else if (kind.getKey().treatment() == Kind.Treatment.OBSERVED) {
        statistics = begin;
      }
    }
    if (groups.isEmpty()) {
      throw new IllegalArgumentException(
          graph.name() + ": all layers are frozen, nothing is left to train");
    }
    return new ParameterPlan(
        List.copyOf(slots.values()),
        List.copyOf(groups),
        trained,
        statistics < 0 ? end : statistics,
        end,
        frozen);
  }

  private static Set<String> frozen(Graph graph, TrainingOptions options) {
    Set<String> frozen = new HashSet<>();
    for (String expression : options.frozen()) {
      Pattern pattern = Pattern.compile(expression);
      List<Node> fitting =
          graph.nodes().stream()
              .filter(
                  node ->
                      pattern.matcher(node.name()).matches()
                          || pattern.matcher(node.layer()).matches())
              .toList();
      if (fitting.isEmpty()) {
        throw new IllegalArgumentException(
            "%s: no layer is named '%s'; there are %s and others"
                .formatted(
                    graph.name(),
                    expression,
                    graph.nodes().stream().map(Node::layer).distinct().limit(LISTED).toList()));
      }
      fitting.forEach(node -> frozen.add(node.name()));
    }
    if (options.trunkRate() == 0) {
      graph.trunk().forEach(node -> frozen.add(node.name()));
    }
    return Set.copyOf(frozen);
  }
}
