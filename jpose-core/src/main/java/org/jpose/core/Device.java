package org.jpose.core;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Where a network runs.
 *
 * @param kind what calculates
 * @param number which GPU, from 0; empty for all there are, and for what has no number
 */
public record Device(Kind kind, OptionalInt number) {
  /** All GPUs that can be had, or the CPU where there are none. */
  public static final Device AUTO = new Device(Kind.AUTO, OptionalInt.empty());

  /** The processor. */
  public static final Device CPU = new Device(Kind.CPU, OptionalInt.empty());

  /** Every NVIDIA GPU of this machine, a copy of the network on each. */
  public static final Device CUDA = new Device(Kind.CUDA, OptionalInt.empty());

  /** What Apple's CoreML chooses. */
  public static final Device COREML = new Device(Kind.COREML, OptionalInt.empty());

  private static final String CUDA_NUMBER = "cuda:";

  /** Kinds of devices. */
  public enum Kind {
    /** The best that can be had. */
    AUTO,
    /** The processor. */
    CPU,
    /** NVIDIA's GPUs. */
    CUDA,
    /** Apple's machines: their GPU or neural engine, where CoreML finds them fit. */
    COREML
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the number is negative, or of what is not numbered
   */
  public Device {
    Objects.requireNonNull(kind, "kind");
    if (number.isPresent() && (kind != Kind.CUDA || number.getAsInt() < 0)) {
      throw new IllegalArgumentException(
          "device %s:%d: only cuda has a number, 0 or more"
              .formatted(kind.name().toLowerCase(Locale.ROOT), number.getAsInt()));
    }
  }

  /** One NVIDIA GPU. */
  public static Device cuda(int number) {
    return new Device(Kind.CUDA, OptionalInt.of(number));
  }

  /**
   * Reads what {@link #toString} writes, in letters of any case.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static Device parse(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    if (name.matches(CUDA_NUMBER + "\\d{1,4}")) {
      return cuda(Integer.parseInt(name.substring(CUDA_NUMBER.length())));
    }
    return switch (name) {
      case "auto" -> AUTO;
      case "cpu" -> CPU;
      case "cuda" -> CUDA;
      case "coreml" -> COREML;
      default ->
          throw new IllegalArgumentException(
              "device '" + text + "' is not known; known: auto, cpu, cuda, cuda:N, coreml");
    };
  }

  /** As {@code --device} takes it: {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:1}. */
  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return number.isPresent() ? name + ":" + number.getAsInt() : name;
  }
}
