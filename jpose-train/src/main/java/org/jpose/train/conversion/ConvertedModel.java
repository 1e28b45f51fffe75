package org.jpose.train.conversion;

import java.util.List;
import org.jpose.weights.Model;
import org.jpose.weights.ModelSource;
import org.jpose.weights.quantize.Quantizer;

/**
 * What a conversion has read and made.
 *
 * @param source network and weights as they were read
 * @param after the same as they were written, before 8 bits
 * @param calibrated images that 8 bits were chosen on; 0 in floating point
 * @param left operations that compute in float all the same, the most sensitive first
 */
public record ConvertedModel(
    ModelSource source, Model after, int calibrated, List<Quantizer.Sensitivity> left) {
  public ConvertedModel {
    left = List.copyOf(left);
  }
}
