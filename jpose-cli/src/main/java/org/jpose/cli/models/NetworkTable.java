package org.jpose.cli.models;

import java.io.PrintWriter;
import java.util.Locale;
import org.jpose.core.image.NetworkSize;
import org.jpose.net.Cost;
import org.jpose.net.Graph;

/** What each operation of a network puts out and costs. */
final class NetworkTable {
  private static final int NAME_WIDTH = 32;

  private NetworkTable() {}

  static void print(PrintWriter out, Graph graph, NetworkSize size) {
    Cost cost = Cost.of(graph, size.height(), size.width());
    int names = graph.nodes().stream().mapToInt(node -> node.name().length()).max().orElse(0);
    String row = "%-" + Math.max(NAME_WIDTH, names) + "s %-12s %-16s %12s %10s";
    ModelsCommand.print(out, row, "node", "operation", "output", "parameters", "MMAC");
    for (Cost.NodeCost node : cost.nodes()) {
      ModelsCommand.print(
          out,
          row,
          node.node().name(),
          node.node().operation().getClass().getSimpleName().toLowerCase(Locale.ROOT),
          node.shape(),
          node.parameters() == 0 ? "" : String.format(Locale.ROOT, "%,d", node.parameters()),
          node.macs() == 0 ? "" : String.format(Locale.ROOT, "%.2f", node.macs() / 1e6));
    }
    ModelsCommand.print(
        out,
        "%d nodes, %,d parameters, %.2f GMAC at %s",
        cost.nodes().size(),
        cost.parameters(),
        cost.macs() / 1e9,
        size);
  }
}
