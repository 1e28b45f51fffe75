package org.jpose.train.rank;

import java.io.IOException;
import java.util.Map;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.loop.StopRequest;

/** How the processes of a training come together. */
@FunctionalInterface
public interface RankMeeting {
  /**
   * Starts the other processes of this machine, if that is this one's part, and waits for all.
   *
   * @param place this one's
   * @param compute where it calculates
   * @param settings what must be equal in all
   * @param stop may be asked to end the training when another process is lost
   * @throws IOException if a process cannot be started
   */
  TrainingRanks meet(
      RankPlace place, Compute compute, Map<String, String> settings, StopRequest stop)
      throws IOException;

  /** Meets processes that somebody else has started; one alone meets nobody. */
  static RankMeeting ofStarted() {
    return (place, compute, settings, stop) ->
        place.several()
            ? new TrainingRanks(() -> {}, java.util.Optional.of(place.join(compute, settings)))
            : TrainingRanks.alone();
  }
}
