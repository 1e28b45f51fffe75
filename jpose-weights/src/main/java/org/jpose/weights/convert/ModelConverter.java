package org.jpose.weights.convert;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jpose.core.ModelEntry;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.Sha256;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.ModelSource;
import org.jpose.weights.Weights;
import org.jpose.weights.WeightsFormat;
import org.jpose.weights.onnx.OnnxExporter;
import org.jpose.weights.onnx.OnnxModel;
import org.jpose.weights.safetensors.Safetensors;
import org.jpose.weights.tensorflow.FrozenGraphReader;

/** Turns model and weights files into jpose's own: model files, and weights files for training. */
public final class ModelConverter {
  private static final String MODEL = ".onnx";
  private static final String WEIGHTS = ".safetensors";

  private ModelConverter() {}

  /**
   * Converts {@code in} (a frozen TensorFlow graph, or weights of a network known by name in any
   * {@link WeightsFormat}; its content tells which) to {@code out}: a model file ({@code .onnx},
   * the network's result alone, batch norms folded) or a weights file ({@code .safetensors}, all
   * weights under the network's names, for training).
   *
   * <p>The output is written beside its place and moved there; on any error no part of it is left.
   *
   * @throws IOException if a file cannot be read
   * @throws org.jpose.core.disk.FileException if {@code out} cannot be written
   * @throws ModelFormatException if {@code in} is damaged, of no known kind, or does not fit the
   *     options
   * @throws IllegalArgumentException if {@code out} is of no kind that can be written, the network
   *     is unknown, or options do not go together
   */
  public static ConversionReport convert(Path in, Path out, ConversionOptions options)
      throws IOException {
    boolean weightsWanted = lower(out).endsWith(WEIGHTS);
    if (!weightsWanted && !lower(out).endsWith(MODEL)) {
      throw new IllegalArgumentException(
          "%s: cannot write this kind of file; supported: %s, %s".formatted(out, MODEL, WEIGHTS));
    }
    if (weightsWanted) {
      return weights(in, out, options);
    }
    ModelSource source = open(in, options);
    Model optimized = source.model().optimized();
    OnnxExporter.write(out, optimized, source.facts(), options.precision());
    return report(optimized, source.notes(), out);
  }

  /**
   * Reads the model a file has, as {@link #convert} does, and leaves it as it is.
   *
   * @throws IOException if the file cannot be read
   * @throws ModelFormatException if it is damaged, of no known kind, or does not fit the options
   * @throws IllegalArgumentException if the network is unknown, or options do not go together
   */
  public static ModelSource open(Path in, ConversionOptions options) throws IOException {
    WeightsFormat format = format(in);
    if (format == WeightsFormat.FROZEN_GRAPH) {
      ModelFacts facts = facts(in, options.skeleton().orElse(Skeletons.COCO18), options);
      return new ModelSource(FrozenGraphReader.read(in, options), facts, List.of());
    }
    if (format == WeightsFormat.ONNX && options.network().isEmpty()) {
      return modelFile(in, options);
    }
    WeightsMatch match = match(in, options);
    Model model = match.model();
    ColourOrder colour =
        options.colour().or(() -> colour(in, match.taken())).orElse(model.graph().colour());
    Graph scaled = model.graph().withInput(colour, options.inputScale(), options.inputShift());
    ModelFacts facts = facts(in, skeleton(in, match.taken(), options), options);
    return new ModelSource(new Model(scaled, model.weights()), facts, match.notes());
  }

  /** Nothing else keeps the file's own tensors, which may be as large as those that are taken. */
  private static WeightsMatch match(Path in, ConversionOptions options) throws IOException {
    WeightsFile file = WeightsFile.read(in);
    return file.match(graph(in, file.weights(), options));
  }

  /** A model file brings its own network; what it says of itself stays, unless told otherwise. */
  private static ModelSource modelFile(Path in, ConversionOptions options) throws IOException {
    OnnxModel file = OnnxModel.read(in);
    Skeleton skeleton = file.facts().skeleton();
    requireSame(in, skeleton.name(), Optional.of(skeleton.toText()), options);
    Graph graph = file.model().graph();
    requireSame(in, "stride", options.stride(), graph.stride());
    requireSame(in, "multiple", options.multiple(), graph.multiple());
    Graph scaled =
        graph.withInput(
            options.colour().orElse(graph.colour()), options.inputScale(), options.inputShift());
    ModelFacts facts = file.facts();
    ModelFacts told =
        new ModelFacts(
            skeleton,
            options.source().isEmpty() ? facts.source() : options.source(),
            options.licence().isEmpty() ? facts.licence() : options.licence(),
            facts.sha256());
    return new ModelSource(new Model(scaled, file.model().weights()), told, List.of());
  }

