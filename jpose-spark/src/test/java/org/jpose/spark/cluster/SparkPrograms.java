package org.jpose.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Spark's programs as processes of their own, from the jars that Maven has copied. */
final class SparkPrograms {
  private SparkPrograms() {}

  /** Laid out as a Spark that somebody has installed: {@code jars/}. */
  static Path home() {
    return Path.of(System.getProperty("jpose.spark.home"));
  }

  /** jpose's, with all but Spark. */
  static Path program() {
    return Path.of(System.getProperty("jpose.spark.program"));
  }

  /** Skips a test that runs before the program was made. */
  static void require() {
    Assumptions.assumeTrue(
        System.getProperty("jpose.spark.program") != null,
        "skipped: needs jpose-spark.jar; mvn verify makes it, and runs this then");
  }

  /**
   * A program of Spark's whose output goes to a file.
   *
   * @param before what the command begins with
   */
  static Process start(Path log, List<String> before, String main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(java());
    command.add("-Xmx1g");
    command.addAll(List.of("-cp", home().resolve("jars") + "/*", main));
    command.addAll(arguments);
    return start(log, command);
  }

  /** spark-submit of jpose. */
  static Process submit(Path log, List<String> options, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(options);
    all.addAll(
        List.of(
            "--conf", "spark.ui.enabled=false",
            "--conf", "spark.driver.host=127.0.0.1",
            "--conf", "spark.driver.bindAddress=127.0.0.1"));
    all.add(program().toString());
    all.addAll(arguments);
    return start(log, List.of(), "org.apache.spark.deploy.SparkSubmit", all);
  }

  /** Waits until a process has ended well; it does not outlive this. */
  static String finish(Process process, Path log) throws InterruptedException {
    try {
      assertTrue(
          process.waitFor(10, TimeUnit.MINUTES),
          () -> "it goes on and on: " + StandaloneCluster.read(log));
    } finally {
      process.destroyForcibly();
    }
    String said = StandaloneCluster.read(log);
    assertEquals(0, process.exitValue(), said);
    return said;
  }

  /** Java with what Spark needs of it. */
  static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("jpose.spark.opens").split(" ")));
    command.add("-Djava.awt.headless=true");
    return command;
  }

  /**
   * A process whose output goes to a file.
   *
   * @param variable of its environment, name and value, if it needs one more
   */
  static Process start(Path log, List<String> command, String... variable) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("SPARK_HOME", home().toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("SPARK_LOCAL_HOSTNAME", "127.0.0.1");
    environment.put("JPOSE_HOME", System.getProperty("jpose.home"));
    environment.put("ORT_DISABLE_TELEMETRY", "1");
    environment.put("LC_ALL", "C.UTF-8");
    if (variable.length > 0) {
      environment.put(variable[0], variable[1]);
    }
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }
}
