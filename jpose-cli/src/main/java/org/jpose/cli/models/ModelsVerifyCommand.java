package org.jpose.cli.models;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.core.ModelFormatException;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose models verify}. */
@Command(
    name = "verify",
    description = "Looks for damage in the files of models that are here.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all whole",
      "1:none whole",
      "2:the command line is wrong",
      "3:some damaged, the others whole"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  jpose models verify", "  jpose models verify cmu"})
final class ModelsVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "Models that are here (default: all).")
  private List<String> names;

  @Mixin private CommonArguments common;

  @Override
  public Integer call() {
    ModelStore store = ModelStore.open();
    List<String> all =
        names != null
            ? names
            : Stream.concat(ModelZoo.embedded().stream(), store.names().stream()).toList();
    PrintWriter out = spec.commandLine().getOut();
    int failed = 0;
    for (String name : all) {
      Optional<String> problem = problem(store, name);
      if (problem.isPresent()) {
        failed++;
        spec.commandLine().getErr().println("jpose: " + name + ": " + problem.get());
      } else {
        out.println(name + ": whole");
      }
    }
    return failed == 0
        ? ExitCode.OK
        : failed == all.size() ? ExitCode.FAILED : ExitCode.SOME_FAILED;
  }

  private static Optional<String> problem(ModelStore store, String name) {
    try {
      if (ModelZoo.isEmbedded(name)) {
        ModelZoo.load(name);
        return Optional.empty();
      }
      return store
          .find(name)
          .map(InstalledModel::damage)
          .orElse(Optional.of("is not here; 'jpose models list' says what is"));
    } catch (ModelFormatException e) {
      return Optional.of(e.getMessage());
    }
  }
}
