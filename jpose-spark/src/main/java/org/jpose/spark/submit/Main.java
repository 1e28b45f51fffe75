package org.jpose.spark.submit;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.FileException;
import org.jpose.core.web.ShownText;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program for spark-submit: {@code spark-submit jpose-spark.jar DIR --out DIR}. */
public final class Main {
  private static final int DONE = 0;
  private static final int NOTHING = 1;
  private static final int USAGE = 2;
  private static final int LINES_OF_A_FAILURE = 3;

  private Main() {}

  /** Runs the program, and ends with its exit code if that is not 0. */
  public static void main(String[] arguments) {
    int code = run(arguments, System.out, System.err);
    // Where the driver runs inside of a cluster, whoever ends it has it taken for lost.
    if (code != DONE) {
      System.exit(code);
    }
  }

  /**
   * Runs the program.
   *
   * @return 0 if files were done, whatever errors rows have; 1 if none could be, 2 if the command
   *     line is wrong
   */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    JobArguments parsed;
    try {
      parsed = parse(arguments);
    } catch (ParameterException | IllegalArgumentException e) {
      err.println("jpose: " + ShownText.line(String.valueOf(e.getMessage())));
      err.println("Try '--help'.");
      return USAGE;
    }
    if (parsed.help) {
      out.print(help());
      return DONE;
    }
    SparkSession spark = SparkSession.builder().appName("jpose").getOrCreate();
    try {
      return new Job(spark, parsed, out, err).run() ? DONE : NOTHING;
    } catch (Exception e) {
      err.println("jpose: " + ShownText.line(reason(e)));
      return NOTHING;
    } finally {
      spark.stop();
    }
  }

  /**
   * Reads a command line.
   *
   * @throws ParameterException if it has something wrong
   * @throws IllegalArgumentException if values do not go together
   */
  static JobArguments parse(String... arguments) {
    JobArguments parsed = new JobArguments();
    new CommandLine(parsed).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    if (!parsed.help) {
      parsed.check();
    }
    return parsed;
  }

  /** Spark puts the stack of the task that failed into its messages. */
  private static String reason(Exception failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof FileException
        || failure instanceof ModelFormatException
        || failure instanceof IllegalArgumentException) {
      return message;
    }
    return message
        .lines()
        .filter(line -> !line.startsWith("\t") && !line.isBlank())
        .limit(LINES_OF_A_FAILURE)
        .collect(Collectors.joining(" "));
  }

  static String help() {
    try (InputStream text = Main.class.getResourceAsStream("/org/jpose/spark/help.txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
