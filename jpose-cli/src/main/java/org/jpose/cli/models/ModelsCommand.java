package org.jpose.cli.models;

import java.io.PrintWriter;
import java.util.Locale;
import org.jpose.cli.arguments.CommonArguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jpose models}: what there is to run. */
@Command(
    name = "models",
    description = "Lists, describes and fetches models; describes networks.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsFetchCommand.class,
      ModelsAddCommand.class,
      ModelsVerifyCommand.class,
      ModelsPathCommand.class,
      ModelsRemoveCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jpose models list",
      "  jpose models show lite",
      "  jpose models fetch mobilenet_v2_small",
      "  jpose image photo.jpg --model mobilenet_v2_small --out people.png"
    })
public final class ModelsCommand implements Runnable {
  static final int WIDTH = 432;
  static final int HEIGHT = 368;

  @Spec private CommandSpec spec;
  @Mixin private CommonArguments common;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
  }

  static void print(PrintWriter out, String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values).stripTrailing());
  }
}
