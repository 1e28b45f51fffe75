package org.jpose.data.loader;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;
import org.jpose.data.augment.TestSamples;

/** Random samples, some of which are damaged; counts what is read. */
final class MadeUpDataset implements PoseDataset {
  private final int size;
  private final Set<Integer> damaged;
  private final AtomicInteger reads = new AtomicInteger();

  MadeUpDataset(int size, Set<Integer> damaged) {
    this.size = size;
    this.damaged = damaged;
  }

  int reads() {
    return reads.get();
  }

  @Override
  public String name() {
    return "made up";
  }

  @Override
  public Skeleton skeleton() {
    return Skeletons.COCO18;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Sample sample(int index) {
    Objects.checkIndex(index, size);
    reads.incrementAndGet();
    if (damaged.contains(index)) {
      throw new FileException(index + ".jpg: truncated or damaged JPEG");
    }
    return TestSamples.random(index, 40 + index % 5, 30 + index % 7, 1 + index % 3);
  }

  @Override
  public void close() {}
}
