package org.jpose.train.engine.compute;

import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.BackendOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ProcessGroup;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch_gloo;
import org.bytedeco.pytorch.global.torch_nccl;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;
import org.jpose.core.Processor;
import org.jpose.core.natives.JavaCpp;
import org.jpose.core.natives.NativeLibrary;
import org.jpose.core.natives.NativeLibraryException;

/** The one place that knows of CPUs and GPUs: everything else asks it for tensors. */
public final class TorchDevice {
  private static final byte ONE_CPU = -1;

  /** Two buckets can be on their way at once, as in PyTorch. */
  private static final int GLOO_THREADS = 2;

  /** Loaded when a training begins. */
  public static final NativeLibrary LIBRARY =
      new NativeLibrary(
          JavaCpp.part(
              "libtorch",
              "training",
              Loader.getPlatform(),
              Set.of("linux-x86_64", "macosx-x86_64", "macosx-arm64", "windows-x86_64"),
              List.of(
                  new JavaCpp.Preset("pytorch", "jnitorch", List.of()),
                  new JavaCpp.Preset("openblas", "jniopenblas_nolapack", List.of())),
              List.of()),
          torch.class,
          files -> {
            JavaCpp.use(files);
            Loader.load(torch.class);
            int cores = Processor.cores();
            if (System.getenv("OMP_NUM_THREADS") == null && cores > 0) {
              torch.set_num_threads(cores);
            }
          });

  private final Compute compute;
  private final DeviceType type;

  /**
   * Loads libtorch and looks for the device.
   *
   * @throws IllegalStateException if libtorch does not load or has no such GPU
   */
  public TorchDevice(Compute compute) {
    requireLibrary();
    this.compute = compute;
    this.type = compute.gpu().isPresent() ? DeviceType.CUDA : DeviceType.CPU;
    if (compute.gpu().isPresent() && compute.gpu().getAsInt() >= gpus()) {
      throw new IllegalStateException(
          "GPU %d is not there: libtorch finds %d; is the program built with -Pcuda and the driver loaded?"
              .formatted(compute.gpu().getAsInt(), gpus()));
    }
    compute.threads().ifPresent(torch::set_num_threads);
    // libtorch takes it for small batches on one thread, and on processors that it does not know it
    // warns at each convolution.
    torch.globalContext().setUserEnabledNNPACK(false);
  }

  /**
   * Loads libtorch.
   *
   * @throws IllegalStateException if it is not there; the message says what to do
   */
  public static void requireLibrary() {
    try {
      LIBRARY.require();
    } catch (NativeLibraryException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** How many CUDA devices libtorch can use. */
  public static int gpus() {
    requireLibrary();
    return torch.cuda_is_available() ? torch.cuda_device_count() : 0;
  }

  private Device device() {
    return new Device(type, (byte) compute.gpu().orElse(ONE_CPU));
  }

  /** Returns zeros on the device. */
  public Tensor zeros(long count) {
    return torch.zeros(new long[] {count}, new TensorOptions(device()));
  }

  /**
   * Returns numbers on the device, in its order. On the CPU they may lie in memory that belongs to
   * the scope around this call.
   *
   * @param shape {@code [image][plane][row][column]}
   */
  public Tensor images(float[] values, long... shape) {
    Tensor here = torch.from_blob(new FloatPointer(values), shape);
    MemoryFormat format =
        compute.channelsLast() ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
    return here.to(device(), ScalarType.Float, false, false, new MemoryFormatOptional(format));
  }

  /**
   * Returns numbers that are stored in 16 bits (binary16) on the device as float32, in its order;
   * memory as of {@link #images}.
   *
   * @param shape {@code [image][plane][row][column]}
   */
  public Tensor halves(short[] values, long... shape) {
    Tensor here =
        torch.from_blob(new ShortPointer(values), shape, new TensorOptions(ScalarType.Half));
    MemoryFormat format =
        compute.channelsLast() ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
    return here.to(device(), ScalarType.Float, false, false, new MemoryFormatOptional(format));
  }

  /** Returns numbers on the device, the last axis fastest; memory as of {@link #images}. */
  public Tensor vector(float[] values) {
    return torch
        .from_blob(new FloatPointer(values), values.length)
        .to(device(), ScalarType.Float, false, false, new MemoryFormatOptional());
  }

  /** Returns a copy of numbers on the device, in double precision. */
  Tensor doubles(double[] values) {
    return torch
        .from_blob(
            new DoublePointer(values),
            new long[] {values.length},
            new TensorOptions(ScalarType.Double))
        .to(device(), ScalarType.Double, false, true, new MemoryFormatOptional());
  }

  /** Connects to the other ranks, which wait for it: by NCCL between GPUs, Gloo between CPUs. */
  Backend processGroup(Store store, RankSettings settings) {
    Milliseconds timeout = new Milliseconds(settings.timeout().toMillis());
    if (type == DeviceType.CUDA) {
      Loader.load(torch_nccl.class);
      ProcessGroupNCCL.Options options = ProcessGroupNCCL.Options.create();
      options.timeout(timeout);
      return new ProcessGroupNCCL(store, settings.rank(), settings.ranks(), options);
    }
    Loader.load(torch_gloo.class);
    ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(timeout);
    options.threads(GLOO_THREADS);
    options.devices(
        new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(settings.ownAddress())));
    return new ProcessGroupGloo(store, settings.rank(), settings.ranks(), options);
  }

  /** Makes a group talk through what {@link #processGroup} returned. */
  void setBackend(ProcessGroup group, BackendOptional backend) {
    ProcessGroup.BackendType kind =
        type == DeviceType.CUDA ? ProcessGroup.BackendType.NCCL : ProcessGroup.BackendType.GLOO;
    group.setBackend(type, kind, backend);
    group.setDefaultBackend(kind);
  }

  /** Whether it is the connection to other ranks that failed, not a calculation. */
  public static boolean isOfExchange(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("gloo") || message.contains("NCCL");
  }

  /** Whether the channels of a weight lie side by side. */
  public boolean channelsLast() {
    return compute.channelsLast();
  }

  /** Lets convolutions of this thread calculate so until closed. */
  public Autocast autocast(Arithmetic arithmetic) {
    return new Autocast(type, arithmetic == Arithmetic.BFLOAT16);
  }

  /** Autocast of this thread. Weights are cast anew each time: each is used once in a graph. */
  public static final class Autocast implements AutoCloseable {
    private final DeviceType type;
    private final boolean before;
    private final boolean cacheBefore;

    private Autocast(DeviceType type, boolean on) {
      this.type = type;
      this.before = torch.is_autocast_enabled(type);
      this.cacheBefore = torch.is_autocast_cache_enabled();
      torch.set_autocast_dtype(type, ScalarType.BFloat16);
      torch.set_autocast_cache_enabled(false);
      torch.set_autocast_enabled(type, on);
    }

    /** Ends it, so that what follows is calculated in full; closing it then changes nothing. */
    public void stop() {
      torch.set_autocast_enabled(type, before);
    }

    @Override
    public void close() {
      torch.set_autocast_enabled(type, before);
      torch.set_autocast_cache_enabled(cacheBefore);
    }
  }
}
