package org.jpose.data.loader;

import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jpose.core.disk.FileException;

/**
 * Counts samples that could not be read, each once, names the first of them, and ends what reads
 * them when there are too many. Thread-safe.
 */
public final class DamagedSamples implements Consumer<FileException> {
  /** Part of all samples that may be damaged if nothing else is asked for. */
  public static final double USUAL_MOST = 0.01;

  private static final int NAMED = 10;

  private final int samples;
  private final double most;
  private final Consumer<String> say;
  private final Set<String> damaged = new HashSet<>();

  /**
   * Nothing damaged yet.
   *
   * @param samples number of all samples
   * @param most part of them that may be damaged, 0 to 1
   * @param say told of the first ten, in a line each
   * @throws IllegalArgumentException if the part is none
   */
  public DamagedSamples(int samples, double most, Consumer<String> say) {
    if (!(most >= 0 && most <= 1)) {
      throw new IllegalArgumentException(
          "at most " + most + " of the samples damaged, expected 0 to 1");
    }
    this.samples = samples;
    this.most = most;
    this.say = Objects.requireNonNull(say, "say");
  }

  /**
   * One more could not be read; it counts if it is another one than before.
   *
   * @throws FileException if they are too many now
   */
  @Override
  public synchronized void accept(FileException damage) {
    String what = String.valueOf(damage.getMessage());
    if (!damaged.add(what)) {
      return;
    }
    if (damaged.size() > most * samples) {
      throw new FileException(
          String.format(
              Locale.ROOT,
              "%d of %d samples cannot be read, more than the %s %% that may; the"
                  + " last: %s; 'jpose data check' lists all",
              damaged.size(),
              samples,
              percent(),
              what),
          damage);
    }
    if (damaged.size() <= NAMED) {
      say.accept(what + "; another sample takes its place");
    }
    if (damaged.size() == NAMED) {
      say.accept("further damaged samples are counted only");
    }
  }

  private String percent() {
    return String.valueOf(100 * most).replaceFirst("\\.0$", "");
  }

  /** Number of different samples that could not be read. */
  public synchronized int count() {
    return damaged.size();
  }
}
