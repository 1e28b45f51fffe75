package org.jpose.data.source;

import org.jpose.core.pose.Skeleton;
import org.jpose.data.Sample;

/**
 * A dataset with its people in another convention: joints of equal name, and those in the middle of
 * two. Thread-safe; closes what it views.
 */
public final class ConvertedDataset implements LabelledDataset {
  private final LabelledDataset original;
  private final Skeleton skeleton;

  /** A view. */
  public ConvertedDataset(LabelledDataset original, Skeleton skeleton) {
    this.original = original;
    this.skeleton = skeleton;
  }

  @Override
  public String name() {
    return original.name();
  }

  @Override
  public Skeleton skeleton() {
    return skeleton;
  }

  @Override
  public int size() {
    return original.size();
  }

  @Override
  public Sample sample(int index) {
    return original.sample(index).to(skeleton);
  }

  @Override
  public ImageLabels labels(int index) {
    return original.labels(index).to(skeleton);
  }

  @Override
  public void close() {
    original.close();
  }
}
