package org.jpose.data.source;

import java.util.List;

/** Several datasets one after another whose labels are known without reading images. */
public final class CombinedLabels extends CombinedDataset<LabelledDataset>
    implements LabelledDataset {
  /**
   * A view.
   *
   * @throws IllegalArgumentException if there are no parts, or more than 2^31 samples
   */
  public CombinedLabels(List<LabelledDataset> parts) {
    super(parts);
  }

  @Override
  public ImageLabels labels(int index) {
    return partOf(index).labels(indexInPart(index)).to(skeleton());
  }
}
