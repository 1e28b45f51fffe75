package org.jpose.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose help models fetch} prints what {@code jpose models fetch --help} does. */
@Command(name = "help", description = "Prints the help of a command.", helpCommand = true)
final class HelpCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command; none: all.")
  private List<String> names = List.of();

  @Override
  public void run() {
    CommandLine command = spec.parent().commandLine();
    for (String name : names) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(
            command,
            CommandLineErrors.unknownCommand(name, command.getSubcommands()),
            new IllegalArgumentException(name));
      }
      command = next;
    }
    command.usage(spec.commandLine().getOut());
  }
}
