package org.jpose.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jpose.core.Device;
import org.jpose.train.Schedule;
import org.jpose.train.engine.Arithmetic;
import org.jpose.train.engine.Compute;
import org.jpose.train.engine.Optimizer;
import org.jpose.train.engine.TrainingOptions;
import picocli.CommandLine.Option;

/** How gradients become steps, and how long the steps are. */
final class TrainingOptimization {
  private static final int MOST_WARM_UP = 500;
  private static final int OPENPOSE_STAIR = 50_000;
  private static final double OPENPOSE_FACTOR = 0.8;
  private static final int OPENPOSE_EPOCHS = 5;
  private static final double RATE = 1e-3;

  /** For weights that know something already, and tf-openpose's for RMSProp. */
  private static final double SMALL_RATE = 1e-4;

  private static final double AVERAGE = 0.999;

  /** Of {@code --freeze}: all layers of the trunk. */
  private static final String TRUNK = "trunk";

  /** Names of {@code --schedule}. */
  enum Course {
    CONSTANT,
    COSINE,
    TF_OPENPOSE,
    TF_POSE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Names of {@code --norms}. */
  enum Norms {
    BATCH,
    STORED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Names of {@code --optimizer}. */
  enum Method {
    ADAM,
    ADAMW,
    SGD,
    RMSPROP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Names of {@code --precision}. */
  enum Bits {
    FP32,
    BF16;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "How the learning rate goes: cosine (a rise, then half a cosine to 0; the default),"
              + " constant, tf-openpose (RMSProp; x0.8 every 50,000 steps, or the rates of --lr for 5"
              + " epochs each), tf-pose (Adam; half a cosine without a rise).")
  private Course schedule = Course.COSINE;

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
  private Method optimizer;

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
  private double average = AVERAGE;

  @Option(
      names = "--norms",
      paramLabel = "NAME",
      description =
          "What norms normalize by: batch, each batch's statistics; or stored, those of a trained"
              + " network, which stay (default: stored where a trained network is trained further,"
              + " else batch).")
  private Norms norms;

