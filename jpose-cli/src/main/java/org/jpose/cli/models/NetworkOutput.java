package org.jpose.cli.models;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jpose.cli.terminal.OutputFiles;
import org.jpose.core.disk.PendingFile;
import org.jpose.core.image.NetworkSize;
import org.jpose.net.DeclaredLayers;
import org.jpose.net.Graph;
import org.jpose.net.GraphDrawing;
import picocli.CommandLine.Option;

/** How a network is shown: a table of operations, a list of layers or a drawing. */
final class NetworkOutput {
  @Option(
      names = "--layers",
      description = "List layers as the network declares them, not every operation.")
  private boolean layers;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description =
          "Size of the image (default: ${DEFAULT-VALUE}), rounded up to what the network takes.")
  private String size = ModelsCommand.WIDTH + "x" + ModelsCommand.HEIGHT;

  @Option(
      names = "--dot",
      paramLabel = "OUT.dot",
      description = "Write the network as a Graphviz drawing instead.")
  private Path dot;

  /** Whether a file with a drawing is all that is asked for. */
  boolean drawing() {
    return dot != null;
  }

  /**
   * Refuses to draw over a file.
   *
   * @throws org.jpose.core.disk.FileException if the drawing would replace it
   */
  void spare(Path input) {
    if (dot != null) {
      new OutputFiles(List.of(input)).add(dot);
    }
  }

  /**
   * The size of the image.
   *
   * @throws IllegalArgumentException if it cannot be one
   */
  NetworkSize size(int multiple) {
    return NetworkSize.parse(size).requireFixed().up(multiple);
  }

  void show(PrintWriter out, Graph graph, NetworkSize wanted) {
    if (dot != null) {
      write(GraphDrawing.dot(graph, wanted.height(), wanted.width()));
      if (Files.isRegularFile(dot)) {
        ModelsCommand.print(out, "%s: %s at %s", dot, graph.name(), wanted);
      }
    } else if (layers) {
      DeclaredLayers.of(graph).forEach(layer -> out.println(layer.toString().replace('\t', ' ')));
    } else {
      NetworkTable.print(out, graph, wanted);
    }
  }

  private void write(String drawing) {
    PendingFile.write(dot, path -> Files.writeString(path, drawing));
  }
}
