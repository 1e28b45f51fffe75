package org.jpose.weights.convert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jpose.net.BatchNorm;
import org.jpose.net.Graph;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.net.Parameters;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;

/** One comparison of a file's tensors with what a network needs. */
final class WeightsMatcher {
  private static final int NAMED = 3;

  private final Graph graph;
  private final Weights file;
  private final Map<String, List<Integer>> shapes;
  private final Map<String, Node> nodes;
  private final Map<String, Tensor> taken = new HashMap<>();
  private final Map<String, String> sources = new HashMap<>();
  private final Map<String, Tensor> biases = new LinkedHashMap<>();
  private final List<String> misshapen = new ArrayList<>();
  private final List<String> extra = new ArrayList<>();
  private final Map<String, List<String>> leftOut = new TreeMap<>();
  private int foldedNorms;

  WeightsMatcher(Graph graph, Weights file) {
    this.graph = graph;
    this.file = file;
    this.shapes = Parameters.shapes(graph);
    this.nodes = graph.nodes().stream().collect(Collectors.toMap(Node::name, node -> node));
  }

  WeightsMatch match() {
    for (Map.Entry<String, Tensor> entry : file.tensors().entrySet()) {
      String name = entry.getKey();
      Optional<Target> target = target(name);
      if (target.isPresent()) {
        place(name, entry.getValue(), target.get());
      } else {
        unplaced(name, entry.getValue());
      }
    }
    passThroughFoldedNorms();
    return result(shapes);
  }

  WeightsMatch matchTrunk() {
    Set<String> trunk = graph.trunk().stream().map(Node::name).collect(Collectors.toSet());
    for (Map.Entry<String, Tensor> entry : file.tensors().entrySet()) {
      String name = entry.getKey();
      Optional<Target> target = target(name);
      if (target.isEmpty() || !trunk.contains(target.get().node())) {
        leaveOut("not of the trunk", name);
      } else if (!shapes.containsKey(target.get().parameter())) {
        leaveOut("more than the trunk's layers have", name);
      } else {
        place(name, entry.getValue(), target.get());
      }
    }
    return result(Parameters.trunkShapes(graph));
  }

  /** Where a tensor belongs in the network; the parameter need not exist. */
  private record Target(String node, String part, TensorNaming.Layout layout) {
    String parameter() {
      return node + "." + part;
    }
  }

  private Optional<Target> target(String name) {
    return TensorNaming.place(name)
        .flatMap(
            place ->
                TensorNaming.nodes(place.layer())
                    .flatMap(candidate -> node(candidate).stream())
                    .findFirst()
                    .map(node -> new Target(node, part(place), place.rule().layout())));
  }

  /** PyTorch's norms call gamma and beta weight and bias; only their statistics tell them apart. */
  private String part(TensorNaming.Place place) {
    String part = place.rule().part();
    if (file.tensors().containsKey(place.layer() + TensorNaming.RUNNING_MEAN)) {
      return switch (part) {
        case TensorNaming.WEIGHT -> TensorNaming.GAMMA;
        case TensorNaming.BIAS -> TensorNaming.BETA;
        default -> part;
      };
    }
    return part;
  }

  /** The node of that name, outer scopes of the file left out where the network has none. */
  private Optional<String> node(String layer) {
    String name = layer;
    while (!nodes.containsKey(name)) {
      int scope = scopeEnd(name);
      if (scope < 0) {
        return Optional.empty();
      }
      name = name.substring(scope + 1);
    }
    return Optional.of(name);
  }

  private static int scopeEnd(String name) {
    int slash = name.indexOf('/');
    int dot = name.indexOf('.');
    return slash < 0 || dot < 0 ? Math.max(slash, dot) : Math.min(slash, dot);
  }

