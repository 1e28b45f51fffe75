package org.jpose.train.engine.compute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;

/**
 * One process's place among those that train together.
 *
 * @param rank which one this is, from 0; rank 0 keeps the rendezvous
 * @param ranks how many there are
 * @param host name or address of rank 0's machine, as the others reach it
 * @param port where rank 0 listens, 1 to 65535; it must be free there. Whoever reaches it can
 *     disturb the training, and connections between ranks take further ports: for networks one
 *     trusts
 * @param compute where this rank calculates; the same kind of device in all ranks
 * @param timeout how long a rank waits for another, at the start and in each step, before it gives
 *     up
 */
public record RankSettings(
    int rank, int ranks, String host, int port, Compute compute, Duration timeout) {
  private static final int LAST_PORT = 65535;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the rank is not one of the ranks, the port is none, or the
   *     timeout is shorter than a second
   */
  public RankSettings {
    Objects.requireNonNull(compute, "compute");
    if (ranks < 1 || rank < 0 || rank >= ranks) {
      throw new IllegalArgumentException(
          "rank %d of %d, expected 0 to one less than the number of ranks".formatted(rank, ranks));
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "rendezvous without a host, expected the machine of rank 0");
    }
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException(
          "rendezvous at port %d, expected 1 to %d".formatted(port, LAST_PORT));
    }
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "ranks wait " + timeout + " for each other, expected a second or more");
    }
  }

  /** With a timeout of five minutes. */
  public static RankSettings of(int rank, int ranks, String host, int port, Compute compute) {
    return new RankSettings(rank, ranks, host, port, compute, TIMEOUT);
  }

  /** Returns this with another timeout. */
  public RankSettings withTimeout(Duration timeout) {
    return new RankSettings(rank, ranks, host, port, compute, timeout);
  }

  /**
   * This machine's address as the rendezvous sees it. A machine's own name often stands for an
   * address that others do not reach.
   */
  String ownAddress() {
    try (DatagramSocket route = new DatagramSocket()) {
      route.connect(new InetSocketAddress(host, port)); // asks the routing table, sends nothing
      return route.getLocalAddress().getHostAddress();
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalStateException(
          "no way from this machine to the rendezvous %s: %s; is the host's name known here?"
              .formatted(rendezvous(), e.getMessage()),
          e);
    }
  }

  /** {@code host:port}. */
  String rendezvous() {
    return host + ":" + port;
  }
}
