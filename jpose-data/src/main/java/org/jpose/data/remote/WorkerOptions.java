package org.jpose.data.remote;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a worker works.
 *
 * @param trainer where its trainer listens
 * @param name as the trainer shall call it
 * @param threads batches made at once
 * @param token the trainer's, if it wants one
 * @param certificate PEM file of the certificate that the trainer's is or is signed by; empty for
 *     those that Java trusts
 * @param stay whether to wait for another trainer when one is done
 * @param patience time without a trainer after which to give up; empty to wait for ever
 * @param journal told in a line how it goes; called from a thread of jpose's, must not block
 */
public record WorkerOptions(
    RemoteAddress trainer,
    String name,
    int threads,
    Optional<String> token,
    Optional<Path> certificate,
    boolean stay,
    Optional<Duration> patience,
    Consumer<String> journal) {
  /** Most threads of one worker. */
  public static final int MAX_THREADS = 1024;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if threads are not 1 to {@link #MAX_THREADS}, or the patience
   *     is not positive
   */
  public WorkerOptions {
    Objects.requireNonNull(trainer, "trainer");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(journal, "journal");
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "%d threads: expected 1 to %d".formatted(threads, MAX_THREADS));
    }
    if (patience.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
      throw new IllegalArgumentException("a patience of " + patience.get() + " is not positive");
    }
  }

  /** One thread, no token; ends with its trainer, waits for it for ever, says nothing. */
  public static WorkerOptions of(RemoteAddress trainer, String name) {
    return new WorkerOptions(
        trainer, name, 1, Optional.empty(), Optional.empty(), false, Optional.empty(), line -> {});
  }

  /** With another number of threads. */
  public WorkerOptions withThreads(int newThreads) {
    return new WorkerOptions(
        trainer, name, newThreads, token, certificate, stay, patience, journal);
  }

  /** With the trainer's token. */
  public WorkerOptions withToken(String newToken) {
    return new WorkerOptions(
        trainer, name, threads, Optional.of(newToken), certificate, stay, patience, journal);
  }

  /** Trusting a certificate. */
  public WorkerOptions withCertificate(Path newCertificate) {
    return new WorkerOptions(
        trainer, name, threads, token, Optional.of(newCertificate), stay, patience, journal);
  }

  /** Staying, or not, when a trainer is done. */
  public WorkerOptions withStay(boolean newStay) {
    return new WorkerOptions(
        trainer, name, threads, token, certificate, newStay, patience, journal);
  }

  /** Giving up after a time without a trainer. */
  public WorkerOptions withPatience(Duration newPatience) {
    return new WorkerOptions(
        trainer, name, threads, token, certificate, stay, Optional.of(newPatience), journal);
  }

  /** With another listener. */
  public WorkerOptions withJournal(Consumer<String> newJournal) {
    return new WorkerOptions(
        trainer, name, threads, token, certificate, stay, patience, newJournal);
  }
}
