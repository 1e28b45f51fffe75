package org.jpose.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jpose.core.ModelFormatException;

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
  private static final long STACK_BYTES = 1L << 29;

  private RuntimeEnvironment() {}

  /** Returns the environment; the first call starts it. Thread-safe. */
  static OrtEnvironment get() {
    CompletableFuture<OrtEnvironment> started = new CompletableFuture<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                OrtEnvironment environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "jpose");
                environment.setTelemetry(false);
                started.complete(environment);
              } catch (OrtException | RuntimeException | Error e) {
                started.completeExceptionally(e);
              }
            },
            "onnxruntime-start",
            STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return started.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new ModelFormatException("ONNX Runtime cannot start: " + e.getCause().getMessage(), e);
    }
  }
}
