package org.jpose.data.augment;

import java.util.SplittableRandom;

/**
 * Sources of chance that depend on what they are for and on nothing else: not on the thread, the
 * machine or what was drawn before.
 */
public final class SampleChance {
  private SampleChance() {}

  /** The generator of one sample of an epoch. */
  public static SplittableRandom of(long seed, int epoch, int index) {
    return new SplittableRandom(mix(mix(mix(seed) + epoch) + index));
  }

  /** The generator of what concerns an epoch as a whole, such as its order. */
  public static SplittableRandom of(long seed, int epoch) {
    return of(seed, epoch, -1);
  }

  /** Stafford's 13th mix of 64 bits: neighbours become strangers. */
  private static long mix(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
