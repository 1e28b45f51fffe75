package org.jpose.train.checkpoint;

import java.util.OptionalDouble;
import org.jpose.train.engine.StageLoss;
import org.jpose.train.validation.ValidationReport;

/**
 * How good a checkpoint is.
 *
 * @param loss of the last stage on validation data
 * @param averagePrecision COCO's AP on it, if it was measured
 */
public record CheckpointScore(double loss, OptionalDouble averagePrecision) {
  /** Takes what a validation found. */
  public static CheckpointScore of(ValidationReport report) {
    StageLoss last = report.losses().get(report.losses().size() - 1);
    return new CheckpointScore(last.total(), report.averagePrecision());
  }

  /**
   * Whether this is the better one: of greater AP where both have one, else of less loss. A loss
   * that is no number is more than any.
   */
  boolean betterThan(CheckpointScore other) {
    if (averagePrecision.isPresent() && other.averagePrecision.isPresent()) {
      double difference = averagePrecision.getAsDouble() - other.averagePrecision.getAsDouble();
      if (difference != 0) {
        return difference > 0;
      }
    }
    return Double.compare(loss, other.loss) < 0;
  }
}
