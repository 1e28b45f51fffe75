package org.jpose.cli.arguments;

import org.jpose.cli.terminal.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every command understands. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
public final class CommonArguments {
  @Option(names = "--verbose", description = "With an error, tell where in the program it arose.")
  private boolean verbose;

  /** Whether errors are to be told with their place in the program. */
  public boolean isVerbose() {
    return verbose;
  }
}
