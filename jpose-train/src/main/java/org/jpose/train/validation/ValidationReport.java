package org.jpose.train.validation;

import java.util.List;
import java.util.OptionalDouble;
import org.jpose.train.engine.StageLoss;

/**
 * What a validation found.
 *
 * @param losses mean over the images, first stage to last
 * @param averagePrecision COCO's AP, 0 to 1; empty if it was not measured
 */
public record ValidationReport(List<StageLoss> losses, OptionalDouble averagePrecision) {
  public ValidationReport {
    losses = List.copyOf(losses);
  }
}