  private static WeightsFormat format(Path in) throws IOException {
    return WeightsFormat.of(in)
        .orElseThrow(
            () ->
                new ModelFormatException(
                    "%s: cannot read this kind of file; supported: .pb, %s"
                        .formatted(in, WeightsFile.KNOWN)));
  }

  private static ConversionReport weights(Path in, Path out, ConversionOptions options)
      throws IOException {
    if (format(in) == WeightsFormat.FROZEN_GRAPH) {
      throw new IllegalArgumentException(
          in + ": a frozen graph brings a network of its own; write it as " + MODEL);
    }
    requireNoInputOptions(out, options);
    WeightsMatch match = match(in, options);
    Model model = match.model();
    ModelFacts facts = facts(in, skeleton(in, match.taken(), options), options);
    ColourOrder colour =
        options.colour().or(() -> colour(in, match.taken())).orElse(model.graph().colour());
    Map<String, String> metadata = facts.metadata(model.graph().name(), colour);
    Weights named = new Weights(match.taken().origin(), metadata, model.weights().tensors());
    Safetensors.write(out, named, options.precision());
    return report(model, match.notes(), out);
  }

  private static ConversionReport report(Model model, List<String> notes, Path out)
      throws IOException {
    long numbers = model.weights().numbers();
    Graph graph = model.graph();
    return new ConversionReport(
        graph.name(), graph.nodes().size(), numbers, Files.size(out), out, notes);
  }

  private static ModelFacts facts(Path in, Skeleton skeleton, ConversionOptions options)
      throws IOException {
    return new ModelFacts(skeleton, options.source(), options.licence(), sha256(in));
  }

  /** The skeleton that was asked for, else the one the file says it is for, else the usual one. */
  private static Skeleton skeleton(Path in, Weights weights, ConversionOptions options) {
    if (options.skeleton().isEmpty()) {
      return weights.skeleton().orElse(Skeletons.COCO18);
    }
    weights
        .fact(ModelEntry.SKELETON)
        .ifPresent(said -> requireSame(in, said, weights.fact(ModelEntry.DEFINITION), options));
    return options.skeleton().get();
  }

  private static void requireSame(
      Path in, String skeleton, Optional<String> definition, ConversionOptions options) {
    if (options.skeleton().isEmpty()) {
      return;
    }
    Skeleton wanted = options.skeleton().get();
    if (!wanted.name().equals(skeleton)) {
      throw new ModelFormatException(
          "%s: is for skeleton %s, expected %s; convert it with that skeleton"
              .formatted(in, skeleton, wanted));
    }
    if (definition.filter(text -> !text.equals(wanted.toText())).isPresent()) {
      throw new ModelFormatException(
          "%s: is for a skeleton '%s' of other joints, limbs or sigmas than that asked for: '%s'"
                  .formatted(in, skeleton, definition.get())
              + "; leave the option out to take the file's own");
    }
  }

  private static String lower(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
  }

  private static Graph graph(Path in, Weights weights, ConversionOptions options) {
    String network =
        options
            .network()
            .or(() -> weights.fact(ModelEntry.NETWORK))
            .orElseThrow(
                () ->
                    new ModelFormatException(
                        "%s: does not say which network it is for; name one of %s"
                            .formatted(in, String.join(", ", Networks.names()))));
    Skeleton skeleton = skeleton(in, weights, options);
    Graph graph = Networks.named(network, skeleton);
    requireSame(in, "stride", options.stride(), graph.stride());
    requireSame(in, "multiple", options.multiple(), graph.multiple());
    return graph;
  }

  private static void requireNoInputOptions(Path out, ConversionOptions options) {
    if (options.inputScale().isPresent() || options.inputShift().isPresent()) {
      throw new IllegalArgumentException(
          "%s: a weights file does not say how the input is scaled; give scale and shift when it is"
                  .formatted(out)
              + " converted to "
              + MODEL);
    }
  }

  private static void requireSame(Path in, String what, OptionalInt wanted, int found) {
    if (wanted.isPresent() && wanted.getAsInt() != found) {
      throw new IllegalArgumentException(
          "%s: %s %d was asked for, its network has %d; leave the option out"
              .formatted(in, what, wanted.getAsInt(), found));
    }
  }

  private static Optional<ColourOrder> colour(Path in, Weights weights) {
    Optional<String> name = weights.fact(ModelEntry.COLOUR);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    for (ColourOrder order : ColourOrder.values()) {
      if (order.name().equalsIgnoreCase(name.get())) {
        return Optional.of(order);
      }
    }
    throw new ModelFormatException(
        in + ": colour order is '" + name.get() + "', expected RGB or BGR");
  }

  private static String sha256(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Sha256.hex(digest);
  }
}
