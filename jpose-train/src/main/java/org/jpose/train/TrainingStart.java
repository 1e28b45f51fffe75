package org.jpose.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Graph;
import org.jpose.net.Networks;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.FieldNorms;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.ModelConverter;
import org.jpose.weights.ModelSource;
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
      paramLabel = "NAME|FILE",
      description =
          "The network: a name such as mobilenet_thin ('jpose models show NAME' describes it), or a"
              + " file of jpose's whose network and weights are to be trained further.")
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

  /**
   * The network.
   *
   * @param asked the skeleton that was asked for; else the file's, or coco18
   * @throws IllegalArgumentException if it is not known, or the options do not go together
   */
  StartingNetwork network(Optional<Skeleton> asked) throws IOException {
    if (pretrained == null && (partial || backboneOnly)) {
      throw new IllegalArgumentException(
          "--partial and --backbone-only go with --pretrained, the file to take weights of");
    }
    if (isFile()) {
      ConversionOptions options = ConversionOptions.defaults();
      ModelSource source =
          ModelConverter.open(Path.of(model), asked.map(options::withSkeleton).orElse(options));
      return new StartingNetwork(
          source.model().graph(), source.facts().skeleton(), Optional.of(source.model().weights()));
    }
    Skeleton skeleton = asked.orElse(Skeletons.COCO18);
    return new StartingNetwork(
        Networks.named(model, StartingNetwork.planes(skeleton)), skeleton, Optional.empty());
  }

  /** What was asked for: a network's name or a file. */
  String name() {
    return model;
  }

  /** What the first weights were. */
  String source() {
    if (pretrained != null) {
      return pretrained;
    }
    return isFile() ? model : "random numbers";
  }

  /**
   * Whether the first weights are those of a network that finds people, and not of a trunk only.
   */
  boolean isFurthered() {
    return isFile() || pretrained != null && !backboneOnly;
  }

  /** A network's name comes first: a file or folder of that name is meant by {@code ./NAME}. */
  private boolean isFile() {
    return ModelsCommand.knownNetwork(model, Skeletons.COCO18).isEmpty()
        && ModelFileView.isFile(model);
  }

  /**
   * The network with the weights to begin with.
   *
   * @param say told what was taken and what was left
   * @throws IllegalArgumentException if the weights are not whole and may not be partial
   */
  Model model(StartingNetwork network, long seed, Consumer<String> say) throws IOException {
    Weights initial =
        network.own().orElseGet(() -> InitialWeights.of(network.graph(), seed).weights());
    Weights weights = pretrained == null ? initial : taken(network.graph(), initial, say);
    return network.with(FieldNorms.settled(network.graph(), weights));
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
      try (TemporaryFolder temporary = TemporaryFolder.ofSystem()) {
        Path copy = temporary.path().resolve("pretrained.onnx");
        Files.write(copy, ModelZoo.load(pretrained));
        return match(copy, graph);
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
    WeightsFile read = WeightsFile.read(file);
    Weights found = read.weights();
    // A model that comes with jpose is read from a copy, whose name says nothing.
    Weights named = new Weights(pretrained, found.metadata(), found.tensors());
    WeightsFile weights = new WeightsFile(read.format(), named);
    return backboneOnly ? weights.matchTrunk(graph) : weights.match(graph);
  }

  /** Of a run or checkpoint its weights, as 'jpose optimize' takes them. */
  private static Path weightsOf(Path place) {
    if (TrainedWeights.isIn(place)) {
      return TrainedWeights.file(TrainedWeights.checkpoint(place), Optional.empty());
    }
    return place;
  }
}
