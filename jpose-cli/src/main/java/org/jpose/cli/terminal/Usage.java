package org.jpose.cli.terminal;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Wrong values that the parser cannot know are errors of the command line all the same. */
public final class Usage {
  /** Takes values from the command line, and gives none back. */
  public interface Step {
    /** Does it. */
    void run() throws Exception;
  }

  private Usage() {}

  /**
   * Calls what takes values from the command line.
   *
   * @throws ParameterException for the call's {@link IllegalArgumentException}
   */
  public static <T> T check(CommandSpec spec, Callable<T> call) throws Exception {
    try {
      return call.call();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** The same of what has no result. */
  public static void check(CommandSpec spec, Step step) throws Exception {
    check(
        spec,
        () -> {
          step.run();
          return null;
        });
  }
}
