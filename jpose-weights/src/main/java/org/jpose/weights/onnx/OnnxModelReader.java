package org.jpose.weights.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jpose.core.ModelEntry;
import org.jpose.core.ModelFormatException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.Handle;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;
import org.jpose.weights.Weights;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.StringStringEntryProto;

/** One reading of one of jpose's model files. */
final class OnnxModelReader {
  private static final int MOST_NODES = 10_000;

  private final String file;
  private final ModelProto proto;
  private final Map<String, String> metadata = new HashMap<>();

  OnnxModelReader(String file, ModelProto proto) {
    this.file = file;
    this.proto = proto;
  }

  OnnxModel read() {
    try {
      return translated();
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(file + ": " + e.getMessage(), e);
    }
  }

  private OnnxModel translated() {
    for (StringStringEntryProto entry : proto.getMetadataPropsList()) {
      metadata.put(entry.getKey(), entry.getValue());
    }
    if (!fact(ModelEntry.FORMAT).equals(OnnxExporter.FORMAT)) {
      throw fault(
          "has %s '%s', expected '%s'; was it written by another version of jpose?",
          ModelEntry.FORMAT.key(), fact(ModelEntry.FORMAT), OnnxExporter.FORMAT);
    }
    if (proto.getGraph().getNodeCount() > MOST_NODES) {
      throw fault(
          "has %d operations, expected %d at most; networks of images have some hundred",
          proto.getGraph().getNodeCount(), MOST_NODES);
    }
    OnnxNetwork net = new OnnxNetwork(file, proto.getGraph().getInitializerList());
    OnnxTranslator translator = new OnnxTranslator(net);
    for (NodeProto node : proto.getGraph().getNodeList()) {
      translator.add(new OnnxNode(file, node));
    }
    Graph graph = graph(net);
    requireAligned(graph, net.uneven());
    Map<String, String> network = Map.of(ModelEntry.NETWORK.word(), graph.name());
    Skeleton skeleton =
        Skeletons.named(
            fact(ModelEntry.SKELETON),
            Optional.ofNullable(metadata.get(ModelEntry.DEFINITION.key())));
    ModelFacts facts =
        new ModelFacts(
            skeleton, fact(ModelEntry.SOURCE), fact(ModelEntry.LICENCE), fact(ModelEntry.SHA256));
    return new OnnxModel(
        new Model(graph, new Weights(file, network, net.tensors())),
        facts,
        net.half() ? Precision.FLOAT16 : Precision.FLOAT32);
  }

  private ModelFormatException fault(String message, Object... arguments) {
    return new ModelFormatException(file + ": " + message.formatted(arguments));
  }

  private String fact(ModelEntry entry) {
    String value = metadata.get(entry.key());
    if (value == null) {
      throw fault(
          "lacks the metadata %s; it is not a model file of jpose, convert it first", entry.key());
    }
    return value;
  }

  private int number(ModelEntry entry) {
    try {
      return Integer.parseInt(fact(entry));
    } catch (NumberFormatException e) {
      throw fault("has %s '%s', expected a number", entry.key(), fact(entry));
    }
  }

  private ColourOrder colour() {
    for (ColourOrder order : ColourOrder.values()) {
      if (order.name().equalsIgnoreCase(fact(ModelEntry.COLOUR))) {
        return order;
      }
    }
    throw fault(
        "has %s '%s', expected rgb or bgr", ModelEntry.COLOUR.key(), fact(ModelEntry.COLOUR));
  }

  private Graph graph(OnnxNetwork net) {
    Handle heat = result(net, "heat");
    Handle affinity = result(net, "affinity");
    net.graph().stage(heat, affinity);
    FieldChannels planes =
        new FieldChannels(net.graph().channels(heat), net.graph().channels(affinity));
    return net.graph()
        .build(
            fact(ModelEntry.NETWORK),
            colour(),
            number(ModelEntry.STRIDE),
            number(ModelEntry.MULTIPLE),
            planes);
  }

  private Handle result(OnnxNetwork net, String name) {
    return net.result(name)
        .orElseThrow(() -> fault("has no node that puts out '%s'; is it cut off?", name));
  }

  /** Checks that uneven padding is what SAME means for every image. */
  private void requireAligned(Graph graph, Set<String> uneven) {
    List<Integer> cells = graph.cellsPerMultiple();
    for (Node node : graph.nodes()) {
      if (uneven.contains(node.name())) {
        int stride =
            node.operation() instanceof Operation.Convolution convolution
                ? convolution.window().stride()
                : ((Operation.MaxPool) node.operation()).window().stride();
        int in = cells.get(node.inputs().get(0).index());
        if (in == 0 || in % stride != 0) {
          throw fault("node '%s' pads planes of uneven size unevenly", node.name());
        }
      }
    }
  }
}
