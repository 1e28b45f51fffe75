package org.jpose.weights;

import java.util.List;

/**
 * A model as a file has it: nothing folded, nothing left out.
 *
 * @param model the network with all its weights
 * @param facts what is known of it
 * @param notes what was left out or changed while reading, in words
 */
public record ModelSource(Model model, ModelFacts facts, List<String> notes) {
  public ModelSource {
    notes = List.copyOf(notes);
  }
}
