package org.jpose.data.source;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jpose.core.pose.JointMapping;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.LabelFault;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;

/**
 * Several datasets one after another, all in the convention of the first. Thread-safe; closes its
 * parts.
 *
 * @param <D> kind of the parts
 */
public class CombinedDataset<D extends PoseDataset> implements PoseDataset {
  private final List<D> parts;
  private final int[] starts;

  /**
   * A view.
   *
   * @throws IllegalArgumentException if there are no parts, more than 2^31 samples, or a part has
   *     no joint of the first one's skeleton
   */
  public CombinedDataset(List<D> parts) {
    this.parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a combination of no datasets");
    }
    starts = new int[parts.size() + 1];
    long sum = 0;
    for (int i = 0; i < parts.size(); i++) {
      sum += parts.get(i).size();
      if (sum > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("datasets of more than 2^31 samples together");
      }
      starts[i + 1] = (int) sum;
      requireFit(parts.get(i), skeleton());
    }
  }

  private static void requireFit(PoseDataset part, Skeleton skeleton) {
    JointMapping.between(part.skeleton(), skeleton)
        .refusal()
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(part.name() + ": " + refusal);
            });
  }

  @Override
  public String name() {
    return parts.stream().map(PoseDataset::name).collect(Collectors.joining(" + "));
  }

  @Override
  public Skeleton skeleton() {
    return parts.get(0).skeleton();
  }

  @Override
  public List<LabelFault> faults() {
    return parts.stream().flatMap(part -> part.faults().stream()).toList();
  }

  @Override
  public int size() {
    return starts[parts.size()];
  }

  @Override
  public Sample sample(int index) {
    int part = part(index);
    return parts.get(part).sample(index - starts[part]).to(skeleton());
  }

  /** The part a sample is in. */
  final int part(int index) {
    Objects.checkIndex(index, size());
    int part = 0;
    while (index >= starts[part + 1]) {
      part++;
    }
    return part;
  }

  final D partOf(int index) {
    return parts.get(part(index));
  }

  final int indexInPart(int index) {
    return index - starts[part(index)];
  }

  @Override
  public void close() {
    parts.forEach(PoseDataset::close);
  }
}
