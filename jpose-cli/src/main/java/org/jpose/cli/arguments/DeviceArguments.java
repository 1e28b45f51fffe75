package org.jpose.cli.arguments;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;
import org.jpose.core.Device;
import org.jpose.core.Execution;
import org.jpose.onnx.OnnxDevices;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command's networks run. */
public final class DeviceArguments {
  /** The option's name. */
  public static final String OPTION = "--device";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private final Set<String> said = new HashSet<>();

  @Option(
      names = OPTION,
      paramLabel = "DEVICE",
      description =
          "Where the network runs: auto (the default: all GPUs, or the CPU if there are none), cpu,"
              + " cuda (all GPUs), cuda:N (one), or coreml.")
  private Device device;

  /** What was asked for; the CPU if nothing was, and this build has nothing else. */
  public Device device() {
    if (device == null) {
      return OnnxDevices.isBuiltFor(Device.Kind.CUDA) ? Device.AUTO : Device.CPU;
    }
    return device;
  }

  /** Where and on how many threads networks run; a notice is printed once. */
  public Execution execution(int threads) {
    return Execution.on(device()).withThreads(threads).withNotice(this::say);
  }

  private void say(String line) {
    if (said.add(line)) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("jpose: " + line);
      err.flush();
    }
  }
}
