package org.jpose.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jpose.train.StopSignal;
import org.jpose.train.engine.Compute;
import org.jpose.train.engine.RankGroup;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.weights.Model;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The processes of a training that have met: those started here, and all of them as a group.
 *
 * @param processes other ranks of this machine
 * @param group all ranks; empty if there is one only
 */
record TrainingRanks(RankProcesses processes, Optional<RankGroup> group) implements AutoCloseable {
  /**
   * Starts this machine's ranks, if that is this process's part, and waits for all.
   *
   * @param settings what must be equal in all
   * @param stop asked once one that was started here is lost: the loop then goes to the others,
   *     whatever it waits for, and finds out
   */
  static TrainingRanks meet(
      RankPlace place,
      Compute compute,
      Map<String, String> settings,
      CommandSpec spec,
      StopSignal stop)
      throws IOException {
    if (!place.several()) {
      return new TrainingRanks(RankProcesses.none(), Optional.empty());
    }
    CommandLine program = spec.root().commandLine();
    RankProcesses processes =
        RankProcesses.start(
            place, program.getParseResult().originalArgs(), spec.commandLine().getErr());
    try {
      RankGroup group = place.join(compute, settings);
      processes.whenLost(
          () -> {
            stop.request();
            return group.noticesLoss();
          });
      return new TrainingRanks(processes, Optional.of(group));
    } catch (RuntimeException | Error e) {
      processes.close();
      throw e;
    }
  }

  /** The engine as one of these ranks. */
  TrainingEngine engine(Model model, TrainingOptions options) {
    return group.isPresent()
        ? TrainingEngine.of(model, options, group.get())
        : TrainingEngine.of(model, options);
  }

  /** Leaves the group and waits for the processes started here. */
  @Override
  public void close() {
    group.ifPresent(RankGroup::close);
    processes.close();
  }
}
