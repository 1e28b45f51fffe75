package org.jpose.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.core.Backend;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.FieldChannels;
import org.jpose.onnx.OnnxBackend;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.ModelConverter;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelConversion;
import org.jpose.zoo.PoseNetwork;

/** Makes model files with {@code jpose-weights}, and looks at them with ONNX Runtime. */
final class WeightsConversion implements ModelConversion {
  @Override
  public void convert(ModelCard card, Path original, Path model) throws IOException {
    Skeleton skeleton = Skeletons.COCO18;
    ConversionOptions options =
        ConversionOptions.of(
                skeleton.name(),
                new FieldChannels(skeleton.heatChannels(), skeleton.affinityChannels()))
            .withSource(card.background().source())
            .withLicence(card.licence().terms());
    Optional<String> network = card.network().map(PoseNetwork::name);
    try {
      ModelConverter.convert(original, model, network.map(options::withNetwork).orElse(options));
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(e.getMessage(), e);
    }
  }

  @Override
  public PoseNetwork inspect(Path model) {
    try (Backend backend = OnnxBackend.open(model, 1)) {
      ModelInfo info = backend.info();
      return new PoseNetwork(
          info.name(),
          info.skeleton().name(),
          info.colour().name().toLowerCase(Locale.ROOT),
          OptionalLong.empty(),
          OptionalLong.empty());
    }
  }
}
