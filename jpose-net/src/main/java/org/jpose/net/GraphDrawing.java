package org.jpose.net;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a network in Graphviz's language: a box for each declared layer, the shape of what it
 * hands on along the arrows, trunk, features and stages framed, the fields of each stage filled.
 */
public final class GraphDrawing {
  private static final String HEAD =
      """
        graph [fontname="Helvetica", labelloc=t, nodesep=0.3, ranksep=0.35, compound=true]
        node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled", fillcolor=white]
        edge [fontname="Helvetica", fontsize=9, fontcolor=gray35, arrowsize=0.7]
      """;
  private static final String FIELDS = ", fillcolor=\"#ffe3b3\"";

  private final Graph graph;
  private final List<Shape> shapes;
  private final Map<String, Integer> lastOfLayer = new LinkedHashMap<>();
  private final Map<String, Set<String>> inputs = new LinkedHashMap<>();
  private final StringBuilder dot = new StringBuilder();

  private GraphDrawing(Graph graph, int height, int width) {
    this.graph = graph;
    this.shapes = graph.shapes(height, width);
  }

  /**
   * Returns the drawing for an image of the given size.
   *
   * @throws IllegalArgumentException if the size does not fit the graph
   */
  public static String dot(Graph graph, int height, int width) {
    return new GraphDrawing(graph, height, width).text(height, width);
  }

  private String text(int height, int width) {
    collect();
    dot.append("digraph ").append(quoted(graph.name())).append(" {\n").append(HEAD);
    String title = "%s, image of %dx%d".formatted(graph.name(), width, height);
    dot.append("  label=").append(quoted(title)).append("\n");
    Map<String, StringBuilder> boxes = boxes();
    int number = 0;
    for (Map.Entry<String, StringBuilder> part : boxes.entrySet()) {
      if (part.getKey().equals(GraphParts.OUTSIDE)) {
        dot.append(part.getValue());
      } else {
        dot.append("  subgraph cluster_").append(number++).append(" {\n");
        dot.append("  label=").append(quoted(part.getKey()));
        dot.append("; style=\"rounded,filled\"; color=gray70; fillcolor=gray96\n");
        dot.append(part.getValue()).append("  }\n");
      }
    }
    arrows();
    return dot.append("}\n").toString();
  }

  private void collect() {
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      lastOfLayer.put(node.layer(), i);
      Set<String> from = inputs.computeIfAbsent(node.layer(), key -> new LinkedHashSet<>());
      node.inputs().forEach(handle -> from.add(graph.node(handle).layer()));
      from.remove(node.layer());
    }
  }

  private Map<String, StringBuilder> boxes() {
    List<String> parts = GraphParts.of(graph);
    Set<Integer> fields = new LinkedHashSet<>();
    for (Stage stage : graph.stages()) {
      fields.add(stage.heat().index());
      fields.add(stage.affinity().index());
    }
    Map<String, StringBuilder> boxes = new LinkedHashMap<>();
    Map<String, String> labels = labels();
    lastOfLayer.forEach(
        (layer, node) ->
            boxes
                .computeIfAbsent(parts.get(node), part -> new StringBuilder())
                .append("    ")
                .append(id(layer))
                .append(" [label=")
                .append(quoted(labels.get(layer)))
                .append(fields.contains(node) ? FIELDS : "")
                .append("]\n"));
    return boxes;
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    lastOfLayer.keySet().forEach(layer -> labels.put(layer, layer));
    for (DeclaredLayers.Layer layer : DeclaredLayers.of(graph)) {
      String what = (layer.operation() + " " + layer.attributes()).strip();
      labels.put(layer.name(), layer.name() + "\n" + what);
    }
    return labels;
  }

  private void arrows() {
    inputs.forEach(
        (layer, from) ->
            from.forEach(
                source ->
                    dot.append("  ")
                        .append(id(source))
                        .append(" -> ")
                        .append(id(layer))
                        .append(" [label=")
                        .append(quoted(shapes.get(lastOfLayer.get(source)).toString()))
                        .append("]\n")));
  }

  private String id(String layer) {
    return "n" + lastOfLayer.get(layer);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
