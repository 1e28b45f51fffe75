package org.jpose.train.engine.compute;

import java.util.OptionalInt;
import org.jpose.core.Device;
import org.jpose.core.DeviceException;
import org.jpose.core.DeviceException.Reason;
import org.jpose.core.Processor;

/**
 * Where and how libtorch calculates.
 *
 * @param gpu number of the CUDA device; empty for the CPU
 * @param arithmetic how exactly
 * @param channelsLast whether the channels of a cell lie side by side, which convolutions prefer
 *     nearly everywhere; results differ by rounding only
 * @param threads threads of an operation on the CPU; empty for {@code OMP_NUM_THREADS}, else one a
 *     core. There is one number for the whole process: the engine made last decides
 */
public record Compute(
    OptionalInt gpu, Arithmetic arithmetic, boolean channelsLast, OptionalInt threads) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the GPU is negative or there is not one thread
   */
  public Compute {
    if (gpu.isPresent() && gpu.getAsInt() < 0) {
      throw new IllegalArgumentException("GPU " + gpu.getAsInt() + ", expected 0 or more");
    }
    if (threads.isPresent() && threads.getAsInt() < 1) {
      throw new IllegalArgumentException(
          threads.getAsInt() + " threads to calculate, expected 1 or more");
    }
  }

  /**
   * The CPU at its fastest: channels last, and bfloat16 if the processor multiplies it (as far as
   * Linux tells); where it would only be imitated, float32.
   */
  public static Compute cpu() {
    Arithmetic arithmetic = multipliesBfloat16() ? Arithmetic.BFLOAT16 : Arithmetic.FLOAT32;
    return new Compute(OptionalInt.empty(), arithmetic, true, OptionalInt.empty());
  }

  /** A CUDA device at its fastest: channels last and bfloat16. */
  public static Compute gpu(int number) {
    return new Compute(OptionalInt.of(number), Arithmetic.BFLOAT16, true, OptionalInt.empty());
  }

  /**
   * A device at its fastest: of {@link Device#CUDA} the first GPU, one for one process.
   *
   * @throws DeviceException if it cannot be had
   * @throws IllegalStateException if libtorch does not load
   */
  public static Compute on(Device device) {
    switch (device.kind()) {
      case AUTO -> {
        return fastest();
      }
      case CPU -> {
        return cpu();
      }
      case CUDA -> {
        int number = device.number().orElse(0);
        if (number >= gpus()) {
          throw new DeviceException(
              "device %s cannot be had: libtorch finds %d GPUs; is the program built with -Pcuda and the driver loaded?"
                  .formatted(device, gpus()),
              gpus() == 0 ? Reason.UNUSABLE : Reason.NO_SUCH_NUMBER,
              null);
        }
        return gpu(number);
      }
      default ->
          throw new DeviceException(
              "device %s cannot be had: libtorch trains on cpu or cuda only".formatted(device),
              Reason.UNUSABLE,
              null);
    }
  }

  /**
   * The first GPU if there is one, else the CPU.
   *
   * @throws IllegalStateException if libtorch does not load
   */
  public static Compute fastest() {
    return TorchDevice.gpus() > 0 ? gpu(0) : cpu();
  }

  /** The CPU with the same numbers every time: float32 on one thread. */
  public static Compute reproducible() {
    return cpu().withArithmetic(Arithmetic.FLOAT32).withThreads(1);
  }

  /**
   * How many CUDA devices there are.
   *
   * @throws IllegalStateException if libtorch does not load
   */
  public static int gpus() {
    return TorchDevice.gpus();
  }

  /** Returns this on a CUDA device. */
  public Compute onGpu(int number) {
    return new Compute(OptionalInt.of(number), arithmetic, channelsLast, threads);
  }

  /** Returns this with another arithmetic. */
  public Compute withArithmetic(Arithmetic arithmetic) {
    return new Compute(gpu, arithmetic, channelsLast, threads);
  }

  /** Returns this with another order of numbers. */
  public Compute withChannelsLast(boolean channelsLast) {
    return new Compute(gpu, arithmetic, channelsLast, threads);
  }

  /** Returns this with a number of threads. */
  public Compute withThreads(int threads) {
    return new Compute(gpu, arithmetic, channelsLast, OptionalInt.of(threads));
  }

  private static boolean multipliesBfloat16() {
    return Processor.says("flags\\s*:.* (avx512_bf16|amx_bf16)( .*)?");
  }
}
