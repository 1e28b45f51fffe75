package org.jpose.weights.convert;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpose.core.ModelFormatException;
import org.jpose.net.Graph;
import org.jpose.net.Parameters;
import org.jpose.weights.Model;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;

/**
 * How the tensors of a file fit a network.
 *
 * @param graph the network
 * @param taken the tensors that fit, under the network's names and in its layout
 * @param missing what the network has and the file lacks: shapes by the network's names
 * @param misshapen tensors of a known name and another shape, in words, with both shapes
 * @param extra tensors the network has no place for, in words
 * @param notes what was left out or changed on purpose, in words
 */
public record WeightsMatch(
    Graph graph,
    Weights taken,
    Map<String, List<Integer>> missing,
    List<String> misshapen,
    List<String> extra,
    List<String> notes) {
  private static final int LISTED = 20;

  public WeightsMatch {
    missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
    misshapen = List.copyOf(misshapen);
    extra = List.copyOf(extra);
    notes = List.copyOf(notes);
  }

  /** Returns whether every tensor found its place and none is missing. */
  public boolean exact() {
    return missing.isEmpty() && misshapen.isEmpty() && extra.isEmpty();
  }

  /**
   * Returns the network with these weights. Where the file lacks only what the network's result
   * does not need, it is the pruned network.
   *
   * @throws ModelFormatException if tensors are missing, extra or of another shape; the message
   *     lists them together, with both shapes, up to 20; or if a number is not finite
   */
  public Model model() {
    if (exact()) {
      return new Model(graph, taken);
    }
    Graph pruned = graph.pruned();
    Set<String> needed = Parameters.shapes(pruned).keySet();
    if (misshapen.isEmpty()
        && extra.isEmpty()
        && missing.keySet().stream().noneMatch(needed::contains)) {
      Map<String, Tensor> kept = new LinkedHashMap<>(taken.tensors());
      kept.keySet().retainAll(needed);
      return new Model(pruned, taken.withTensors(kept));
    }
    List<String> faults = new ArrayList<>(misshapen);
    missing.forEach((name, shape) -> faults.add("missing " + name + " " + shape));
    extra.forEach(tensor -> faults.add("extra " + tensor));
    throw new ModelFormatException(
        "%s does not fit network '%s': %s; is it of another network or skeleton?"
            .formatted(taken.origin(), graph.name(), listed(faults)));
  }

  /**
   * Returns weights for the whole network: those of the file where they fit, those given elsewhere.
   *
   * @param others weights that fit the network, for example random ones
   * @throws ModelFormatException if {@code others} do not fit the network, or a number taken is not
   *     finite
   */
  public Model completedFrom(Weights others) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(others.tensors());
    tensors.putAll(taken.tensors());
    return new Model(graph, taken.withTensors(tensors));
  }

  /** Returns what was taken and what was not, in a few lines without a line end. */
  public String summary() {
    List<String> lines = new ArrayList<>();
    lines.add("%s: %d tensors taken".formatted(taken.origin(), taken.tensors().size()));
    if (!missing.isEmpty()) {
      List<String> shapes = new ArrayList<>();
      missing.forEach((name, shape) -> shapes.add(name + " " + shape));
      lines.add(missing.size() + " missing: " + listed(shapes));
    }
    if (!misshapen.isEmpty()) {
      lines.add(misshapen.size() + " of another shape: " + listed(misshapen));
    }
    if (!extra.isEmpty()) {
      lines.add(extra.size() + " without a place: " + listed(extra));
    }
    lines.addAll(notes);
    return String.join("\n", lines);
  }

  private static String listed(List<String> all) {
    int shown = Math.min(LISTED, all.size());
    return String.join("; ", all.subList(0, shown))
        + (shown < all.size() ? "; and " + (all.size() - shown) + " more" : "");
  }
}
