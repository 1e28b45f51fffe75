package org.jpose.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jpose.core.ModelFormatException;
import org.jpose.net.ColourOrder;
import org.jpose.net.Cost;
import org.jpose.net.Graph;
import org.jpose.net.Networks;

/** Turns model and weights files into jpose's model file. */
public final class ModelConverter {
  private ModelConverter() {}

  /**
   * Converts {@code in} (a frozen TensorFlow graph, {@code .pb}, or {@code .safetensors} weights of
   * a network known by name) to {@code out} ({@code .onnx}), batch norms folded.
   *
   * <p>The output is written beside its place and moved there; on any error no part of it is left.
   *
   * @throws IOException if a file cannot be read or written
   * @throws ModelFormatException if {@code in} is damaged, unsupported or does not fit the options
   * @throws IllegalArgumentException if a file's kind is not supported or the network is unknown
   */
  public static ConversionReport convert(Path in, Path out, ConversionOptions options)
      throws IOException {
    requireKind(out, "write", ".onnx");
    requireKind(in, "read", ".pb", ".safetensors");
    if (!Files.exists(in)) {
      throw new NoSuchFileException(in + ": no such file");
    }
    Model model = lower(in).endsWith(".pb") ? frozenGraph(in, options) : weights(in, options);
    Model folded = BatchNormFolding.fold(model.pruned());
    ModelFacts facts =
        new ModelFacts(options.skeleton(), options.source(), options.licence(), sha256(in));
    OnnxExporter.write(out, folded, facts, options.precision());
    Graph graph = folded.graph();
    long parameters = Cost.of(graph, 4 * graph.multiple(), 4 * graph.multiple()).parameters();
    return new ConversionReport(
        graph.name(), graph.nodes().size(), parameters, Files.size(out), out);
  }

  private static String lower(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
  }

  private static void requireKind(Path file, String verb, String... endings) {
    for (String ending : endings) {
      if (lower(file).endsWith(ending)) {
        return;
      }
    }
    throw new IllegalArgumentException(
        "%s: cannot %s this kind of file; supported: %s"
            .formatted(file, verb, String.join(", ", endings)));
  }

  private static Model frozenGraph(Path in, ConversionOptions options) throws IOException {
    return FrozenGraphReader.read(in, options);
  }

  private static Model weights(Path in, ConversionOptions options) throws IOException {
    Weights weights = Safetensors.read(in);
    String network =
        options
            .network()
            .or(() -> Optional.ofNullable(weights.metadata().get("network")))
            .orElseThrow(
                () ->
                    new ModelFormatException(
                        "%s: does not say which network it is for; name one of %s"
                            .formatted(in, String.join(", ", Networks.names()))));
    String skeleton = weights.metadata().getOrDefault("skeleton", options.skeleton());
    if (!skeleton.equals(options.skeleton())) {
      throw new ModelFormatException(
          "%s: is for skeleton %s, expected %s; convert it with that skeleton"
              .formatted(in, skeleton, options.skeleton()));
    }
    Graph graph = Networks.named(network, options.planes());
    requireSame(in, "stride", options.stride(), graph.stride());
    requireSame(in, "multiple", options.multiple(), graph.multiple());
    ColourOrder colour =
        options.colour().orElseGet(() -> colour(in, weights).orElse(graph.colour()));
    return new Model(graph.withInput(colour, options.inputScale(), options.inputShift()), weights);
  }

  private static void requireSame(Path in, String what, OptionalInt wanted, int found) {
    if (wanted.isPresent() && wanted.getAsInt() != found) {
      throw new IllegalArgumentException(
          "%s: %s %d was asked for, its network has %d; leave the option out"
              .formatted(in, what, wanted.getAsInt(), found));
    }
  }

  private static Optional<ColourOrder> colour(Path in, Weights weights) {
    String name = weights.metadata().get("colour");
    if (name == null) {
      return Optional.empty();
    }
    for (ColourOrder order : ColourOrder.values()) {
      if (order.name().equalsIgnoreCase(name)) {
        return Optional.of(order);
      }
    }
    throw new ModelFormatException(in + ": colour order is '" + name + "', expected RGB or BGR");
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
