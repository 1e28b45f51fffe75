package org.jpose.cli.train;

import java.util.List;
import org.jpose.cli.arguments.DeviceArguments;
import org.jpose.core.Device;
import org.jpose.train.Optimization;
import picocli.CommandLine.Option;

/** How gradients become steps, and how long the steps are. */
final class OptimizationArguments {
  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "How the learning rate goes: cosine (a rise, then half a cosine to 0; the default),"
              + " constant, tf-openpose (RMSProp; x0.8 every 50,000 steps, or the rates of --lr for 5"
              + " epochs each), tf-pose (Adam; half a cosine without a rise).")
  private Optimization.Course schedule = Optimization.defaults().course();

  @Option(
      names = "--lr",
      split = ",",
      paramLabel = "X",
      description =
          "Learning rate, the highest one (default: 0.001; 0.0001 with RMSProp, with a file as"
              + " --model, or with --pretrained for more than the backbone). With tf-openpose also"
              + " several, as 0.001,0.0005,0.0001.")
  private List<Double> rates = List.of();

  @Option(
      names = "--warm-up",
      paramLabel = "STEPS",
      description =
          "Steps of the cosine's rise (default: a twentieth of the run, 500 at most; 0 for none).")
  private Integer warmUp;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description =
          "adam, adamw, sgd (momentum 0.9) or rmsprop (default: adam; tf-openpose: rmsprop).")
  private Optimization.Method optimizer;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "Pull of convolutions' weights towards zero (default: 0).")
  private double weightDecay;

  @Option(
      names = "--clip",
      paramLabel = "X",
      description =
          "Greatest length of the gradient; longer ones are shortened (default: no limit).")
  private Double clip;

  @Option(
      names = "--average",
      paramLabel = "X",
      description =
          "Decay of the moving average of the weights, which is what is validated and exported"
              + " (default: 0.999; 0 for none).")
  private double average = Optimization.defaults().average();

  @Option(
      names = "--norms",
      paramLabel = "NAME",
      description =
          "What norms normalize by: batch, each batch's statistics; or stored, those of a trained"
              + " network, which stay (default: stored where a trained network is trained further,"
              + " else batch).")
  private Optimization.Norms norms;

  @Option(
      names = "--channel-steps",
      paramLabel = "NAME",
      description =
          "How long steps are in each output channel of a convolution: equal, or relative to its"
              + " weights, which are small where a norm was folded (default: relative where a"
              + " trained network is trained further, else equal).")
  private Optimization.Steps channelSteps;

  @Option(
      names = "--freeze",
      paramLabel = "REGEX",
      description =
          "Layers that stay as they are: trunk, all that was taken over from another network, so"
              + " that only the heads are trained, on features that the trunk makes once (4 to 10"
              + " times as fast); or as 'block[1-5]_.*'; may be repeated.")
  private List<String> freeze = List.of();

  @Option(
      names = "--trunk-lr",
      paramLabel = "X",
      description =
          "Learning rate of the trunk as a part of the others' (default: 1; 0 freezes it).")
  private Double trunkRate;

  @Option(
      names = "--hard-share",
      paramLabel = "X",
      description =
          "Part of each batch that counts twice, 0 to 1: the samples of the greatest loss (default:"
              + " 0).")
  private double hardShare;

  @Option(
      names = "--precision",
      paramLabel = "BITS",
      description =
          "How convolutions calculate: fp32 or bf16 (default: bf16 where the processor has it"
              + " and gets it right; AMD's do not).")
  private Optimization.Bits precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the network on the CPU (default: one per core).")
  private Integer threads;

  @Option(
      names = DeviceArguments.OPTION,
      paramLabel = "DEVICE",
      description =
          "Where to train: auto (the default: a GPU if there is one), cpu, cuda, or cuda:N; several"
              + " GPUs: --gpus.")
  private Device device;

  /** The options. */
  Optimization options() {
    Optimization options =
        Optimization.defaults()
            .withCourse(schedule)
            .withRates(rates)
            .withWeightDecay(weightDecay)
            .withAverage(average)
            .withFrozen(freeze)
            .withHardShare(hardShare);
    options = warmUp == null ? options : options.withWarmUp(warmUp);
    options = optimizer == null ? options : options.withMethod(optimizer);
    options = clip == null ? options : options.withClip(clip);
    options = norms == null ? options : options.withNorms(norms);
    options = channelSteps == null ? options : options.withSteps(channelSteps);
    options = trunkRate == null ? options : options.withTrunkRate(trunkRate);
    options = precision == null ? options : options.withBits(precision);
    options = threads == null ? options : options.withThreads(threads);
    return device == null ? options : options.withDevice(device);
  }
}
