package org.jpose.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jpose.core.Counted;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;

/**
 * The contract between a model file and jpose (docs/ARCHITECTURE.md), and how a file of others
 * departs from it.
 *
 * @param info what the network is
 * @param input where images go
 * @param heat where heatmaps come from
 * @param affinity where affinity fields come from
 */
record ModelContract(ModelInfo info, Input input, Field heat, Field affinity) {
  static final String INPUT = "image";
  private static final String HEAT = "heat";
  private static final String AFFINITY = "affinity";
  private static final Set<OnnxJavaType> FLOATS = Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16);

  /**
   * An input.
   *
   * @param half whether its numbers have 16 bits
   * @param channelsLast whether colours are the last dimension and not the second
   * @param batch the only number of images in a run; 0 for any
   * @param scale factor on pixels
   * @param shift summand on scaled pixels
   */
  record Input(
      String name, boolean half, boolean channelsLast, int batch, double scale, double shift) {
    long[] shape(int count, int height, int width) {
      return channelsLast
          ? new long[] {count, height, width, InputBuffers.COLOURS}
          : new long[] {count, InputBuffers.COLOURS, height, width};
    }
  }

  /**
   * Channels of an output.
   *
   * @param first the first of them
   * @param all how many the output has
   */
  record Field(String output, int first, int count, int all, boolean channelsLast) {}

  /**
   * Checks an open model.
   *
   * @throws ModelFormatException if it is of another kind; the message says what it has
   */
  static ModelContract of(OrtSession session, String name, ModelDescription description)
      throws OrtException {
    Map<String, String> metadata = session.getMetadata().getCustomMetadata();
    Nodes inputs = new Nodes(session.getInputInfo(), "input", name);
    Nodes outputs = new Nodes(session.getOutputInfo(), "output", name);
    Skeleton skeleton = ModelMetadata.skeleton(metadata, name, description, outputs);
    TensorInfo image = inputs.image(description.input());
    ModelInfo said = ModelMetadata.info(metadata, name, description, skeleton);
    Input input = input(inputs.nameOf(image), image, description);
    Field heat = outputs.field(HEAT, description.heat(), skeleton, skeleton.heatChannels(), true);
    Field affinity =
        outputs.field(
            AFFINITY, description.affinity(), skeleton, skeleton.affinityChannels(), false);
    return new ModelContract(
        withSize(said, fixedSize(image, input.channelsLast(), name)), input, heat, affinity);
  }

  private static ModelInfo withSize(ModelInfo info, Optional<NetworkSize> size) {
    return new ModelInfo(
        info.name(), info.skeleton(), info.colour(), info.stride(), info.multiple(), size);
  }

  private static Input input(String name, TensorInfo image, ModelDescription description) {
    return new Input(
        name,
        image.type == OnnxJavaType.FLOAT16,
        Nodes.isChannelsLast(image.getShape(), InputBuffers.COLOURS),
        (int) Math.max(0, image.getShape()[0]),
        description.scale().orElse(1.0),
        description.shift());
  }

  private static Optional<NetworkSize> fixedSize(
      TensorInfo image, boolean channelsLast, String name) {
    long[] shape = image.getShape();
    long height = shape[channelsLast ? 1 : 2];
    long width = shape[channelsLast ? 2 : 3];
    if (height < 0 && width < 0) {
      return Optional.empty();
    }
    if (height < 0 || width < 0) {
      throw new ModelFormatException(
          "%s: fixes one side of its input, %s; export it with both sides fixed, or both free"
              .formatted(name, Arrays.toString(shape)));
    }
    return Optional.of(new NetworkSize((int) width, (int) height));
  }

  /** The names of the outputs that are asked for. */
  Set<String> outputs() {
    return new TreeSet<>(List.of(heat.output, affinity.output));
  }

  /**
   * Sizes can only be compared with images and stride when there is an answer; what a file says of
   * its outputs need not be what they are.
   */
  void checkSizes(OrtSession.Result result, int count, int height, int width) throws OrtException {
    for (Field field : List.of(heat, affinity)) {
      long[] shape = ((TensorInfo) result.get(field.output).orElseThrow().getInfo()).getShape();
      if (shape.length != 4
          || shape[0] != count
          || shape[field.channelsLast ? 3 : 1] != field.all) {
        throw new ModelFormatException(
            "%s: output '%s' is %s for %s, and was said to have %d channels; export it again"
                .formatted(
                    info.name(),
                    field.output,
                    Arrays.toString(shape),
                    Counted.of(count, "image"),
                    field.all));
      }
      long rows = shape[field.channelsLast ? 1 : 2];
      long columns = shape[field.channelsLast ? 2 : 3];
      if (rows != height / info.stride() || columns != width / info.stride()) {
        throw new ModelFormatException(
            "%s: output '%s' has %dx%d cells for an input of %dx%d, its metadata says stride %d; convert it again with the right stride"
                .formatted(info.name(), field.output, columns, rows, width, height, info.stride()));
      }
    }
  }

  /** Inputs or outputs of a model. */
  record Nodes(Map<String, NodeInfo> nodes, String kind, String model) {
    private static boolean isChannelsLast(long[] shape, int channels) {
      return shape[1] != channels && shape[3] == channels;
    }

    private Optional<TensorInfo> tensor(String name) {
      return nodes.get(name).getInfo() instanceof TensorInfo info
              && FLOATS.contains(info.type)
              && info.getShape().length == 4
          ? Optional.of(info)
          : Optional.empty();
    }

    private List<String> withChannels(int channels) {
      return nodes.keySet().stream()
          .filter(name -> tensor(name).filter(t -> has(t.getShape(), channels)).isPresent())
          .toList();
    }

    private static boolean has(long[] shape, int channels) {
      return shape[1] == channels || shape[3] == channels;
    }

    TensorInfo image(Optional<String> wanted) {
      List<String> fitting = withChannels(InputBuffers.COLOURS);
      String name = wanted.orElse(INPUT);
      if (wanted.isEmpty() && !nodes.containsKey(INPUT) && fitting.size() == 1) {
        name = fitting.get(0);
      }
      return strict(name, InputBuffers.COLOURS, "a colour image");
    }

    String nameOf(TensorInfo tensor) {
      return nodes.keySet().stream()
          .filter(name -> nodes.get(name).getInfo() == tensor)
          .findFirst()
          .orElseThrow();
    }

    Field field(
        String usual, Optional<String> wanted, Skeleton skeleton, int channels, boolean first) {
      int both = skeleton.heatChannels() + skeleton.affinityChannels();
      String name = wanted.orElse(usual);
      if (wanted.isEmpty() && !nodes.containsKey(usual)) {
        List<String> alone = withChannels(channels);
        List<String> together = withChannels(both);
        List<String> fitting = alone.isEmpty() ? together : alone;
        name = fitting.size() == 1 ? fitting.get(0) : usual;
        if (fitting.size() > 1) {
          throw new ModelFormatException(
              "%s: several outputs have the %d channels of %s, %s; name the right ones"
                  .formatted(model, channels, usual, fitting));
        }
      }
      boolean joint = nodes.containsKey(name) && withChannels(both).contains(name);
      int all = joint ? both : channels;
      TensorInfo tensor = strict(name, all, "skeleton " + skeleton.name());
      return new Field(
          name,
          joint && !first ? skeleton.heatChannels() : 0,
          channels,
          all,
          isChannelsLast(tensor.getShape(), all));
    }

    private TensorInfo strict(String name, int channels, String owner) {
      if (!nodes.containsKey(name)) {
        throw new ModelFormatException(
            "%s: has no %s '%s'; it has %s; name the right one, or make a model with 'jpose convert'"
                .formatted(model, kind, name, nodes.keySet()));
      }
      TensorInfo tensor =
          tensor(name)
              .orElseThrow(
                  () ->
                      new ModelFormatException(
                          "%s: %s '%s' is %s; expected float32 or float16 [n, channels, height, width]"
                              .formatted(model, kind, name, describe(name))));
      if (!has(tensor.getShape(), channels)) {
        throw new ModelFormatException(
            "%s: %s '%s' has %d channels, %s needs %d; was it exported for another skeleton?"
                .formatted(model, kind, name, tensor.getShape()[1], owner, channels));
      }
      return tensor;
    }

    private String describe(String name) {
      return nodes.get(name).getInfo() instanceof TensorInfo info
          ? info.type.toString().toLowerCase(Locale.ROOT) + " " + Arrays.toString(info.getShape())
          : nodes.get(name).getInfo().getClass().getSimpleName();
    }

    /** Whether there are images of many channels, none of which could be affinity fields. */
    boolean isWithoutFields(Skeleton skeleton) {
      int affinity = skeleton.affinityChannels();
      return !nodes.containsKey(AFFINITY)
          && withChannels(affinity).isEmpty()
          && withChannels(affinity + skeleton.heatChannels()).isEmpty();
    }

    /** All of them with their shapes. */
    String describe() {
      return nodes.keySet().stream()
          .map(name -> "'" + name + "' " + describe(name))
          .collect(Collectors.joining(", "));
    }
  }
}
