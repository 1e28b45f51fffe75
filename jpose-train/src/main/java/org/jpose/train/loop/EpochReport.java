package org.jpose.train.loop;

import java.util.List;
import java.util.Optional;
import org.jpose.train.engine.StageLoss;
import org.jpose.train.validation.ValidationReport;

/**
 * Where a training stands.
 *
 * @param step number of steps done
 * @param epoch number of the epoch of the last step, from 0
 * @param losses mean over the steps since the report before (of this process), first stage to last
 * @param validation of the weights one would use: the average if one is kept, else the latest
 */
public record EpochReport(
    long step, int epoch, List<StageLoss> losses, Optional<ValidationReport> validation) {
  public EpochReport {
    losses = List.copyOf(losses);
  }
}
