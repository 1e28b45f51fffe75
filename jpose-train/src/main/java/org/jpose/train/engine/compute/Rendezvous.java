package org.jpose.train.engine.compute;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;

/**
 * The board in rank 0's process on which ranks write texts for each other: libtorch's {@code
 * TCPStore}. Thread-safe. Every call talks to rank 0 and fails, or hangs, as rank 0 does.
 */
final class Rendezvous implements AutoCloseable {
  private static final String REFUSAL = "refusal";
  private static final long LOOK_MILLIS = 20;
  private static final long RETRY_MILLIS = 100;
  private static final int CONNECTING_MILLIS = 5000;

  private final RankSettings settings;
  private final TCPStore store;
  private final PrefixStore forGroup;
  private long exchanges;

  /**
   * Listens as rank 0, or connects to it, waiting for it to be there.
   *
   * @throws IllegalStateException if the port is in use or rank 0 is not reached in time
   */
  Rendezvous(RankSettings settings) {
    this.settings = settings;
    if (settings.rank() != 0) {
      awaitFirst();
    }
    PointerScope scope = new PointerScope();
    try {
      TCPStoreOptions options =
          new TCPStoreOptions()
              .port((short) settings.port())
              .isServer(settings.rank() == 0)
              .waitWorkers(false)
              .timeout(new Milliseconds(settings.timeout().toMillis()));
      store = new TCPStore(settings.host(), options).retainReference();
      forGroup = new PrefixStore("group", store).retainReference();
    } catch (RuntimeException e) {
      throw new IllegalStateException(unreachable(TorchValues.firstLine(e)), e);
    } finally {
      scope.close();
    }
  }

  /** Waits for rank 0 to listen: libtorch would write its stack on the console meanwhile. */
  private void awaitFirst() {
    long end = System.nanoTime() + settings.timeout().toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(settings.host(), settings.port()), CONNECTING_MILLIS);
        return;
      } catch (IOException e) {
        if (System.nanoTime() - end > 0) {
          throw new IllegalStateException(unreachable(String.valueOf(e.getMessage())), e);
        }
        pause(RETRY_MILLIS);
      }
    }
  }

  private String unreachable(String reason) {
    return settings.rank() == 0
        ? "rank 0 cannot keep the rendezvous at %s: %s; is the port free, and the host this machine?"
            .formatted(settings.rendezvous(), reason)
        : "rank %d does not reach rank 0 at %s within %s: %s; was it started, and is the port open?"
            .formatted(settings.rank(), settings.rendezvous(), seconds(settings.timeout()), reason);
  }

  static String seconds(Duration time) {
    return time.toSeconds() + " s";
  }

  /** A part of the board for libtorch's own use; whatever uses it must be closed before this. */
  PrefixStore forGroup() {
    return forGroup;
  }

  void put(String key, String text) {
    PointerScope scope = new PointerScope();
    try {
      store.set(key, new ByteVector(text.getBytes(StandardCharsets.UTF_8)));
    } finally {
      scope.close();
    }
  }

  Optional<String> find(String key) {
    PointerScope scope = new PointerScope();
    try {
      return store.check(new StringVector(key))
          ? Optional.of(new String(store.get(key).get(), StandardCharsets.UTF_8))
          : Optional.empty();
    } finally {
      scope.close();
    }
  }

  /** Takes this rank's place, which nobody else may have. */
  void takePlace() {
    if (store.add("taken/" + settings.rank(), 1) > 1) {
      throw new IllegalStateException(
          "rank %d of the rendezvous %s is taken by another process; does each machine have a rank of its own, and is an earlier run still at work?"
              .formatted(settings.rank(), settings.rendezvous()));
    }
  }

  /** Ends the start of all ranks, for a reason. */
  IllegalStateException refuse(String reason) {
    put(REFUSAL, reason);
    return new IllegalStateException(reason);
  }

  /**
   * Gives every rank the texts of all, by rank. All ranks call this the same number of times.
   *
   * @throws IllegalStateException if a rank gives no text in time, or one refused
   */
  List<String> exchange(String text) {
    String topic = "exchange/" + exchanges++ + "/";
    put(topic + settings.rank(), text);
    long end = System.nanoTime() + settings.timeout().toNanos();
    List<String> texts = new ArrayList<>();
    while (texts.size() < settings.ranks()) {
      Optional<String> found = find(topic + texts.size());
      if (found.isPresent()) {
        texts.add(found.get());
        continue;
      }
      find(REFUSAL)
          .ifPresent(
              reason -> {
                throw new IllegalStateException(reason);
              });
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(missing(topic));
      }
      pause(LOOK_MILLIS);
    }
    return texts;
  }

  private String missing(String topic) {
    String ranks =
        IntStream.range(0, settings.ranks())
            .filter(rank -> find(topic + rank).isEmpty())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    return "of %d ranks these did not come to %s within %s: %s; were they started, with that address?"
        .formatted(settings.ranks(), settings.rendezvous(), seconds(settings.timeout()), ranks);
  }

  /** Sleeps; an interrupt ends the wait for other ranks. */
  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for other ranks", e);
    }
  }

  @Override
  public void close() {
    // In this order: closing the group's store uses the whole one, which must still be there.
    forGroup.close();
    store.close();
  }
}
