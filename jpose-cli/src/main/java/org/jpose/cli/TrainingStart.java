package org.jpose.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.core.ModelFormatException;
import org.jpose.core.pose.Skeleton;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.Networks;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.checkpoint.RunRecord;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Weights;
import org.jpose.weights.WeightsFile;
import org.jpose.weights.WeightsMatch;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Option;

/** Which network is trained, and the weights it begins with. */
final class TrainingStart {
  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "NAME",
      description = "The network, by a name of 'jpose models networks' such as mobilenet_thin.")
  private String model;

  @Option(
      names = "--pretrained",
      paramLabel = "FILE|NAME|RUN",
      description =
          "Begin with these weights, of any program ('jpose convert --help' lists the kinds), of a"
              + " model that is here, or of a run's best checkpoint (default: random).")
  private String pretrained;

  @Option(
      names = "--partial",
      description = "Take of --pretrained what fits by name and shape, and list the rest.")
  private boolean partial;

  @Option(names = "--backbone-only", description = "Take of --pretrained the trunk only.")
  private boolean backboneOnly;

  /** The network for a skeleton. */
  Graph graph(Skeleton skeleton) {
    if (pretrained == null && (partial || backboneOnly)) {
      throw new IllegalArgumentException(
          "--partial and --backbone-only go with --pretrained, the file to take weights of");
    }
    return Networks.named(
        model, new FieldChannels(skeleton.heatChannels(), skeleton.affinityChannels()));
  }

  /** What {@code --pretrained} was. */
  String source() {
    return pretrained == null ? "random" : pretrained;
  }

  /**
   * The network with the weights to begin with.
   *
   * @param say told what was taken and what was left
   * @throws IllegalArgumentException if the weights are not whole and may not be partial
   */
  Model model(Graph graph, Skeleton skeleton, long seed, Consumer<String> say) throws IOException {
    Weights initial = InitialWeights.of(graph, seed).weights();
    Weights begun = pretrained == null ? initial : taken(graph, initial, say);
    ModelFacts facts = new ModelFacts(skeleton, "jpose train", "", "");
    return new Model(
        graph,
        new Weights(
            "weights of " + graph.name(),
            facts.metadata(graph.name(), graph.colour()),
            begun.tensors()));
  }

  private Weights taken(Graph graph, Weights initial, Consumer<String> say) throws IOException {
    WeightsMatch match = read(graph);
    if (match.taken().tensors().isEmpty()) {
      throw new IllegalArgumentException(
          "--pretrained %s: nothing of it fits %s; is it of another network?"
              .formatted(pretrained, graph.name()));
    }
    if (!partial && (backboneOnly ? !match.missing().isEmpty() : !match.exact())) {
      throw new IllegalArgumentException(
          "--pretrained %s does not fit %s: %s; --partial takes what does"
              .formatted(pretrained, graph.name(), match.summary().replace("\n", "; ")));
    }
    say.accept("weights from " + match.summary());
    return match.completedFrom(initial).weights();
  }

  private WeightsMatch read(Graph graph) throws IOException {
    Path named = Path.of(pretrained);
    if (Files.exists(named)) {
      return match(weightsOf(named), graph);
    }
    if (ModelZoo.isEmbedded(pretrained)) {
      Path copy = Files.createTempFile("jpose-", ".onnx");
      try {
        Files.write(copy, ModelZoo.load(pretrained));
        return match(copy, graph);
      } finally {
        Files.delete(copy);
      }
    }
    Optional<InstalledModel> installed = ModelStore.open().find(pretrained);
    if (installed.isPresent()) {
      return match(installed.get().path(), graph);
    }
    throw new ModelFormatException(
        "--pretrained %s: neither a file nor a model that is here; 'jpose models list' says what is"
            .formatted(pretrained));
  }

  private WeightsMatch match(Path file, Graph graph) throws IOException {
    WeightsFile weights = WeightsFile.read(file);
    return backboneOnly ? weights.matchTrunk(graph) : weights.match(graph);
  }

  /** Of a run or checkpoint its weights, as 'jpose optimize' takes them. */
  private static Path weightsOf(Path place) {
    if (RunRecord.isIn(place) || Checkpoints.isCheckpoint(place)) {
      Checkpoint checkpoint = TrainedWeights.checkpoint(place);
      return checkpoint.average().orElse(checkpoint.weights());
    }
    return place;
  }
}
