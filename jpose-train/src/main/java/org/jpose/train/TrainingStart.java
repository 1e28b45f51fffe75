package org.jpose.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.FieldNorms;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.ModelSource;
import org.jpose.weights.Weights;
import org.jpose.weights.WeightsFormat;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.convert.WeightsFile;
import org.jpose.weights.convert.WeightsMatch;
import org.jpose.zoo.NamedModel;

/**
 * Which network is trained, and the weights it begins with.
 *
 * @param model name of a network, or a file whose network and weights are to be trained further
 * @param pretrained weights to begin with: a file of any program, a model that is here, or a run's
 *     folder; empty for random ones, or those of the file
 * @param partial whether to take of these what fits by name and shape
 * @param backboneOnly whether to take of these the trunk only
 */
public record TrainingStart(
    String model, Optional<String> pretrained, boolean partial, boolean backboneOnly) {
  private static final String RANDOM = "random numbers";

  /**
   * Checks that the options go together.
   *
   * @throws IllegalArgumentException if something is to be taken of nothing
   */
  public TrainingStart {
    Objects.requireNonNull(model, "model");
    if (pretrained.isEmpty() && (partial || backboneOnly)) {
      throw new IllegalArgumentException(
          "weights can be taken in part, or for the backbone only, where there are some; name them");
    }
  }

  /** A network by name with random weights, or a file with its own. */
  public static TrainingStart of(String model) {
    return new TrainingStart(model, Optional.empty(), false, false);
  }

  /** The same with weights to begin with. */
  public TrainingStart withPretrained(String weights) {
    return new TrainingStart(model, Optional.of(weights), partial, backboneOnly);
  }

  /** The same, of which what fits is taken. */
  public TrainingStart withPartial(boolean newPartial) {
    return new TrainingStart(model, pretrained, newPartial, backboneOnly);
  }

  /** The same, of which the trunk alone is taken. */
  public TrainingStart withBackboneOnly(boolean newBackboneOnly) {
    return new TrainingStart(model, pretrained, partial, newBackboneOnly);
  }

  /**
   * The network.
   *
   * @param asked the skeleton that was asked for; else the file's, or coco18
   * @throws IllegalArgumentException if it is not known
   */
  StartingNetwork network(Optional<Skeleton> asked) throws IOException {
    if (isFile()) {
      ConversionOptions options = ConversionOptions.defaults();
      ModelSource source =
          ModelConverter.open(Path.of(model), asked.map(options::withSkeleton).orElse(options));
      return new StartingNetwork(
          source.model().graph(), source.facts().skeleton(), Optional.of(source.model().weights()));
    }
    Skeleton skeleton = asked.orElse(Skeletons.COCO18);
    return new StartingNetwork(Networks.named(model, skeleton), skeleton, Optional.empty());
  }

  /** What the first weights were, in words. */
  String source() {
    return pretrained.orElse(isFile() ? model : RANDOM);
  }

  /** What the first weights were, and what is taken of them, by the program's names. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("pretrained", source());
    if (partial) {
      settings.put("partial", "true");
    }
    if (backboneOnly) {
      settings.put("backbone-only", "true");
    }
    return settings;
  }

  /** What the model and {@link #settings} tell of. */
  static TrainingStart told(Map<String, String> settings) {
    TrainingStart start = of(settings.get("model"));
    String source = settings.get("pretrained");
    boolean partial = settings.containsKey("partial");
    boolean backboneOnly = settings.containsKey("backbone-only");
    return source.equals(start.source()) && !partial && !backboneOnly
        ? start
        : new TrainingStart(start.model(), Optional.of(source), partial, backboneOnly);
  }

  /**
   * Whether the first weights are those of a network that finds people, and not of a trunk only.
   */
  boolean findsPeople() {
    return isFile() || pretrained.isPresent() && !backboneOnly;
  }

  /** A network's name comes first: a file or folder of that name is meant by {@code ./NAME}. */
  private boolean isFile() {
    return Networks.find(model, Skeletons.COCO18).isEmpty() && WeightsFormat.isFileName(model);
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
    Weights weights =
        pretrained.isEmpty() ? initial : taken(pretrained.get(), network.graph(), initial, say);
    return network.with(FieldNorms.settled(network.graph(), weights));
  }

  private Weights taken(String from, Graph graph, Weights initial, Consumer<String> say)
      throws IOException {
    WeightsMatch match = read(from, graph);
    if (match.taken().tensors().isEmpty()) {
      throw new IllegalArgumentException(
          "weights of %s: nothing of them fits %s; are they of another network?"
              .formatted(from, graph.name()));
    }
    if (!partial && (backboneOnly ? !match.missing().isEmpty() : !match.exact())) {
      throw new IllegalArgumentException(
          "weights of %s do not fit %s: %s; taken in part, what fits is taken"
              .formatted(from, graph.name(), match.summary().replace("\n", "; ")));
    }
    say.accept("weights from " + match.summary());
    return match.completedFrom(initial).weights();
  }

  private WeightsMatch read(String from, Graph graph) throws IOException {
    try (NamedModel file = NamedModel.of(from)) {
      if (!Files.exists(file.path())) {
        throw NamedModel.absent(from);
      }
      return match(from, weightsOf(file.path()), graph);
    }
  }

  private WeightsMatch match(String from, Path file, Graph graph) throws IOException {
    WeightsFile read = WeightsFile.read(file);
    Weights found = read.weights();
    // A model that comes with jpose is read from a copy, whose name says nothing.
    Weights named = new Weights(from, found.metadata(), found.tensors());
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
