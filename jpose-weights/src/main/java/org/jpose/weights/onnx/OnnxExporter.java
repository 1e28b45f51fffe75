package org.jpose.weights.onnx;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jpose.core.ModelEntry;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.Handle;
import org.jpose.net.Shape;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.OperatorSetIdProto;
import org.jpose.weights.proto.onnx.StringStringEntryProto;

/**
 * Writes a model as ONNX (operator set 17).
 *
 * <p>Input {@code image}, float32 {@code [n, 3, h, w]}, 0..255 in the model's colour order; {@code
 * h} and {@code w} are multiples of the model's multiple. Outputs {@code heat} {@code [n, joints +
 * 1, h / stride, w / stride]} and {@code affinity} {@code [n, 2 * limbs, h / stride, w / stride]}.
 * The metadata has {@code jpose.format} ({@value #FORMAT}), {@code .network}, {@code .skeleton},
 * for one that jpose does not know {@code .skeleton.definition}, {@code .colour}, {@code .stride},
 * {@code .multiple}, {@code .source}, {@code .licence}, {@code .sha256} (of the weights' file) and
 * {@code .hash} (of this file, {@link org.jpose.core.ModelFileHash}).
 */
public final class OnnxExporter {
  /** Version of the model file's contract. */
  public static final String FORMAT = "1";

  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final long LARGEST = Integer.MAX_VALUE - (1L << 20);

  private OnnxExporter() {}

  /**
   * Writes the file beside its place and moves it there, replacing an older one. Only the last
   * stage and what it needs is written; batch norms are written as they are (see {@link
   * org.jpose.weights.BatchNormFolding}). The same model and facts give the same bytes.
   *
   * @param precision how convolution weights are stored; the network computes in float32 always
   * @throws FileException if the file cannot be written; then no part of it is left
   * @throws ModelFormatException if a weight is too large for the precision or the whole too large
   *     for one ONNX file (2 GB)
   */
  public static void write(Path file, Model model, ModelFacts facts, Precision precision) {
    ModelProto proto = proto(model.pruned(), facts, precision);
    OnnxFileWriter.write(file, proto);
  }

  /**
   * Returns the trunk as ONNX in memory, for whoever computes features without the heads. Input
   * {@code image} as of a model file; outputs {@code feature0}, {@code feature1} and so on, one for
   * each of {@link Graph#features()}, {@code [n, channels, rows, columns]}. It has no metadata: it
   * is no model file.
   *
   * @throws IllegalArgumentException if the network names no trunk
   */
  public static byte[] trunk(Model model) {
    Graph graph = model.graph();
    List<Handle> features = graph.features();
    if (features.isEmpty()) {
      throw new IllegalArgumentException(
          graph.name() + ": the network names no trunk; expected one whose features heads read");
    }
    OnnxGraph onnx = new OnnxGraph(graph.name(), trunkNames(features.size()));
    onnx.input("image", List.of("n", "3", "h", "w"));
    new OnnxOperations(onnx, model, false).addTrunk(features, "feature");
    List<Shape> shapes = graph.shapes(graph.multiple(), graph.multiple());
    for (int i = 0; i < features.size(); i++) {
      onnx.output(
          "feature" + i,
          List.of(
              "n",
              Integer.toString(shapes.get(features.get(i).index()).channels()),
              "h" + i,
              "w" + i));
    }
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("jpose")
        .setGraph(onnx.build())
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .build()
        .toByteArray();
  }

  private static Set<String> trunkNames(int features) {
    Set<String> names = new HashSet<>(Set.of("image"));
    for (int i = 0; i < features; i++) {
      names.add("feature" + i);
    }
    return names;
  }

  /** A model as a message of ONNX. */
  public static ModelProto proto(Model model, ModelFacts facts, Precision precision) {
    Graph graph = model.graph();
    long bytes = model.weights().numbers() * (precision == Precision.FLOAT16 ? 2 : 4);
    if (bytes > LARGEST) {
      throw new ModelFormatException(
          "%s: weights take %d bytes, an ONNX file holds %d at most; try float16"
              .formatted(graph.name(), bytes, LARGEST));
    }
    OnnxGraph onnx = new OnnxGraph(graph.name(), Set.of("image", "heat", "affinity"));
    onnx.input("image", List.of("n", "3", "h", "w"));
    new OnnxOperations(onnx, model, precision == Precision.FLOAT16).addAll();
    String suffix = graph.stride() == 1 ? "" : "/" + graph.stride();
    String rows = "h" + suffix;
    String columns = "w" + suffix;
    FieldChannels planes = graph.channels();
    onnx.output("heat", List.of("n", Integer.toString(planes.heat()), rows, columns));
    onnx.output("affinity", List.of("n", Integer.toString(planes.affinity()), rows, columns));
    ModelProto.Builder proto =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("jpose")
            .setGraph(onnx.build())
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET));
    metadata(graph, facts)
        .forEach(
            (key, value) ->
                proto.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return proto.build();
  }

  private static Map<String, String> metadata(Graph graph, ModelFacts facts) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put(ModelEntry.FORMAT.key(), FORMAT);
    metadata.put(ModelEntry.NETWORK.key(), graph.name());
    metadata.put(ModelEntry.SKELETON.key(), facts.skeleton().name());
    Skeletons.definition(facts.skeleton())
        .ifPresent(text -> metadata.put(ModelEntry.DEFINITION.key(), text));
    metadata.put(ModelEntry.COLOUR.key(), graph.colour().name().toLowerCase(Locale.ROOT));
    metadata.put(ModelEntry.STRIDE.key(), Integer.toString(graph.stride()));
    metadata.put(ModelEntry.MULTIPLE.key(), Integer.toString(graph.multiple()));
    metadata.put(ModelEntry.SOURCE.key(), facts.source());
    metadata.put(ModelEntry.LICENCE.key(), facts.licence());
    metadata.put(ModelEntry.SHA256.key(), facts.sha256());
    return metadata;
  }
}
