package org.jpose.train;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jpose.data.remote.RemoteAddress;
import org.jpose.data.remote.RemoteOptions;
import org.jpose.train.rank.RankPlace;

/**
 * Who makes the batches.
 *
 * @param threads that make them in each process; empty for a quarter of the processors shared by
 *     all
 * @param remote where to listen for workers on other machines, which then make them
 * @param access of those workers
 */
public record LoadingOptions(
    OptionalInt threads, Optional<RemoteAddress> remote, RemoteOptions access) {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if there is no thread
   */
  public LoadingOptions {
    Objects.requireNonNull(access, "access");
    threads.ifPresent(number -> Training.requirePositive("threads that prepare batches", number));
  }

  /** Threads of this process. */
  public static LoadingOptions defaults() {
    return new LoadingOptions(OptionalInt.empty(), Optional.empty(), RemoteOptions.DEFAULTS);
  }

  /** The same with so many threads. */
  public LoadingOptions withThreads(int number) {
    return new LoadingOptions(OptionalInt.of(number), remote, access);
  }

  /** By workers on other machines, who come to an address. */
  public LoadingOptions withRemote(RemoteAddress address, RemoteOptions newAccess) {
    return new LoadingOptions(threads, Optional.of(address), newAccess);
  }

  int threads(RankPlace rank) {
    return threads.orElse(
        Math.max(1, Runtime.getRuntime().availableProcessors() / 4 / rank.gpus()));
  }
}
