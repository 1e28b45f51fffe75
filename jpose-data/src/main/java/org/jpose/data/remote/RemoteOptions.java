package org.jpose.data.remote;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a trainer deals with its workers.
 *
 * @param keys secures the connections; without keys anybody who reaches the port may join
 * @param ahead batches asked for and waiting, beyond the one the trainer has: the bound of memory
 *     on both sides
 * @param maxWorkers workers let in at once
 * @param maxFrameBytes largest batch accepted, as a frame
 * @param beat how often both sides say that they are there
 * @param silence after this time without a word a worker is taken for gone
 * @param firstPatience time for a batch before anything is known of how long they take
 * @param leastPatience time for a batch that is never undercut
 * @param journal told in a line who comes, goes and is refused; called from a thread of jpose's,
 *     must not block
 */
public record RemoteOptions(
    Optional<CurveKeys> keys,
    int ahead,
    int maxWorkers,
    long maxFrameBytes,
    Duration beat,
    Duration silence,
    Duration firstPatience,
    Duration leastPatience,
    Consumer<String> journal) {
  /** No keys, 32 batches ahead, 64 workers, frames of 256 MB, gone after 30 s of silence. */
  public static final RemoteOptions DEFAULTS =
      new RemoteOptions(
          Optional.empty(),
          32,
          64,
          256L << 20,
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(3),
          line -> {});

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive, frames are larger than 1 GB, or a
   *     silence has no room for two beats
   */
  public RemoteOptions {
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(journal, "journal");
    if (ahead < 1 || maxWorkers < 1) {
      throw new IllegalArgumentException(
          "%d batches ahead, %d workers: both must be positive".formatted(ahead, maxWorkers));
    }
    if (maxFrameBytes < 1 || maxFrameBytes > 1 << 30) {
      throw new IllegalArgumentException(
          "frames of %,d bytes: expected 1 byte to 1 GB".formatted(maxFrameBytes));
    }
    if (!isPositive(beat) || !isPositive(firstPatience) || !isPositive(leastPatience)) {
      throw new IllegalArgumentException("beat and patience must be positive");
    }
    if (silence.compareTo(beat.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "gone after %s with a beat every %s: expected at least two beats"
              .formatted(silence, beat));
    }
  }

  private static boolean isPositive(Duration time) {
    return !time.isNegative() && !time.isZero();
  }

  /** With other keys. */
  public RemoteOptions withKeys(CurveKeys newKeys) {
    return new RemoteOptions(
        Optional.of(newKeys),
        ahead,
        maxWorkers,
        maxFrameBytes,
        beat,
        silence,
        firstPatience,
        leastPatience,
        journal);
  }

  /** With another number of batches ahead. */
  public RemoteOptions withAhead(int newAhead) {
    return new RemoteOptions(
        keys,
        newAhead,
        maxWorkers,
        maxFrameBytes,
        beat,
        silence,
        firstPatience,
        leastPatience,
        journal);
  }

  /** With another bound of workers. */
  public RemoteOptions withMaxWorkers(int newMaxWorkers) {
    return new RemoteOptions(
        keys,
        ahead,
        newMaxWorkers,
        maxFrameBytes,
        beat,
        silence,
        firstPatience,
        leastPatience,
        journal);
  }

  /** With another bound of frames. */
  public RemoteOptions withMaxFrameBytes(long newMaxFrameBytes) {
    return new RemoteOptions(
        keys,
        ahead,
        maxWorkers,
        newMaxFrameBytes,
        beat,
        silence,
        firstPatience,
        leastPatience,
        journal);
  }

  /** With other times for being there. */
  public RemoteOptions withBeat(Duration newBeat, Duration newSilence) {
    return new RemoteOptions(
        keys,
        ahead,
        maxWorkers,
        maxFrameBytes,
        newBeat,
        newSilence,
        firstPatience,
        leastPatience,
        journal);
  }

  /** With other times for a batch. */
  public RemoteOptions withPatience(Duration first, Duration least) {
    return new RemoteOptions(
        keys, ahead, maxWorkers, maxFrameBytes, beat, silence, first, least, journal);
  }

  /** With another listener. */
  public RemoteOptions withJournal(Consumer<String> newJournal) {
    return new RemoteOptions(
        keys,
        ahead,
        maxWorkers,
        maxFrameBytes,
        beat,
        silence,
        firstPatience,
        leastPatience,
        newJournal);
  }
}
