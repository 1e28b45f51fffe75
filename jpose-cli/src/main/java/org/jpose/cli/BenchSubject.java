package org.jpose.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jpose.core.Backend;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.Networks;
import org.jpose.onnx.OnnxBackend;
import org.jpose.weights.BatchNormFolding;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.OnnxExporter;
import org.jpose.weights.Precision;

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
   * Opens a model by name or file or, where there is none, a network by name with random weights.
   *
   * @throws IllegalArgumentException if there is neither
   */
  static BenchSubject open(String name, int threads) throws IOException {
    if (EstimatorArguments.isModel(name)) {
      Backend backend = EstimatorArguments.backend(name, threads);
      return new BenchSubject(name, backend, true, network(backend.info().name()));
    }
    Graph graph = Networks.named(name, channels(Skeletons.COCO18));
    return new BenchSubject(name, random(graph, threads), false, Optional.of(graph.pruned()));
  }

  private static FieldChannels channels(Skeleton skeleton) {
    return new FieldChannels(skeleton.heatChannels(), skeleton.affinityChannels());
  }

  private static Optional<Graph> network(String name) {
    try {
      return Optional.of(Networks.named(name, channels(Skeletons.COCO18)).pruned());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Backend random(Graph graph, int threads) throws IOException {
    Model model = BatchNormFolding.fold(InitialWeights.of(graph, SEED).pruned());
    ModelFacts facts = new ModelFacts(Skeletons.COCO18.name(), "random weights", "", "");
    Path file = Files.createTempFile("jpose-bench-", ".onnx");
    try {
      OnnxExporter.write(file, model, facts, Precision.FLOAT32);
      return OnnxBackend.open(file, threads);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
