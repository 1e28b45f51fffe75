package org.jpose.net;

import java.util.ArrayList;
import java.util.List;

/**
 * Proves grid sizes for every admissible image at once: for an input of {@code multiple * t} rows a
 * node has exactly {@code cells * t} rows, the same for columns. 0 cells means not proved.
 */
final class GridAlignment implements Operation.Visitor<Integer> {
  private final int multiple;
  private List<Integer> inputs = List.of();

  private GridAlignment(int multiple) {
    this.multiple = multiple;
  }

  static List<Integer> cells(List<Node> nodes, int multiple) {
    GridAlignment alignment = new GridAlignment(multiple);
    List<Integer> cells = new ArrayList<>(nodes.size());
    for (Node node : nodes) {
      alignment.inputs = node.inputs().stream().map(h -> cells.get(h.index())).toList();
      cells.add(node.operation().accept(alignment));
    }
    return cells;
  }

  private int slide(Window window) {
    int rows = window.resultsPerPeriod(inputs.get(0), window.spanHeight());
    int columns = window.resultsPerPeriod(inputs.get(0), window.spanWidth());
    return rows == columns ? rows : 0;
  }

  private int common() {
    return inputs.stream().max(Integer::compare).orElse(0);
  }

  @Override
  public Integer input(Operation.Input input) {
    return multiple;
  }

  @Override
  public Integer affine(Operation.Affine affine) {
    return inputs.get(0);
  }

  @Override
  public Integer convolution(Operation.Convolution convolution) {
    return slide(convolution.window());
  }

  @Override
  public Integer normalize(Operation.Normalize normalize) {
    return inputs.get(0);
  }

  @Override
  public Integer activate(Operation.Activate activate) {
    return inputs.get(0);
  }

  @Override
  public Integer maxPool(Operation.MaxPool maxPool) {
    return slide(maxPool.window());
  }

  @Override
  public Integer concat(Operation.Concat concat) {
    return common();
  }

  @Override
  public Integer add(Operation.Add add) {
    return common();
  }

  @Override
  public Integer upsample(Operation.Upsample upsample) {
    return inputs.get(0) * upsample.factor();
  }

  @Override
  public Integer resizeLike(Operation.ResizeLike resizeLike) {
    return inputs.get(1);
  }

  @Override
  public Integer slice(Operation.Slice slice) {
    return inputs.get(0);
  }
}