  private void place(String name, Tensor tensor, Target target) {
    List<Integer> expected = shapes.get(target.parameter());
    if (expected == null) {
      if (target.part().equals(TensorNaming.BIAS) && norm(target.node()).isPresent()) {
        biases.put(target.node(), tensor);
        sources.put(target.node(), name);
      } else {
        unplaced(name, tensor);
      }
      return;
    }
    String other = sources.put(target.parameter(), name);
    if (other != null) {
      extra.add(
          name + " " + tensor.shape() + ", which is " + target.parameter() + " like " + other);
      return;
    }
    Optional<Tensor> fitted = TensorLayout.fit(tensor, target.layout(), expected);
    fitted.ifPresentOrElse(
        fits -> taken.put(target.parameter(), fits),
        () ->
            misshapen.add(
                "%s%s has shape %s, expected %s%s"
                    .formatted(
                        name,
                        name.equals(target.parameter()) ? "" : " (" + target.parameter() + ")",
                        tensor.shape(),
                        expected,
                        target.layout() == TensorNaming.Layout.TENSORFLOW && expected.size() == 4
                            ? " or as [row, column, input, output]"
                            : "")));
  }

  private Optional<BatchNorm> norm(String node) {
    return nodes.get(node).operation() instanceof Operation.Convolution convolution
        ? convolution.norm()
        : Optional.empty();
  }

  private void unplaced(String name, Tensor tensor) {
    Optional<String> kind = TensorNaming.leftOut(name);
    if (kind.isPresent()) {
      leaveOut(kind.get(), name);
    } else {
      extra.add(name + " " + tensor.shape());
    }
  }

  private void leaveOut(String kind, String name) {
    leftOut.computeIfAbsent(kind, key -> new ArrayList<>()).add(name);
  }

  /**
   * A file whose norms are folded has a bias where the network has a norm: the norm then adds the
   * bias and changes nothing else (mean 0, variance 1 - epsilon, gamma 1).
   */
  private void passThroughFoldedNorms() {
    for (Map.Entry<String, Tensor> entry : biases.entrySet()) {
      String node = entry.getKey();
      Tensor bias = entry.getValue();
      BatchNorm norm = norm(node).orElseThrow();
      List<Integer> channels = shapes.get(node + "." + TensorNaming.BETA);
      List<String> parts =
          shapes.keySet().stream().filter(name -> name.startsWith(node + ".bn.")).toList();
      boolean alone = parts.stream().noneMatch(sources::containsKey);
      if (alone
          && norm.statistics() == BatchNorm.Statistics.RUNNING
          && bias.shape().equals(channels)) {
        float[] variance = filled(channels, (float) (1 - norm.epsilon()));
        taken.put(node + "." + TensorNaming.BETA, bias);
        taken.put(node + "." + TensorNaming.MEAN, new Tensor(channels, filled(channels, 0)));
        taken.put(node + "." + TensorNaming.VARIANCE, new Tensor(channels, variance));
        if (norm.gamma()) {
          taken.put(node + "." + TensorNaming.GAMMA, new Tensor(channels, filled(channels, 1)));
        }
        foldedNorms++;
      } else {
        extra.add(sources.get(node) + " " + bias.shape());
      }
    }
  }

  private static float[] filled(List<Integer> channels, float value) {
    float[] data = new float[channels.get(0)];
    Arrays.fill(data, value);
    return data;
  }

  private WeightsMatch result(Map<String, List<Integer>> expected) {
    Map<String, Tensor> ordered = new LinkedHashMap<>();
    Map<String, List<Integer>> missing = new LinkedHashMap<>();
    expected.forEach(
        (name, shape) -> {
          if (taken.containsKey(name)) {
            ordered.put(name, taken.get(name));
          } else if (!sources.containsKey(name)) {
            missing.put(name, shape);
          }
        });
    List<String> notes = new ArrayList<>();
    leftOut.remove(TensorNaming.NOT_WORTH_A_NOTE);
    leftOut.forEach(
        (kind, names) ->
            notes.add(
                "%d left out, %s: %s%s"
                    .formatted(
                        names.size(),
                        kind,
                        String.join(", ", names.subList(0, Math.min(NAMED, names.size()))),
                        names.size() > NAMED ? ", ..." : "")));
    if (foldedNorms > 0) {
      notes.add(
          foldedNorms
              + " norms are folded in the file and pass through here, which is exact for inference"
              + " and for training with stored norms");
    }
    return new WeightsMatch(graph, file.withTensors(ordered), missing, misshapen, extra, notes);
  }
}
