package org.jpose.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/** The contract between a model file and jpose (docs/ARCHITECTURE.md), checked at load. */
final class ModelMetadata {
  static final String INPUT = "image";
  static final String HEAT = "heat";
  static final String AFFINITY = "affinity";
  static final Set<String> OUTPUTS = Set.of(HEAT, AFFINITY);

  private ModelMetadata() {}

  static ModelInfo check(OrtSession session, String name) throws OrtException {
    Map<String, String> metadata = session.getMetadata().getCustomMetadata();
    ModelInfo info;
    try {
      info =
          new ModelInfo(
              metadata.getOrDefault("jpose.network", name),
              Skeletons.named(
                  required(metadata, "jpose.skeleton", name),
                  Optional.ofNullable(metadata.get("jpose.skeleton.definition"))),
              colour(required(metadata, "jpose.colour", name)),
              number("jpose.stride", required(metadata, "jpose.stride", name)),
              number("jpose.multiple", required(metadata, "jpose.multiple", name)));
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(name + ": its metadata is wrong: " + e.getMessage(), e);
    }
    TensorInfo input = tensor(session.getInputInfo(), "input", INPUT, name);
    checkChannels("input", INPUT, input, InputBuffers.COLOURS, "a colour image", name);
    Skeleton skeleton = info.skeleton();
    String owner = "skeleton " + skeleton.name();
    checkChannels(
        "output",
        HEAT,
        tensor(session.getOutputInfo(), "output", HEAT, name),
        skeleton.heatChannels(),
        owner,
        name);
    checkChannels(
        "output",
        AFFINITY,
        tensor(session.getOutputInfo(), "output", AFFINITY, name),
        skeleton.affinityChannels(),
        owner,
        name);
    return info;
  }

  private static ColourOrder colour(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "rgb" -> ColourOrder.RGB;
      case "bgr" -> ColourOrder.BGR;
      default ->
          throw new IllegalArgumentException(
              "'jpose.colour' is '" + value + "', expected rgb or bgr");
    };
  }

  private static int number(String key, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + key + "' is '" + value + "', expected a whole number", e);
    }
  }

  private static String required(Map<String, String> metadata, String key, String name) {
    String value = metadata.get(key);
    if (value == null) {
      throw new ModelFormatException(
          name
              + ": has no '"
              + key
              + "' in its metadata, so it is not a model jpose wrote; make one with 'jpose"
              + " convert'");
    }
    return value;
  }

  private static TensorInfo tensor(
      Map<String, NodeInfo> nodes, String kind, String wanted, String name) {
    NodeInfo node = nodes.get(wanted);
    if (node == null) {
      throw new ModelFormatException(
          name
              + ": has no "
              + kind
              + " '"
              + wanted
              + "'; it has "
              + nodes.keySet()
              + "; make a model with 'jpose convert'");
    }
    if (node.getInfo() instanceof TensorInfo info
        && info.type == OnnxJavaType.FLOAT
        && info.getShape().length == 4) {
      return info;
    }
    throw new ModelFormatException(
        name
            + ": "
            + kind
            + " '"
            + wanted
            + "' is "
            + node.getInfo()
            + "; expected float32 [n, channels, height, width]");
  }

  private static void checkChannels(
      String kind, String wanted, TensorInfo info, int channels, String owner, String name) {
    long found = info.getShape()[1];
    if (found != channels) {
      throw new ModelFormatException(
          name
              + ": "
              + kind
              + " '"
              + wanted
              + "' has "
              + found
              + " channels, "
              + owner
              + " needs "
              + channels
              + "; was it exported for another skeleton?");
    }
  }

  /** The grid can only be compared with the stride when there is an answer. */
  static void checkGrid(OrtSession.Result result, ModelInfo info, int height, int width)
      throws OrtException {
    for (String output : OUTPUTS) {
      long[] shape = ((TensorInfo) result.get(output).orElseThrow().getInfo()).getShape();
      if (shape[2] != height / info.stride() || shape[3] != width / info.stride()) {
        throw new ModelFormatException(
            info.name()
                + ": output '"
                + output
                + "' has "
                + shape[3]
                + "x"
                + shape[2]
                + " cells for an input of "
                + width
                + "x"
                + height
                + ", its metadata says stride "
                + info.stride()
                + "; convert it again with the right --stride");
      }
    }
  }
}