  @Option(
      names = "--freeze",
      paramLabel = "REGEX",
      description =
          "Layers that stay as they are: trunk, all that was taken over from another network, so"
              + " that only the heads are trained, on features that the trunk makes once (5 to 10"
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
  private Bits precision;

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

  /**
   * The engine's options.
   *
   * @param furthered whether the network begins with the weights of a trained one
   * @throws IllegalArgumentException if a value makes no sense
   */
  TrainingOptions options(boolean furthered) {
    TrainingOptions options =
        TrainingOptions.with(method())
            .withWeightDecay(weightDecay)
            .withTrunkRate(trunkRate())
            .withHardShare(hardShare)
            .withFrozen(freeze.stream().filter(layers -> !layers.equals(TRUNK)).toList());
    options = hasStoredNorms(furthered) ? options.withStoredNorms() : options;
    options = clip == null ? options : options.withGradientLimit(clip);
    options = average == 0 ? options : options.withAverageDecay(average);
    return options.withCompute(compute(device == null ? options.compute() : Compute.on(device)));
  }

  /**
   * The engine's options in a phase.
   *
   * @param part what is trained in it
   * @throws IllegalArgumentException if all layers are to be trained and the trunk is frozen
   */
  TrainingOptions options(boolean furthered, PhaseArguments.Part part) {
    TrainingOptions options = options(furthered);
    if (part == PhaseArguments.Part.HEADS) {
      return options.withTrunkRate(0);
    }
    if (options.trunkRate() == 0) {
      throw new IllegalArgumentException(
          "--phases with all layers excludes --freeze trunk and --trunk-lr 0");
    }
    return options;
  }

  private double trunkRate() {
    boolean frozen = freeze.contains(TRUNK);
    if (frozen && trunkRate != null && trunkRate != 0) {
      throw new IllegalArgumentException(
          "--freeze trunk and --trunk-lr " + trunkRate + " exclude each other");
    }
    return frozen ? 0 : trunkRate == null ? 1 : trunkRate;
  }

  private Compute compute(Compute usual) {
    Compute compute = usual;
    if (precision == Bits.BF16 && compute.gpu().isEmpty() && !Compute.computesBfloat16Right()) {
      throw new IllegalArgumentException(
          "--precision bf16 gives wrong numbers on this processor (AMD; a fault of libtorch's"
              + " convolutions); take fp32");
    }
    if (precision != null) {
      compute =
          compute.withArithmetic(precision == Bits.FP32 ? Arithmetic.FLOAT32 : Arithmetic.BFLOAT16);
    }
    return threads == null ? compute : compute.withThreads(threads);
  }

  private boolean hasStoredNorms(boolean furthered) {
    return norms == null ? furthered : norms == Norms.STORED;
  }

  private Method kind() {
    if (optimizer != null) {
      return optimizer;
    }
    return schedule == Course.TF_OPENPOSE ? Method.RMSPROP : Method.ADAM;
  }

  private Optimizer method() {
    return switch (kind()) {
      case ADAM -> Optimizer.Adam.standard();
      case ADAMW -> Optimizer.AdamW.standard();
      case SGD -> new Optimizer.Sgd(0.9, false);
      // The numbers of tf-openpose's train.py.
      case RMSPROP -> new Optimizer.RmsProp(5e-4, 0.9, 1e-10, Optimizer.RmsProp.Form.TENSORFLOW);
    };
  }

  /**
   * The learning rates of a run.
   *
   * @param furthered whether the network begins with the weights of a trained one
   * @throws IllegalArgumentException if a value makes no sense
   */
  Schedule schedule(long steps, int stepsPerEpoch, boolean furthered) {
    double rate = rate(furthered);
    if (rates.size() > 1 && schedule != Course.TF_OPENPOSE) {
      throw new IllegalArgumentException(
          "--lr with several rates goes with --schedule tf-openpose; give one rate to " + schedule);
    }
    if (warmUp != null && schedule != Course.COSINE) {
      throw new IllegalArgumentException("--warm-up goes with --schedule cosine");
    }
    return switch (schedule) {
      case CONSTANT -> new Schedule.Constant(rate);
      case TF_OPENPOSE ->
          rates.size() > 1
              ? new Schedule.Listed(rates, (long) OPENPOSE_EPOCHS * stepsPerEpoch)
              : new Schedule.Staircase(rate, OPENPOSE_FACTOR, OPENPOSE_STAIR);
      case TF_POSE -> new Schedule.Cosine(rate, 0, 0, steps);
      case COSINE -> new Schedule.Cosine(rate, 0, warmUp(steps), steps);
    };
  }

  /**
   * The learning rates of a phase, by the run's steps.
   *
   * @param phase its number, from 0
   * @param phases how many there are
   * @param from the run's steps before it
   * @param steps its own
   * @param furthered whether the run begins with the weights of a trained network
   * @throws IllegalArgumentException if a value makes no sense
   */
  Schedule schedule(int phase, int phases, long from, long steps, boolean furthered) {
    if (rates.size() > 1 && rates.size() != phases) {
      throw new IllegalArgumentException(
          "--lr with %d rates for %d phases; give one, or one for each"
              .formatted(rates.size(), phases));
    }
    double rate = rates.size() > 1 ? rates.get(phase) : rate(furthered);
    Schedule course =
        switch (schedule) {
          case CONSTANT -> new Schedule.Constant(rate);
          case COSINE -> new Schedule.Cosine(rate, 0, warmUp(steps), steps);
          default ->
              throw new IllegalArgumentException(
                  "--phases goes with --schedule cosine or constant, not " + schedule);
        };
    return new Schedule.Later(course, from);
  }

  private double rate(boolean furthered) {
    if (rates.isEmpty()) {
      return furthered || kind() == Method.RMSPROP ? SMALL_RATE : RATE;
    }
    return rates.get(0);
  }

  private long warmUp(long steps) {
    return warmUp == null ? Math.min(MOST_WARM_UP, steps / 20) : warmUp;
  }

  /** All that the weights depend on, by the options' names. */
  Map<String, String> settings(TrainingOptions options, boolean furthered) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("schedule", schedule.toString());
    settings.put(
        "lr",
        rates.size() > 1
            ? rates.stream().map(String::valueOf).collect(Collectors.joining(","))
            : String.valueOf(rate(furthered)));
    settings.put("warm-up", warmUp == null ? "default" : warmUp.toString());
    settings.put("optimizer", kind().toString());
    settings.put("weight-decay", String.valueOf(options.weightDecay()));
    settings.put("clip", Optional.ofNullable(clip).map(String::valueOf).orElse("none"));
    settings.put("average", String.valueOf(average));
    settings.put("norms", options.normMomentum().isPresent() ? "batch" : "stored");
    settings.put("freeze", String.join(" ", options.frozen()));
    settings.put("trunk-lr", String.valueOf(options.trunkRate()));
    if (hardShare != 0) {
      settings.put("hard-share", String.valueOf(hardShare));
    }
    settings.put(
        "precision", options.compute().arithmetic() == Arithmetic.FLOAT32 ? "fp32" : "bf16");
    return settings;
  }

  /** What {@code --threads} says, which changes the last bits only. */
  String threads() {
    return threads == null ? "default" : threads.toString();
  }
}
