package org.jpose.cli.models;

import java.util.concurrent.Callable;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Usage;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose models path}. */
@Command(
    name = "path",
    description = "Prints where a model that was fetched or added is.",
    footerHeading = "%nExample:%n",
    footer = "  jpose models path mobilenet_v2_small")
final class ModelsPathCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "A model that is here.")
  private String name;

  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    InstalledModel model =
        Usage.check(
            spec,
            () ->
                ModelStore.open()
                    .find(name)
                    .orElseThrow(() -> new IllegalArgumentException(absent())));
    spec.commandLine().getOut().println(model.path());
    return ExitCode.OK;
  }

  private String absent() {
    return ModelZoo.isEmbedded(name)
        ? name + " is inside jpose, not a file"
        : "model '" + name + "' is not here; 'jpose models list' says what is";
  }
}
