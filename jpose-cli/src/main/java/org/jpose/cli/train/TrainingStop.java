package org.jpose.cli.train;

import org.jpose.cli.terminal.StopSignal;
import org.jpose.train.loop.StopRequest;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop a training, which then saves and closes its
 * engine; the exit code is the signal's.
 */
final class TrainingStop implements AutoCloseable {
  private final StopRequest signal = new StopRequest();
  private final StopSignal program;

  TrainingStop(CommandSpec command) {
    program = StopSignal.of(command);
    program.underWay(signal::request);
  }

  StopRequest signal() {
    return signal;
  }

  /** There is nothing to save any more. */
  @Override
  public void close() {
    program.nothingUnderWay();
  }
}
