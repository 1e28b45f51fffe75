package org.jpose.zoo;

import java.util.Optional;
import org.jpose.core.Processor;

/** Which of the embedded models to take where. */
public final class ModelAdvice {
  private ModelAdvice() {}

  /** A line for this processor. */
  public static String here() {
    return of(Processor.byteInstructions());
  }

  /**
   * A line for a processor.
   *
   * @param instructions those by which 8 bits are fast there, if it has any
   */
  static String of(Optional<String> instructions) {
    return instructions
        .map(
            name ->
                "take base-int8: this processor has instructions for 8 bits (%s), so it needs less"
                        .formatted(name)
                    + " than half of base's time and finds nearly the same people; base where each"
                    + " counts, lite-int8 where time is shorter still")
        .orElse(
            "take base: this processor has no instructions for 8 bits that jpose knows (VNNI), so"
                + " base-int8 is as good as elsewhere but gains less; lite where time is short");
  }
}
