package org.jpose.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jpose.Jpose;
import org.jpose.core.Backend;
import org.jpose.core.Execution;
import org.jpose.core.ModelInfo;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.onnx.OnnxBackend;
import org.jpose.weights.BatchNormFolding;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;
import org.jpose.weights.onnx.OnnxExporter;
import org.jpose.weights.onnx.OnnxModel;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelStore;

/**
 * Something to measure.
 *
 * @param name as asked for
 * @param backend the network, ready to run
 * @param trained whether it has real weights
 * @param graph its definition without what the result does not need, where jpose knows it
 */
record BenchSubject(String name, Backend backend, boolean trained, Optional<Graph> graph) {
  private static final long SEED = 1;

  /**
   * Opens a model by name or file or, where there is none for the skeleton, a network by name with
   * random weights.
   *
   * @param skeleton what networks without weights are to find; empty for any model, and COCO-18
   * @throws IllegalArgumentException if there is neither
   */
  static BenchSubject open(String name, Optional<Skeleton> skeleton, Execution where)
      throws IOException {
    if (Jpose.isHere(name) || Files.exists(Path.of(name))) {
      Backend backend = Jpose.open(name, where);
      Skeleton own = backend.info().skeleton();
      if (skeleton.isEmpty() || skeleton.get().equals(own)) {
        return new BenchSubject(name, backend, true, network(name, backend.info()));
      }
      backend.close();
      if (Networks.find(name, own).isEmpty()) {
        throw new IllegalArgumentException(
            "%s is for skeleton %s, so --skeleton %s does not go with it; leave it out"
                .formatted(name, own, skeleton.get()));
      }
    }
    Skeleton fields = skeleton.orElse(Skeletons.COCO18);
    Graph graph = Networks.named(name, fields);
    Backend backend = random(graph, fields, where);
    return new BenchSubject(name, backend, false, Optional.of(graph.pruned()));
  }

  /** By the network's name, else as the file has it. */
  private static Optional<Graph> network(String name, ModelInfo info) {
    return Networks.find(info.name(), info.skeleton())
        .map(Graph::pruned)
        .or(
            () ->
                OnnxModel.network(
                    ModelStore.open().find(name).map(InstalledModel::path).orElse(Path.of(name))));
  }

  private static Backend random(Graph graph, Skeleton skeleton, Execution where)
      throws IOException {
    Model model = BatchNormFolding.fold(InitialWeights.of(graph, SEED).pruned());
    ModelFacts facts = new ModelFacts(skeleton, "random weights", "", "");
    try (TemporaryFolder temporary = TemporaryFolder.ofSystem()) {
      Path file = temporary.path().resolve("random.onnx");
      OnnxExporter.write(file, model, facts, Precision.FLOAT32);
      return OnnxBackend.open(file, where);
    }
  }
}
