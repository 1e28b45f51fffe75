package org.jpose.cli.models;

import java.util.List;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose models remove}. */
@Command(
    name = "remove",
    description = "Removes models that were fetched or added, and parts of downloads.",
    footerHeading = "%nExample:%n",
    footer = "  jpose models remove cmu")
final class ModelsRemoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "NAME", description = "Models that are here.")
  private List<String> names;

  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    ModelStore store = ModelStore.open();
    int failed = 0;
    for (String name : names) {
      if (store.remove(name)) {
        spec.commandLine().getOut().println(name + ": removed");
      } else {
        failed++;
        String why =
            ModelZoo.isEmbedded(name)
                ? "is inside jpose and cannot be removed"
                : "is not here; 'jpose models list' says what is";
        spec.commandLine().getErr().println("jpose: " + name + ": " + why);
      }
    }
    return failed == 0
        ? ExitCode.OK
        : failed == names.size() ? ExitCode.FAILED : ExitCode.SOME_FAILED;
  }
}
