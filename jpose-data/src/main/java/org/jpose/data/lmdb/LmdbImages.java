package org.jpose.data.lmdb;

import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;

/** The first record of each image, without its main person. */
final class LmdbImages implements PoseDataset {
  private final LmdbDataset records;
  private final int[] first;

  private LmdbImages(LmdbDataset records, int[] first) {
    this.records = records;
    this.first = first;
  }

  /** Reads each record's numbers; a damaged record is an image of its own, so that it is met. */
  static LmdbImages of(LmdbDataset records) {
    Set<Integer> seen = new HashSet<>();
    int[] first = new int[records.size()];
    int count = 0;
    for (int i = 0; i < first.length; i++) {
      if (isNew(records, i, seen)) {
        first[count++] = i;
      }
    }
    return new LmdbImages(records, Arrays.copyOf(first, count));
  }

  private static boolean isNew(LmdbDataset records, int index, Set<Integer> seen) {
    try {
      RecordNumbers numbers = records.numbers(index);
      // Validation images are numbered on their own; numbers of images start at 1.
      return seen.add(numbers.validation() ? -numbers.image() - 1 : numbers.image());
    } catch (FileException e) {
      return true;
    }
  }

  @Override
  public String name() {
    return records.name();
  }

  @Override
  public Skeleton skeleton() {
    return records.skeleton();
  }

  @Override
  public int size() {
    return first.length;
  }

  @Override
  public Sample sample(int index) {
    Sample record = records.sample(first[index]);
    return new Sample(
        record.origin(), record.image(), record.people(), record.mask(), OptionalInt.empty());
  }

  @Override
  public void close() {
    records.close();
  }
}
