package org.jpose.cli.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Failures;
import org.jpose.cli.terminal.ProgramEnd;
import org.jpose.train.engine.compute.RankGroup;
import org.jpose.train.rank.RankMeeting;
import org.jpose.train.rank.RankPlace;
import org.jpose.train.rank.TrainingRanks;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The other ranks of this machine: this program with the same arguments, in processes of their own.
 * They print errors only, which appear here with their rank. They end with this process, however it
 * ends: each watches its standard input, which breaks off then.
 */
final class RankProcesses implements AutoCloseable {
  static final String LOCAL_RANK = "--local-rank";
  static final String LOCAL_PORT = "--local-port";

  /** Of this JVM's arguments those that two of them cannot share. */
  private static final List<String> NOT_TWICE =
      List.of(
          "-agentlib:",
          "-agentpath:",
          "-javaagent:",
          "-Xrunjdwp",
          "-XX:+FlightRecorder",
          "-XX:StartFlightRecording",
          "-Dcom.sun.management.jmxremote");

  /** What the engine takes to notice and name a rank whose process ended, and some more. */
  private static final int GRACE_SECONDS = 15;

  private static final int LOOK_MILLIS = 500;
  private static final int ENDING_SECONDS = 30;
  private static final int SIGINT = 130;
  private static final int SIGTERM = 143;

  private final List<Process> processes = new ArrayList<>();
  private final PrintWriter err;
  private volatile BooleanSupplier lost = () -> false;
  private volatile boolean closed;

  private RankProcesses(PrintWriter err) {
    this.err = err;
  }

  /**
   * Starts ranks 1 and up of a machine; nothing if there is one only, or this is not rank 0 of it.
   *
   * @param spec the command, whose arguments they get as well
   */
  private static RankProcesses start(RankPlace place, CommandSpec spec) throws IOException {
    RankProcesses started = new RankProcesses(spec.commandLine().getErr());
    if (place.local() > 0) {
      return started;
    }
    try {
      for (int local = 1; local < place.gpus(); local++) {
        started.add(place, local, spec);
      }
      return started;
    } catch (IOException | RuntimeException e) {
      started.kill();
      throw e;
    }
  }

  /** A meeting for which this machine's other ranks are started here. */
  static RankMeeting meeting(CommandSpec spec) {
    return (place, compute, settings, stop) -> {
      if (!place.several()) {
        return TrainingRanks.alone();
      }
      RankProcesses processes = start(place, spec);
      try {
        RankGroup group = place.join(compute, settings);
        // The loop then goes to the others, whatever it waits for, and finds out.
        processes.whenLost(
            () -> {
              stop.request();
              return group.noticesLoss();
            });
        return new TrainingRanks(processes::close, Optional.of(group));
      } catch (RuntimeException | Error e) {
        processes.close();
        throw e;
      }
    };
  }

  private void add(RankPlace place, int local, CommandSpec spec) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(place, local, spec.root()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    // libtorch's own warnings of a broken connection have its stack in them, a page long.
    builder.environment().putIfAbsent("TORCH_CPP_LOG_LEVEL", "ERROR");
    // Ranks share cores: threads that spin while they wait take them from each other.
    builder.environment().putIfAbsent("OMP_WAIT_POLICY", "passive");
    Process process = builder.start();
    processes.add(process);
    int rank = place.node() * place.gpus() + local;
    daemon("jpose-rank-" + rank + "-errors", () -> print(rank, process.getErrorStream()));
    daemon("jpose-rank-" + rank + "-end", () -> watch(rank, process));
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static List<String> command(RankPlace place, int local, CommandSpec program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> NOT_TWICE.stream().noneMatch(argument::startsWith))
        .forEach(command::add);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.userObject().getClass().getName());
    List<String> arguments = program.commandLine().getParseResult().originalArgs();
    // Directly behind the command: what comes last may be behind a "--".
    int after = arguments.indexOf("train") + 1;
    command.addAll(arguments.subList(0, after));
    command.add(LOCAL_RANK + "=" + local);
    if (place.nodes() == 1) {
      command.add(LOCAL_PORT + "=" + place.port());
    }
    command.addAll(arguments.subList(after, arguments.size()));
    return command;
  }

  private void print(int rank, InputStream errors) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(errors, Charset.defaultCharset()))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          err.println("rank " + rank + ": " + line);
          err.flush();
        }
      }
    } catch (IOException | UncheckedIOException e) {
      err.println("rank " + rank + ": its messages cannot be read: " + Failures.line(e));
    }
  }

  /**
   * Says what to do, once all ranks have met, when one started here is lost; asked several times.
   *
   * @param ending asks the training to end, and says whether it will: it then has the time it needs
   *     to save
   */
  void whenLost(BooleanSupplier ending) {
    lost = ending;
  }

  /**
   * Without a rank no step is possible. The training ends by itself, but at the start, and with
   * NCCL, the others would wait for the whole timeout.
   */
  private void watch(int rank, Process process) {
    try {
      int code = process.waitFor();
      if (closed || code == ExitCode.OK || code == SIGINT || code == SIGTERM) {
        return;
      }
      long since = System.nanoTime();
      while (System.nanoTime() - since < TimeUnit.SECONDS.toNanos(GRACE_SECONDS)) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        if (closed) {
          return;
        }
        if (lost.getAsBoolean()) {
          since = System.nanoTime();
        }
      }
      err.println(
          "jpose: rank %d (process %d) ended with exit code %d, so the training ends; the last checkpoint is whole, --resume goes on from it"
              .formatted(rank, process.pid(), code));
      err.flush();
      kill();
      ProgramEnd.now(ExitCode.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** In a process that was started here: ends it when the one that did ends. */
  static void endWithParent(RankPlace place) {
    if (place.local() > 0) {
      daemon("jpose-parent", RankProcesses::awaitEndOfInput);
    }
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes: it is the end that counts.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    ProgramEnd.now(ExitCode.FAILED);
  }

  private void kill() {
    processes.forEach(Process::destroyForcibly);
  }

  /** Waits a while for the ranks to end by themselves, then kills those that did not. */
  @Override
  public void close() {
    closed = true;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ENDING_SECONDS);
    try {
      for (Process process : processes) {
        process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      kill();
    }
  }
}
