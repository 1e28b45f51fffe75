package org.jpose.cli.models;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jpose.core.Backend;
import org.jpose.core.ModelEntry;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.onnx.OnnxBackend;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.ModelSource;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.WeightsFormat;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.convert.WeightsFile;
import org.jpose.weights.onnx.OnnxModel;
import org.jpose.weights.onnx.OnnxSummary;

/**
 * What a file of any kind jpose reads holds: a network of its own, or weights.
 *
 * @param file the file; for a TensorFlow checkpoint also its prefix or folder
 * @param network network to compare weights with, if any
 * @param skeleton what was asked for, if anything
 * @param node node of a frozen graph that puts out the fields, if it has to be named
 * @param output how networks are shown
 */
record ModelFileView(
    Path file,
    Optional<String> network,
    Optional<Skeleton> skeleton,
    Optional<String> node,
    NetworkOutput output) {
  private static final int NAME_WIDTH = 32;

  /**
   * Shows it.
   *
   * @throws ModelFormatException if the file is damaged or of no known kind
   * @throws IllegalArgumentException if the options do not go with it
   */
  void show(PrintWriter out) throws IOException {
    WeightsFormat format =
        WeightsFormat.of(file)
            .orElseThrow(
                () ->
                    new ModelFormatException(
                        file
                            + ": neither a model nor weights of a kind jpose reads; 'jpose convert"
                            + " --help' lists them"));
    if (format == WeightsFormat.FROZEN_GRAPH) {
      showFrozenGraph(out, format);
    } else if (format == WeightsFormat.ONNX && network.isEmpty()) {
      showOnnx(out, format);
    } else {
      showWeights(out, WeightsFile.read(file));
    }
  }

  private ConversionOptions options() {
    ConversionOptions options = ConversionOptions.defaults();
    options = network.map(options::withNetwork).orElse(options);
    options = skeleton.map(options::withSkeleton).orElse(options);
    return node.map(options::withOutput).orElse(options);
  }

  private void showFrozenGraph(PrintWriter out, WeightsFormat format) throws IOException {
    ModelSource source = ModelConverter.open(file, options());
    Graph graph = source.model().graph();
    ModelInfo info =
        new ModelInfo(
            graph.name(),
            source.facts().skeleton(),
            graph.colour(),
            graph.stride(),
            graph.multiple());
    NetworkSize size = output.size(graph.multiple());
    if (!output.drawing()) {
      start(out, format);
      line(out, "network", info.name() + (network.isEmpty() ? " (the file's name)" : ""));
      printFields(out, info);
      line(out, "sha256", source.facts().sha256());
      out.println();
    }
    output.show(out, graph, size);
  }

  private void showOnnx(PrintWriter out, WeightsFormat format) throws IOException {
    requireNoNode();
    OnnxSummary summary = OnnxSummary.read(file);
    if (!summary.ofJpose()) {
      showForeign(out, format, summary);
      return;
    }
    ModelInfo info;
    try (Backend backend = OnnxBackend.open(file, 1)) {
      info = backend.info();
    }
    if (skeleton.isPresent() && !skeleton.get().equals(info.skeleton())) {
      throw new IllegalArgumentException(
          "%s is for skeleton %s, so --skeleton %s does not go with it; leave it out"
              .formatted(file, info.skeleton(), skeleton.get()));
    }
    NetworkSize size = output.size(info.multiple());
    Optional<OnnxModel> model =
        summary.quantized() ? Optional.empty() : Optional.of(OnnxModel.read(file));
    Optional<Graph> graph =
        model
            .map(read -> read.model().graph())
            .or(() -> Networks.find(info.name(), info.skeleton()).map(Graph::pruned));
    if (output.drawing()) {
      output.show(out, graph.orElseThrow(this::nothingToDraw), size);
      return;
    }
    start(out, format);
    line(out, "network", info.name());
    printFields(out, info);
    for (ModelEntry entry : List.of(ModelEntry.SOURCE, ModelEntry.LICENCE, ModelEntry.SHA256)) {
      String said = summary.metadata().getOrDefault(entry.key(), "");
      line(out, entry.word(), said.isBlank() ? "not said" : said);
    }
    line(
        out,
        "numbers",
        model.isEmpty()
            ? "quantised: computes in 8-bit integers"
            : model.get().precision() == Precision.FLOAT16
                ? "float32, weights stored in 16 bits"
                : "float32");
    if (model.isEmpty()) {
      line(out, "operations", operations(summary));
    }
    out.println();
    if (model.isEmpty()) {
      out.println(
          graph.isEmpty()
              ? "Its network is not one jpose can list without its float32 file."
              : "Its network before it was quantised:");
    }
    graph.ifPresent(found -> output.show(out, found, size));
  }

  /** ONNX of other programs is weights to jpose. */
  private void showForeign(PrintWriter out, WeightsFormat format, OnnxSummary summary)
      throws IOException {
    Weights weights = WeightsFile.read(file).weights();
    requireNothingDrawn();
    start(out, format);
    line(out, "contract", "not a model file of jpose; weights for 'jpose convert --network'");
    summary.inputs().forEach(input -> line(out, "input", input));
    summary.outputs().forEach(result -> line(out, "output", result));
    line(
        out,
        "operations",
        operations(summary) + (summary.quantized() ? "; quantised, computes in integers" : ""));
    printTensors(out, weights);
  }

  private static String operations(OnnxSummary summary) {
    return summary.nodes()
        + summary.operations().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", ", ": ", ""));
  }

  private void showWeights(PrintWriter out, WeightsFile read) {
    requireNoNode();
    requireNothingDrawn();
    Optional<String> fit = network.map(name -> fit(read, name));
    start(out, read.format());
    printTensors(out, read.weights());
    fit.ifPresent(lines -> lines.lines().forEach(line -> out.println(line)));
  }

  private String fit(WeightsFile read, String name) {
    Skeleton fields = skeleton.or(() -> read.weights().skeleton()).orElse(Skeletons.COCO18);
    String summary = read.match(Networks.named(name, fields)).summary();
    return "\nAs weights of network %s, skeleton %s:\n%s"
        .formatted(name, fields.name(), summary.indent(2));
  }

  private void printTensors(PrintWriter out, Weights weights) {
    line(
        out,
        "tensors",
        String.format(
            Locale.ROOT, "%,d of %,d numbers", weights.tensors().size(), weights.numbers()));
    weights.metadata().forEach((key, value) -> line(out, "metadata", key + ": " + value));
    out.println();
    int width =
        weights.tensors().keySet().stream().mapToInt(String::length).max().orElse(NAME_WIDTH);
    String row = "%-" + Math.max(NAME_WIDTH, width) + "s %-20s %14s";
    ModelsCommand.print(out, row, "tensor", "shape", "numbers");
    for (Map.Entry<String, Tensor> entry : weights.tensors().entrySet()) {
      Tensor tensor = entry.getValue();
      ModelsCommand.print(
          out,
          row,
          entry.getKey(),
          tensor.shape(),
          String.format(Locale.ROOT, "%,d", tensor.data().length));
    }
  }

  private void start(PrintWriter out, WeightsFormat format) {
    String size = "";
    try {
      size =
          Files.isRegularFile(file)
              ? String.format(Locale.ROOT, ", %,d bytes", Files.size(file))
              : "";
    } catch (IOException e) {
      // It has just been read; its size is not worth an error.
    }
    line(out, "file", file + size);
    line(out, "format", format.toString());
  }

  private static void printFields(PrintWriter out, ModelInfo info) {
    Skeleton fields = info.skeleton();
    String grid = "h/" + info.stride() + ", w/" + info.stride();
    line(out, "skeleton", words(fields));
    line(
        out,
        "input",
        "image [n, 3, h, w], %s, 0..255, h and w multiples of %d"
            .formatted(info.colour().name().toLowerCase(Locale.ROOT), info.multiple()));
    line(out, "output", "heat [n, %d, %s]".formatted(fields.heatChannels(), grid));
    line(out, "output", "affinity [n, %d, %s]".formatted(fields.affinityChannels(), grid));
  }

  /** A skeleton jpose knows needs no words. */
  private static String words(Skeleton skeleton) {
    if (Skeletons.definition(skeleton).isEmpty()) {
      return skeleton.name();
    }
    return "%s, %d limbs, %d joints: %s"
        .formatted(
            skeleton.name(),
            skeleton.limbs().size(),
            skeleton.jointCount(),
            skeleton.joints().stream().map(Joint::name).collect(Collectors.joining(", ")));
  }

  private void requireNoNode() {
    if (node.isPresent()) {
      throw new IllegalArgumentException(
          file + ": --output-node goes with a frozen graph only; leave it out");
    }
  }

  private void requireNothingDrawn() {
    if (output.drawing()) {
      throw new IllegalArgumentException(
          file
              + ": weights bring no network to draw; 'jpose models show NETWORK --dot' draws one"
              + " by name");
    }
  }

  private ModelFormatException nothingToDraw() {
    return new ModelFormatException(
        file + ": is quantised, and its network not one jpose can draw; see 'models list'");
  }

  private static void line(PrintWriter out, String what, String found) {
    ModelsCommand.print(out, "%-11s %s", what, found);
  }
}
