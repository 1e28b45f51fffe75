package org.jpose.cli.train;

import org.jpose.train.loop.StopSignal;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop a training, which then saves and closes its
 * engine; the exit code is the signal's.
 */
final class TrainingStop implements AutoCloseable {
  private final StopSignal signal = new StopSignal();
  private final org.jpose.cli.terminal.StopSignal program;

  TrainingStop(CommandSpec command) {
    program = org.jpose.cli.terminal.StopSignal.of(command);
    program.underWay(signal::request);
  }

  StopSignal signal() {
    return signal;
  }

  /** There is nothing to save any more. */
  @Override
  public void close() {
    program.nothingUnderWay();
  }
}
