package org.jpose.train;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jpose.core.Device;

/**
 * How gradients become steps, and how long the steps are. What is empty is chosen by what is
 * trained: a network that finds people already begins with a tenth of the rate, its norms keep
 * their statistics, which a small batch cannot measure again, and its steps are relative to its
 * weights, into which norms may be folded.
 *
 * @param course how the learning rate goes
 * @param rates the highest learning rate; none for the usual one; several, one for each phase or,
 *     with {@link Course#TF_OPENPOSE}, for 5 epochs each
 * @param warmUp steps of the cosine's rise; empty for a twentieth of the run, 500 at most
 * @param method how gradients become steps; empty for Adam, or RMSProp with tf-openpose's course
 * @param weightDecay pull of convolutions' weights towards zero
 * @param clip greatest length of the gradient; empty for no limit
 * @param average decay of the moving average of the weights; 0 for none
 * @param norms what norms normalize by
 * @param steps how long the steps of a convolution's output channels are
 * @param frozen layers that stay as they are, as regular expressions; {@link #TRUNK} is all that
 *     was taken over from another network
 * @param trunkRate learning rate of the trunk as a part of the others'
 * @param hardShare part of each batch that counts twice: the samples of the greatest loss
 * @param bits how convolutions calculate; empty for what is fastest here
 * @param threads of the network on the CPU; empty for one a core
 * @param device where to train; empty for a GPU if there is one
 */
public record Optimization(
    Course course,
    List<Double> rates,
    OptionalInt warmUp,
    Optional<Method> method,
    double weightDecay,
    OptionalDouble clip,
    double average,
    Optional<Norms> norms,
    Optional<Steps> steps,
    List<String> frozen,
    OptionalDouble trunkRate,
    double hardShare,
    Optional<Bits> bits,
    OptionalInt threads,
    Optional<Device> device) {
  /** Of {@link #frozen}: all layers of the trunk. */
  public static final String TRUNK = "trunk";

  private static final double AVERAGE = 0.999;

  /** How the learning rate goes. */
  public enum Course {
    /** Always the same. */
    CONSTANT,
    /** A rise, then half a cosine to 0. */
    COSINE,
    /** Down by a fifth every 50,000 steps, or given rates for 5 epochs each. */
    TF_OPENPOSE,
    /** Half a cosine without a rise. */
    TF_POSE;

    @Override
    public String toString() {
      return word(this);
    }
  }

  /** What norms normalize by. */
  public enum Norms {
    /** Each batch's statistics. */
    BATCH,
    /** Those of a trained network, which stay. */
    STORED;

    @Override
    public String toString() {
      return word(this);
    }
  }

  /** How long the steps of a convolution's output channels are. */
  public enum Steps {
    /** As long in all of them. */
    EQUAL,
    /** Shorter where a channel's weights are small, as they are where a norm was folded. */
    RELATIVE;

    @Override
    public String toString() {
      return word(this);
    }
  }

  /** How gradients become steps. */
  public enum Method {
    /** Adam. */
    ADAM,
    /** Adam, with the weights' decay apart from the gradient. */
    ADAMW,
    /** With a momentum of 0.9. */
    SGD,
    /** With the numbers of tf-openpose. */
    RMSPROP;

    @Override
    public String toString() {
      return word(this);
    }
  }

  /** How convolutions calculate. */
  public enum Bits {
    /** In 32 bits. */
    FP32,
    /** In bfloat16. */
    BF16;

    @Override
    public String toString() {
      return word(this);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Optimization {
    rates = List.copyOf(rates);
    frozen = List.copyOf(frozen);
  }

  /** Adam on a cosine, with an average of the weights; all layers. */
  public static Optimization defaults() {
    return new Draft().options();
  }

  /** The same with another course of the rate. */
  public Optimization withCourse(Course course) {
    return with(draft -> draft.course = course);
  }

  /** The same with other rates. */
  public Optimization withRates(List<Double> rates) {
    return with(draft -> draft.rates = rates);
  }

  /** The same with another rise. */
  public Optimization withWarmUp(int steps) {
    return with(draft -> draft.warmUp = OptionalInt.of(steps));
  }

  /** The same with another method. */
  public Optimization withMethod(Method method) {
    return with(draft -> draft.method = Optional.of(method));
  }

  /** The same with another weight decay. */
  public Optimization withWeightDecay(double decay) {
    return with(draft -> draft.weightDecay = decay);
  }

  /** The same with a greatest length of the gradient. */
  public Optimization withClip(double length) {
    return with(draft -> draft.clip = OptionalDouble.of(length));
  }

  /** The same with another decay of the average, or 0 for none. */
  public Optimization withAverage(double decay) {
    return with(draft -> draft.average = decay);
  }

  /** The same with norms that normalize by something else. */
  public Optimization withNorms(Norms norms) {
    return with(draft -> draft.norms = Optional.of(norms));
  }

  /** The same with other lengths of a channel's steps. */
  public Optimization withSteps(Steps steps) {
    return with(draft -> draft.steps = Optional.of(steps));
  }

  /** The same with other layers that stay as they are. */
  public Optimization withFrozen(List<String> layers) {
    return with(draft -> draft.frozen = layers);
  }

  /** The same with another rate of the trunk. */
  public Optimization withTrunkRate(double part) {
    return with(draft -> draft.trunkRate = OptionalDouble.of(part));
  }

  /** The same with another part of the samples that counts twice. */
  public Optimization withHardShare(double share) {
    return with(draft -> draft.hardShare = share);
  }

  /** The same calculated otherwise. */
  public Optimization withBits(Bits bits) {
    return with(draft -> draft.bits = Optional.of(bits));
  }

  /** The same on a number of threads. */
  public Optimization withThreads(int threads) {
    return with(draft -> draft.threads = OptionalInt.of(threads));
  }

  /** The same on a device. */
  public Optimization withDevice(Device device) {
    return with(draft -> draft.device = Optional.of(device));
  }

  private Optimization with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.course = course;
    draft.rates = rates;
    draft.warmUp = warmUp;
    draft.method = method;
    draft.weightDecay = weightDecay;
    draft.clip = clip;
    draft.average = average;
    draft.norms = norms;
    draft.steps = steps;
    draft.frozen = frozen;
    draft.trunkRate = trunkRate;
    draft.hardShare = hardShare;
    draft.bits = bits;
    draft.threads = threads;
    draft.device = device;
    change.accept(draft);
    return draft.options();
  }

  /** Options of which one is about to change; the usual ones. */
  private static final class Draft {
    private Course course = Course.COSINE;
    private List<Double> rates = List.of();
    private OptionalInt warmUp = OptionalInt.empty();
    private Optional<Method> method = Optional.empty();
    private double weightDecay;
    private OptionalDouble clip = OptionalDouble.empty();
    private double average = AVERAGE;
    private Optional<Norms> norms = Optional.empty();
    private Optional<Steps> steps = Optional.empty();
    private List<String> frozen = List.of();
    private OptionalDouble trunkRate = OptionalDouble.empty();
    private double hardShare;
    private Optional<Bits> bits = Optional.empty();
    private OptionalInt threads = OptionalInt.empty();
    private Optional<Device> device = Optional.empty();

    Optimization options() {
      return new Optimization(
          course,
          rates,
          warmUp,
          method,
          weightDecay,
          clip,
          average,
          norms,
          steps,
          frozen,
          trunkRate,
          hardShare,
          bits,
          threads,
          device);
    }
  }
}
