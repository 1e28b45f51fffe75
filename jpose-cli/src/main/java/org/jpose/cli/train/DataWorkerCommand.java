package org.jpose.cli.train;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.AccessArguments;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.DataArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.Counted;
import org.jpose.data.PoseDataset;
import org.jpose.data.remote.DataWorker;
import org.jpose.data.remote.DatasetWorkerData;
import org.jpose.data.remote.RemoteAddress;
import org.jpose.data.remote.WorkerOptions;
import org.jpose.data.remote.WorkerSummary;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpose dataworker}: makes batches for a trainer on another machine. */
@Command(
    name = "dataworker",
    description = {
      "Prepares batches for a trainer elsewhere that listens with --remote-data.",
      "Needs the trainer's data, as a copy or over the network; skeleton, size, augmentation and"
          + " targets come from the trainer. Waits for it, and ends when it is done. Any number of"
          + " workers may come and go."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the trainer is done",
      "1:the trainer refused this worker, was not there, or the data could not be opened",
      "2:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  On each worker, and on the trainer's machine:",
      "    jpose dataworker --master tcp://trainer:5555 --data coco/ --split train",
      "    jpose train --model lite --data coco/ --remote-data tcp://0.0.0.0:5555",
      "  Where others can reach the port, with a secret that both sides know:",
      "    openssl rand -hex 32 > token",
      "    jpose train --model lite --data coco/ --remote-data tcp://0.0.0.0:5555 \\",
      "        --token-file token",
      "    jpose dataworker --master tcp://trainer:5555 --data coco/ --token-file token"
    })
public final class DataWorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--master",
      required = true,
      paramLabel = "tcp://HOST:PORT",
      description = "Where the trainer listens; https://HOST:PORT if it has a --keystore.")
  private String master;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|FILE",
      description = "The trainer's data: a COCO folder, an LMDB, or result JSON.")
  private Path data;

  @Option(
      names = "--main-people",
      description = "One sample for each main person, as CMU trained; as the trainer has it.")
  private boolean mainPeople;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Batches to make at once (default: as many as there are processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The trainer's token, in this file's first line, if it wants one.")
  private Path tokenFile;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description =
          "With https: trust the certificate in this PEM file (default: what Java trusts).")
  private Path certificate;

  @Option(names = "--stay", description = "When the trainer is done, wait for another one.")
  private boolean stay;

  @Option(
      names = "--give-up",
      paramLabel = "SECONDS",
      description = "End after so long without a trainer (default: wait for ever).")
  private Integer giveUp;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description = "What the trainer's statistics call this worker (default: host and process).")
  private String name = defaultName();

  @Option(
      names = {"-q", "--quiet"},
      description = "Report errors only.")
  private boolean quiet;

  @Mixin private DataArguments arguments;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    WorkerOptions options = Usage.check(spec, this::options);
    DataOptions dataOptions = Usage.check(spec, arguments::options);
    try (PoseDataset dataset = Usage.check(spec, () -> open(dataOptions))) {
      DatasetWorkerData own = Usage.check(spec, () -> new DatasetWorkerData(dataset));
      report("data: " + own.identity());
      try (DataWorker worker = new DataWorker(own, options)) {
        WorkerSummary summary = worker.run();
        report(
            String.format(
                Locale.ROOT,
                "%s of %s, %,d MB; %,d could not be made",
                Counted.of(summary.batches(), "batch", "batches"),
                Counted.of(summary.samples(), "sample"),
                summary.bytes() / 1_000_000,
                summary.failed()));
      }
    }
    return ExitCode.OK;
  }

  private WorkerOptions options() {
    if (giveUp != null && giveUp < 1) {
      throw new IllegalArgumentException("--give-up is " + giveUp + ", expected 1 or more seconds");
    }
    WorkerOptions options =
        WorkerOptions.of(RemoteAddress.toConnect(master), name)
            .withThreads(threads)
            .withStay(stay)
            .withJournal(this::report);
    options = giveUp == null ? options : options.withPatience(Duration.ofSeconds(giveUp));
    if (certificate != null) {
      options = options.withCertificate(certificate);
    }
    return tokenFile == null
        ? options
        : options.withToken(AccessArguments.firstLine("--token-file", tokenFile));
  }

  private PoseDataset open(DataOptions options) {
    return mainPeople ? Datasets.openMainPeople(data, options) : Datasets.open(data, options);
  }

  private void report(String line) {
    if (!quiet) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(line);
      out.flush();
    }
  }

  private static String defaultName() {
    String process = "/" + ProcessHandle.current().pid();
    try {
      return InetAddress.getLocalHost().getHostName() + process;
    } catch (UnknownHostException e) {
      return "worker" + process;
    }
  }
}
