package org.jpose.cli.train;

import java.nio.file.Path;
import java.util.Optional;
import org.jpose.core.image.NetworkSize;
import org.jpose.train.HeldOutOptions;
import picocli.CommandLine.Option;

/** What a training is validated on. */
final class ValidationArguments {
  @Option(
      names = "--val-data",
      paramLabel = "DIR|FILE",
      description =
          "What to validate on (default: the split of the first --data that begins with val, if"
              + " there is one).")
  private Path data;

  @Option(
      names = "--val-split",
      paramLabel = "NAME",
      description = "Split of it (default: val, if there is one).")
  private String split;

  @Option(
      names = "--val-samples",
      paramLabel = "N",
      description =
          "Images to validate on: the loss of each stage and, for COCO's annotations, AP (default:"
              + " ${DEFAULT-VALUE}; 0 for no validation).")
  private int samples = HeldOutOptions.defaults().samples();

  @Option(
      names = "--val-size",
      paramLabel = "WxH",
      description = "Size at which people are looked for, as of 'jpose eval' (default: 432x368).")
  private String size;

  @Option(
      names = "--pictures",
      paramLabel = "N",
      description =
          "Images of which targets and answers are drawn at each validation, for TensorBoard; about"
              + " 1 MB each (default: ${DEFAULT-VALUE}).")
  private int pictures = HeldOutOptions.defaults().pictures();

  /**
   * The options.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  HeldOutOptions options() {
    return new HeldOutOptions(
        Optional.ofNullable(data),
        Optional.ofNullable(split),
        samples,
        Optional.ofNullable(size).map(NetworkSize::parse),
        pictures);
  }
}
