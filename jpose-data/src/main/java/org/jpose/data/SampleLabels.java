package org.jpose.data;

import java.util.List;
import java.util.Objects;
import org.jpose.core.pose.LabelledPerson;

/**
 * What is known of an image's people, without its pixels. Immutable and thread-safe.
 *
 * @param origin where it comes from, for messages
 * @param people labelled people, in pixels of the image
 * @param mask where the labels say the truth; as large as the image
 */
public record SampleLabels(String origin, List<LabelledPerson> people, LossMask mask) {
  public SampleLabels {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(mask, "mask");
    people = List.copyOf(people);
  }
}
