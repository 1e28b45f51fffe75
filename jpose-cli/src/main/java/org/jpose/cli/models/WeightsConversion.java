package org.jpose.cli.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.core.Backend;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.pose.Skeleton;
import org.jpose.onnx.OnnxBackend;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelConversion;
import org.jpose.zoo.PoseNetwork;

/** Makes model files with {@code jpose-weights}, and looks at them with ONNX Runtime. */
final class WeightsConversion implements ModelConversion {
  private final Optional<Skeleton> skeleton;

  /** For files that say which skeleton they are for, or are for the usual one. */
  WeightsConversion() {
    this(Optional.empty());
  }

  /** For weights of one's own. */
  WeightsConversion(Optional<Skeleton> skeleton) {
    this.skeleton = skeleton;
  }

  @Override
  public void convert(ModelCard card, Path original, Path model) throws IOException {
    ConversionOptions usual = ConversionOptions.defaults();
    ConversionOptions options =
        skeleton
            .map(usual::withSkeleton)
            .orElse(usual)
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
