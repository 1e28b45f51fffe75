package org.jpose.onnx;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.ModelEntry;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/** What a model file says of itself in its metadata, and what is said of it instead. */
final class ModelMetadata {
  private static final String SKELETON = ModelEntry.SKELETON.key();
  private static final String COLOUR = ModelEntry.COLOUR.key();
  private static final String STRIDE = ModelEntry.STRIDE.key();
  private static final String MULTIPLE = ModelEntry.MULTIPLE.key();

  /** As all networks of OpenPose's kind have it. */
  private static final String USUAL_STRIDE = "8";

  private static final String USUAL_MULTIPLE = "16";

  private ModelMetadata() {}

  /** The skeleton that is said, or the one the file says it is for, else COCO-18. */
  static Skeleton skeleton(
      Map<String, String> metadata,
      String name,
      ModelDescription description,
      ModelContract.Nodes outputs) {
    if (description.skeleton().isPresent()) {
      requireFields(description.skeleton().get(), name, outputs);
      return description.skeleton().get();
    }
    if (!metadata.containsKey(SKELETON)) {
      requireFields(Skeletons.COCO18, name, outputs);
      if (description.colour().isPresent()) {
        return Skeletons.COCO18;
      }
    }
    try {
      return Skeletons.named(
          required(metadata, SKELETON, name),
          Optional.ofNullable(metadata.get(ModelEntry.DEFINITION.key())));
    } catch (IllegalArgumentException e) {
      throw wrong(name, e);
    }
  }

  private static void requireFields(Skeleton skeleton, String name, ModelContract.Nodes outputs) {
    if (outputs.isWithoutFields(skeleton)) {
      throw new ModelFormatException(
          "%s: has no affinity fields (%d channels for skeleton %s), by which jpose tells people apart; its outputs are %s; networks of heatmaps alone (HRNet, SimpleBaseline) or of boxes (YOLO) are not for jpose"
              .formatted(name, skeleton.affinityChannels(), skeleton.name(), outputs.describe()));
    }
  }

  static ModelInfo info(
      Map<String, String> metadata, String name, ModelDescription description, Skeleton skeleton) {
    boolean foreign = !metadata.containsKey(COLOUR) && description.colour().isPresent();
    if (foreign && description.scale().isEmpty()) {
      throw new ModelFormatException(
          name
              + ": does not say which pixels it takes; say their scale and shift,"
              + " such as 0.00390625 and -0.5 for OpenPose's, 1 and 0 for 0 to 255");
    }
    try {
      return new ModelInfo(
          metadata.getOrDefault(ModelEntry.NETWORK.key(), name),
          skeleton,
          description.colour().orElseGet(() -> colour(required(metadata, COLOUR, name))),
          number(STRIDE, stated(metadata, STRIDE, name, foreign, USUAL_STRIDE)),
          number(MULTIPLE, stated(metadata, MULTIPLE, name, foreign, USUAL_MULTIPLE)));
    } catch (IllegalArgumentException e) {
      throw wrong(name, e);
    }
  }

  private static ModelFormatException wrong(String name, IllegalArgumentException cause) {
    return new ModelFormatException(name + ": its metadata is wrong: " + cause.getMessage(), cause);
  }

  private static String stated(
      Map<String, String> metadata, String key, String name, boolean foreign, String usual) {
    return foreign ? metadata.getOrDefault(key, usual) : required(metadata, key, name);
  }

  private static ColourOrder colour(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "rgb" -> ColourOrder.RGB;
      case "bgr" -> ColourOrder.BGR;
      default ->
          throw new IllegalArgumentException(
              "'" + COLOUR + "' is '" + value + "', expected rgb or bgr");
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
              + " convert', or say which skeleton, colours, scale and shift it has");
    }
    return value;
  }
}
