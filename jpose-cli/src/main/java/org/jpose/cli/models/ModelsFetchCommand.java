package org.jpose.cli.models;

import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Failures;
import org.jpose.cli.terminal.Usage;
import org.jpose.zoo.FetchOptions;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.LicenceException;
import org.jpose.zoo.ModelStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose models fetch}. */
@Command(
    name = "fetch",
    description = {
      "Fetches a model of the catalogue, checks it and makes its model file.",
      "A download that was stopped goes on where it was. Proxies are taken from https_proxy,"
          + " http_proxy and no_proxy."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  A model of tf-pose, and people with it:",
      "    jpose models fetch mobilenet_v2_small",
      "    jpose image photo.jpg --model mobilenet_v2_small --out people.png",
      "  CMU's, which is not for commercial use:",
      "    jpose models fetch cmu --accept-licence",
      "  From a server of your own:",
      "    jpose models fetch cmu --mirror https://models.example.org/jpose/"
    })
final class ModelsFetchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "NAME", description = "Models of 'models list'.")
  private List<String> names;

  @Option(
      names = "--mirror",
      split = ",",
      paramLabel = "URL",
      description =
          "Ask here instead of the card's addresses; several are asked in order. A base, to which"
              + " NAME/FILE is added, or the file's whole address (default: $JPOSE_MIRROR). A user"
              + " and password in it (https://USER:PASSWORD@HOST) go to this server alone.")
  private List<String> mirrors;

  @Option(
      names = "--accept-licence",
      description = "I accept the licence of these models; remembered.")
  private boolean acceptLicence;

  @Option(names = "--force", description = "Fetch again what is here already.")
  private boolean force;

  @Option(
      names = {"-q", "--quiet"},
      description = "Report failures only.")
  private boolean quiet;

  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    FetchOptions options =
        Usage.check(spec, () -> new FetchOptions(mirrors(), acceptLicence, force));
    if (names.size() == 1) {
      fetch(names.get(0), options);
      return ExitCode.OK;
    }
    int failed = 0;
    for (String name : names) {
      try {
        fetch(name, options);
      } catch (Exception e) {
        failed++;
        Failures.print(spec.commandLine().getErr(), e, common.isVerbose());
      }
    }
    return failed == 0
        ? ExitCode.OK
        : failed == names.size() ? ExitCode.FAILED : ExitCode.SOME_FAILED;
  }

  private List<URI> mirrors() {
    String variable = System.getenv("JPOSE_MIRROR");
    Stream<String> named =
        mirrors != null
            ? mirrors.stream()
            : variable == null ? Stream.empty() : Stream.of(variable.split(","));
    List<URI> addresses = new ArrayList<>();
    named
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .forEach(text -> addresses.add(FetchOptions.mirror(text)));
    return addresses;
  }

  private void fetch(String name, FetchOptions options) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    ProxyPasswords.allow();
    InstalledModel model;
    try (FetchReport report = new FetchReport(name, spec.commandLine(), quiet)) {
      model =
          withLicence(
              spec, () -> ModelStore.open().fetch(name, options, new WeightsConversion(), report));
    }
    if (!quiet) {
      report(out, model);
    }
  }

  /** Brings a model here, or says by which option its licence is accepted. */
  static InstalledModel withLicence(CommandSpec spec, Callable<InstalledModel> call)
      throws Exception {
    try {
      return Usage.check(spec, call);
    } catch (ParameterException e) {
      if (e.getCause() instanceof LicenceException) {
        String message = e.getMessage() + "; to accept them, add --accept-licence";
        throw new ParameterException(spec.commandLine(), message, e);
      }
      throw e;
    }
  }

  static void report(PrintWriter out, InstalledModel model) {
    if (model.trusted() && !model.card().file().addresses().isEmpty()) {
      out.println(
          model.card().name()
              + ": no hash of its file is known, so it was taken as it came; from now on it has to"
              + " be the same");
    }
    out.println(model.card().name() + ": " + model.path());
    out.flush();
  }
}
