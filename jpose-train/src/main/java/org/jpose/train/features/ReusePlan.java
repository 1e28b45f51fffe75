package org.jpose.train.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.LongToIntFunction;
import org.jpose.data.augment.SampleChance;

/**
 * Which samples each step of a training on cached features learns from. A function of its terms and
 * the step alone: neither threads nor what lies on the disk have a part in it.
 *
 * <p>Samples come from the batches of an ordinary training, numbered from 0, of which one is taken
 * in every so many steps, and each of the first steps; the last of them make a pool, as many as the
 * cache holds. A step draws, for each of its places, one batch of the pool, and learns from that
 * batch's sample at the same place. So no sample is twice in a step, every rank draws from its own
 * share of the batches, and all ranks together learn from what one would learn from.
 *
 * <p>Batches of several kinds (sizes of input) make a pool each; a step is of the kind that the
 * ordinary training's batch of its number has. Used by one thread.
 */
public final class ReusePlan {
  /** So many batches come first, one in each step: else the first samples were used too often. */
  private static final int FIRST = 64;

  /** Keeps the draws apart from the chance of samples. */
  private static final long SALT = 0x6665617475726573L;

  /**
   * What a plan depends on.
   *
   * @param seed of the run
   * @param places samples of a step, in all ranks together
   * @param uses how often a sample is used, on average
   * @param capacities for each kind, batches that its pool holds
   */
  public record Terms(long seed, int places, int uses, List<Integer> capacities) {
    /**
     * Copies and checks.
     *
     * @throws IllegalArgumentException if a number is not positive
     */
    public Terms {
      capacities = List.copyOf(capacities);
      if (places < 1
          || uses < 1
          || capacities.isEmpty()
          || capacities.stream().anyMatch(c -> c < 1)) {
        throw new IllegalArgumentException(
            "steps of %d samples, each used %d times, pools of %s batches: all must be 1 or more"
                .formatted(places, uses, capacities));
      }
    }
  }

  /**
   * What a step learns from.
   *
   * @param step its number, from 0
   * @param kind of all its samples
   * @param batches for each place the number of the batch whose sample at this place is taken
   * @param left number of the batch that no later step draws, if one leaves the pool here
   */
  public record Draw(long step, int kind, List<Long> batches, OptionalLong left) {}

  private final Terms terms;
  private final LongToIntFunction kinds;
  private final List<Pool> pools = new ArrayList<>();
  private long step;

  /**
   * A plan from the first step on.
   *
   * @param kinds the kind of the ordinary training's batch of a number
   */
  public ReusePlan(Terms terms, LongToIntFunction kinds) {
    this.terms = terms;
    this.kinds = kinds;
    terms.capacities().forEach(capacity -> pools.add(new Pool(capacity)));
  }

  /** Goes on to a step without drawing. */
  public void skipTo(long wanted) {
    while (step < wanted) {
      advance();
    }
  }

  /** Number of the next step, from 0. */
  public long step() {
    return step;
  }

  private Pool advance() {
    int kind = kinds.applyAsInt(step);
    Pool pool = pools.get(kind);
    pool.step(kind);
    step++;
    return pool;
  }

  /** Draws the next step's samples. */
  public Draw next() {
    long number = step;
    Pool pool = advance();
    SplittableRandom random =
        SampleChance.of(terms.seed() ^ SALT, (int) (number >>> 31), (int) (number & 0x7fffffff));
    List<Long> batches = new ArrayList<>(terms.places());
    for (int place = 0; place < terms.places(); place++) {
      batches.add(pool.draw(random));
    }
    return new Draw(number, kinds.applyAsInt(number), batches, pool.left);
  }

  /** Whether a step from here on may draw a batch: it is in a pool, or comes later. */
  public boolean mayDraw(long batch) {
    Pool pool = pools.get(kinds.applyAsInt(batch));
    return batch > pool.newest || pool.holds(batch);
  }

  /** Batches of one kind, the newest last. */
  private final class Pool {
    private final int capacity;

    /** Grows up to the capacity as batches come in. */
    private long[] ring;

    private long steps;
    private long taken;
    private long newest = -1;
    private OptionalLong left = OptionalLong.empty();

    Pool(int capacity) {
      this.capacity = capacity;
      ring = new long[Math.min(capacity, FIRST)];
    }

    /** Takes in a batch where one is due. */
    void step(int kind) {
      left = OptionalLong.empty();
      if (taken < Math.min(FIRST, capacity) || steps % terms.uses() == 0) {
        do {
          newest++;
        } while (kinds.applyAsInt(newest) != kind);
        int slot = (int) (taken % capacity);
        if (taken >= capacity) {
          left = OptionalLong.of(ring[slot]);
        } else if (slot == ring.length) {
          ring = Arrays.copyOf(ring, (int) Math.min(capacity, 2L * ring.length));
        }
        ring[slot] = newest;
        taken++;
      }
      steps++;
    }

    long draw(SplittableRandom random) {
      return ring[random.nextInt((int) Math.min(taken, capacity))];
    }

    boolean holds(long batch) {
      for (int i = 0; i < Math.min(taken, capacity); i++) {
        if (ring[i] == batch) {
          return true;
        }
      }
      return false;
    }
  }
}
