package org.jpose.data.remote;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.http.BearerToken;
import org.jpose.http.Keystore;

/**
 * How a trainer deals with its workers.
 *
 * @param token what workers must bring; without one anybody who reaches the port may join
 * @param keystore key and certificate for TLS, or empty for plain HTTP
 * @param ahead batches leased and waiting, beyond the one the trainer has: the bound of memory
 * @param maxWorkers workers let in at once
 * @param silence after this time without a word a worker is taken for gone
 * @param patience time for a batch before anything is known of how long they take; later it is
 *     never less than a twentieth of that
 * @param journal told in a line who comes, goes and is refused; called from threads of jpose's,
 *     must not block
 */
public record RemoteOptions(
    Optional<String> token,
    Optional<Keystore> keystore,
    int ahead,
    int maxWorkers,
    Duration silence,
    Duration patience,
    Consumer<String> journal) {
  /** No token, no TLS, 32 batches ahead, 64 workers, gone after 30 s of silence, 60 s patience. */
  public static final RemoteOptions DEFAULTS =
      new RemoteOptions(
          Optional.empty(),
          Optional.empty(),
          32,
          64,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          line -> {});

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive, or the token is no token
   */
  public RemoteOptions {
    token.ifPresent(BearerToken::checked);
    Objects.requireNonNull(keystore, "keystore");
    Objects.requireNonNull(journal, "journal");
    if (ahead < 1 || maxWorkers < 1 || silence.toNanos() < 1 || patience.toNanos() < 1) {
      throw new IllegalArgumentException(
          "%d batches ahead, %d workers, silence of %s, patience of %s: all must be positive"
              .formatted(ahead, maxWorkers, silence, patience));
    }
  }

  /** With a token. */
  public RemoteOptions withToken(String newToken) {
    return new RemoteOptions(
        Optional.of(newToken), keystore, ahead, maxWorkers, silence, patience, journal);
  }

  /** With TLS. */
  public RemoteOptions withKeystore(Keystore newKeystore) {
    return new RemoteOptions(
        token, Optional.of(newKeystore), ahead, maxWorkers, silence, patience, journal);
  }

  /** With other bounds: batches ahead, and workers. */
  public RemoteOptions withBounds(int newAhead, int newMaxWorkers) {
    return new RemoteOptions(token, keystore, newAhead, newMaxWorkers, silence, patience, journal);
  }

  /** With other times to wait for a worker's word, and for a batch. */
  public RemoteOptions withTimes(Duration newSilence, Duration newPatience) {
    return new RemoteOptions(token, keystore, ahead, maxWorkers, newSilence, newPatience, journal);
  }

  /** With another listener. */
  public RemoteOptions withJournal(Consumer<String> newJournal) {
    return new RemoteOptions(token, keystore, ahead, maxWorkers, silence, patience, newJournal);
  }
}
