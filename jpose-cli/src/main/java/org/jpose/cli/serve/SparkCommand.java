package org.jpose.cli.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jpose.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * {@code jpose spark}: people by Apache Spark. The launcher of a checkout runs it, for it fetches
 * Spark; here is its help.
 */
@Command(
    name = "spark",
    description = "Finds people in archives larger than one machine, by Apache Spark.")
public final class SparkCommand implements Callable<Integer> {
  private static final String HELP = "/org/jpose/spark/help.txt";

  @Spec private CommandSpec spec;

  @Unmatched private List<String> others;

  @Option(
      names = {"-h", "--help"},
      description = "Show the help.")
  private boolean help;

  @Override
  public Integer call() {
    if (help) {
      PrintWriter out = spec.commandLine().getOut();
      out.print(text());
      out.flush();
      return ExitCode.OK;
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "jpose: 'jpose spark' needs arguments, and the launcher of a checkout (./jpose), which"
            + " fetches Spark; see 'jpose spark --help', for a cluster of your own docs/SPARK.md");
    err.flush();
    return ExitCode.USAGE;
  }

  private static String text() {
    try (InputStream in = SparkCommand.class.getResourceAsStream(HELP)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
