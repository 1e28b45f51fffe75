package org.jpose.cli.serve;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jpose.cli.arguments.AccessArguments;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.EstimatorArguments;
import org.jpose.cli.terminal.Failures;
import org.jpose.cli.terminal.StopSignal;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.server.AccessRules;
import org.jpose.server.PoseServer;
import org.jpose.server.RequestLimits;
import org.jpose.server.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpose serve}: people by HTTP. */
@Command(
    name = "serve",
    description = {
      "Finds people for others: a web page with the browser's camera, REST, and a live stream.",
      "Goes on until Ctrl-C or SIGTERM, which finish what is under way. docs/SERVER.md has all of"
          + " it."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "1:the server cannot listen there, or the model cannot be opened",
      "2:the command line is wrong",
      "130, 143:stopped by Ctrl-C or SIGTERM"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  A page for this machine, at http://127.0.0.1:8080/:",
      "    jpose serve",
      "  For others, with a token and encrypted, which their cameras need:",
      "    openssl rand -hex 32 > token",
      "    jpose serve --host 0.0.0.0 --port 8443 --token-file token \\",
      "        --keystore server.p12 --keystore-password-file password",
      "  One photo from another program:",
      "    curl --data-binary @photo.jpg http://127.0.0.1:8080/v1/people"
    })
public final class ServeCommand implements Callable<Integer> {
  private static final ServerOptions DEFAULTS = ServerOptions.defaults();
  private static final long MEGA = 1_000_000;
  private static final long MOST = 100_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Name or address to listen on (default: 127.0.0.1, this machine only; 0.0.0.0 for all).")
  private String host = DEFAULTS.host();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen on (default: 8080; 0 for any that is free).")
  private int port = DEFAULTS.port();

  @Option(
      names = "--cors",
      split = ",",
      paramLabel = "ORIGIN",
      description = "Pages of other origins that may ask, for example https://example.org.")
  private List<String> origins = List.of();

  @Option(
      names = "--max-size",
      paramLabel = "MB",
      description = "Refuse photos and frames of more megabytes (default: 20).")
  private long maxSize = DEFAULTS.limits().bytes() / MEGA;

  @Option(
      names = "--max-megapixels",
      paramLabel = "N",
      description = "Refuse larger images (default: 50).")
  private long maxMegapixels = DEFAULTS.limits().pixels() / MEGA;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "Until when a photo must have come, and its work begun; how long the network may then"
              + " run (default: 30).")
  private long timeout = DEFAULTS.limits().timeout().toSeconds();

  @Option(
      names = "--queue",
      paramLabel = "N",
      description =
          "Photos that may wait while others are worked on; more are refused at once (default: 1)."
              + " Each makes the longest answer longer.")
  private int queue = DEFAULTS.limits().queue();

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description = "When stopped, wait so long for what is under way (default: 10).")
  private long grace = DEFAULTS.grace().toSeconds();

  @Option(names = "--access-log", description = "Print a line for each request.")
  private boolean accessLog;

  @Mixin private AccessArguments accessArguments;
  @Mixin private EstimatorArguments estimation;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    EstimatorOptions options = Usage.check(spec, estimation::options);
    ServerOptions server = Usage.check(spec, this::serverOptions);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (PoseServer.isOpenToAll(server)) {
      err.println(
          "jpose: anybody who reaches this machine may ask, and can read along; --token-file and"
              + " --keystore keep others off");
      err.flush();
    }
    CountDownLatch end = new CountDownLatch(1);
    StopSignal stop = StopSignal.of(spec);
    try (PoseEstimator estimator = Usage.check(spec, () -> estimation.open(options));
        PoseServer running = PoseServer.start(estimator, server)) {
      stop.underWay(end::countDown);
      out.println("jpose serves " + running.address() + " (Ctrl-C stops)");
      out.flush();
      end.await();
      return stop.exitCode();
    }
  }

  private ServerOptions serverOptions() {
    AccessRules access = AccessRules.open().withOrigins(new LinkedHashSet<>(origins));
    access = accessArguments.token().map(access::withToken).orElse(access);
    access = accessArguments.keystore().map(access::withKeystore).orElse(access);
    RequestLimits limits =
        RequestLimits.defaults()
            .withBytes(MEGA * checked("--max-size", maxSize))
            .withPixels(MEGA * checked("--max-megapixels", maxMegapixels))
            .withTimeout(Duration.ofSeconds(checked("--timeout", timeout)))
            .withQueue(queue);
    ServerOptions server =
        DEFAULTS
            .withHost(host)
            .withPort(port)
            .withAccess(access)
            .withLimits(limits)
            .withGrace(Duration.ofSeconds(checked("--grace", grace)))
            .withModel(estimation.modelName())
            .withFailureLog(this::report);
    return accessLog ? server.withAccessLog(this::print) : server;
  }

  private static long checked(String option, long value) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException(option + " is " + value + ", expected 1 to " + MOST);
    }
    return value;
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private void report(Throwable failure) {
    Failures.print(spec.commandLine().getErr(), failure, common.isVerbose());
  }
}
