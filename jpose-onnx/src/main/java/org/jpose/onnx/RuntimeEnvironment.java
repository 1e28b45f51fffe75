package org.jpose.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jpose.core.natives.NativeFiles;
import org.jpose.core.natives.NativeLibrary;
import org.jpose.core.natives.NativePart;

/**
 * ONNX Runtime's process-wide environment: silent, so that errors reach the caller as exceptions,
 * and without telemetry.
 *
 * <p>ONNX Runtime 1.29.0 matches the command line of its process against a recursive regular
 * expression when it starts. A long class path, as build tools make them, overflows an ordinary
 * thread's stack there and kills the process without a word; so it starts on a thread with a stack
 * that is large enough for the longest command line.
 */
final class RuntimeEnvironment {
  /** Loaded when a network is first opened. */
  static final NativeLibrary LIBRARY =
      new NativeLibrary(part(), OrtEnvironment.class, RuntimeEnvironment::load);

  private static final String FOLDER = "onnxruntime.native.path";
  private static final long STACK_BYTES = 1L << 29;

  private RuntimeEnvironment() {}

  private static NativePart part() {
    String platform = platform();
    return new NativePart(
        "ONNX Runtime",
        "networks",
        platform,
        Set.of("linux-x64", "linux-aarch64", "osx-aarch64", "win-x64"),
        "com.microsoft.onnxruntime:onnxruntime",
        List.of(
            new NativeFiles(
                "ai/onnxruntime/native/" + platform + "/" + System.mapLibraryName("onnxruntime"),
                // ONNX Runtime looks for the parts for GPUs beside itself; TensorRT's is never
                // used.
                List.of(
                    "onnxruntime.",
                    "onnxruntime4j",
                    "onnxruntime_providers_shared",
                    "onnxruntime_providers_cuda"))),
        List.of());
  }

  /** This machine in ONNX Runtime's words. */
  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String name = system.split(" ")[0].replace("mac", "osx").replace("windows", "win");
    return name + "-" + machine.replace("amd64", "x64").replace("x86_64", "x64");
  }

  /** Returns the environment; the first call starts it. Thread-safe. */
  static OrtEnvironment get() {
    LIBRARY.require();
    return OrtEnvironment.getEnvironment();
  }

  private static void load(Optional<NativeLibrary.Unpacked> files) throws Exception {
    if (files.isPresent() && System.getProperty(FOLDER) == null) {
      System.setProperty(FOLDER, files.get().folders().get(0).toString());
    }
    EmptyFolder empty = EmptyFolder.expect();
    try {
      start();
    } finally {
      empty.close();
    }
  }

  private static void start() throws Exception {
    CompletableFuture<Void> started = new CompletableFuture<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "jpose")
                    .setTelemetry(false);
                started.complete(null);
              } catch (Exception | Error e) {
                started.completeExceptionally(e);
              }
            },
            "onnxruntime-start",
            STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      started.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    }
  }
}
