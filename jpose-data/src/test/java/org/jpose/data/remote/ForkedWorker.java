package org.jpose.data.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A worker in a JVM of its own, which can be killed. */
final class ForkedWorker implements AutoCloseable {
  private final Process process;

  ForkedWorker(RemoteAddress trainer, String name) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ForkedWorker.class.getName(),
                    trainer.toString(),
                    name))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  /** The other JVM: takes its time for a batch, so that it is killed in the middle of one. */
  public static void main(String[] arguments) throws InterruptedException {
    WorkerOptions options =
        WorkerOptions.of(RemoteAddress.toConnect(arguments[0]), arguments[1]).withThreads(2);
    new DataWorker(InventedData.taking(request -> Waiting.pause(100)), options).run();
  }

  /** As kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
