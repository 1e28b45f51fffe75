package org.jpose.train.features;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Numbers of the batches that steps draw from and that are not there yet, in the order in which
 * they are needed, each once.
 */
final class MissingBatches implements Iterator<Long> {
  private final ReusePlan plan;
  private final long steps;
  private final Set<Long> known;
  private final Deque<Long> next = new ArrayDeque<>();
  private long step;

  /**
   * From a step on.
   *
   * @param plan at the step
   * @param step the first
   * @param steps of the whole run
   * @param there batches that are there already
   */
  MissingBatches(ReusePlan plan, long step, long steps, Set<Long> there) {
    this.plan = plan;
    this.step = step;
    this.steps = steps;
    known = new HashSet<>(there);
  }

  @Override
  public boolean hasNext() {
    while (next.isEmpty() && step < steps) {
      ReusePlan.Draw draw = plan.next();
      step++;
      for (long batch : draw.batches()) {
        if (known.add(batch)) {
          next.add(batch);
        }
      }
      // What nobody draws any more will not be asked for again.
      draw.left().ifPresent(known::remove);
    }
    return !next.isEmpty();
  }

  @Override
  public Long next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no batch is missing any more");
    }
    return next.remove();
  }
}
