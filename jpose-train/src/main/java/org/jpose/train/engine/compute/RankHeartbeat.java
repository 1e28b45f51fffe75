package org.jpose.train.engine.compute;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Tells the other ranks several times a second that this one lives and how far it is, and listens
 * to them, so that a lost rank can be named: libtorch only says that a connection broke or that
 * time is up. All of it on a thread of its own: nobody else waits for a rank 0 that hangs.
 */
final class RankHeartbeat {
  private static final long BEAT_MILLIS = 250;
  private static final long GOODBYE_MILLIS = 3000;
  private static final long CLOSING_MILLIS = 4000;
  private static final int FIRST = 0;
  private static final Duration LONG_AGO = Duration.ofDays(1);

  private final Rendezvous rendezvous;
  private final int rank;
  private final List<Heard> heard = new ArrayList<>();
  private final AtomicLong exchanges = new AtomicLong();
  private final AtomicLong turns = new AtomicLong();
  private final Thread thread;
  private volatile boolean leaving;
  private volatile long asking = System.nanoTime();
  private long beats;

  /** What is known of a rank; guarded by itself. */
  private static final class Heard {
    private String sign = "";
    private long exchanges;
    private long turns;
    private long since = System.nanoTime();
    private boolean left;
    private boolean broken;
  }

  RankHeartbeat(Rendezvous rendezvous, RankSettings settings) {
    this.rendezvous = rendezvous;
    this.rank = settings.rank();
    for (int i = 0; i < settings.ranks(); i++) {
      heard.add(new Heard());
    }
    thread = new Thread(this::beat, "jpose-rank-pulse");
    thread.setDaemon(true);
    thread.start();
  }

  private static String key(int rank) {
    return "pulse/" + rank;
  }

  private void beat() {
    try {
      while (!leaving) {
        talk();
        Thread.sleep(BEAT_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody but stop() does
    } catch (RuntimeException e) {
      Heard first = heard.get(FIRST);
      synchronized (first) {
        first.broken = rank != FIRST; // the rendezvous is rank 0's
      }
      return;
    }
    sayGoodbye();
  }

  private void talk() {
    asking = System.nanoTime();
    String sign = "%d %d %d %s".formatted(beats++, exchanges.get(), turns.get(), leaving);
    rendezvous.put(key(rank), sign);
    for (int other = 0; other < heard.size(); other++) {
      int from = other;
      rendezvous.find(key(other)).ifPresent(heardSign -> hear(heard.get(from), heardSign));
    }
  }

  /** The rendezvous ends with rank 0, which therefore stays until the others have left. */
  private void sayGoodbye() {
    Thread.interrupted();
    long end = System.nanoTime() + Duration.ofMillis(GOODBYE_MILLIS).toNanos();
    try {
      talk();
      while (rank == FIRST && stillThere() && System.nanoTime() - end < 0) {
        Thread.sleep(BEAT_MILLIS / 2);
        talk();
      }
    } catch (InterruptedException | RuntimeException e) {
      // The other ranks notice that nothing comes any more.
    }
  }

  private boolean stillThere() {
    return IntStream.range(0, heard.size())
        .anyMatch(other -> other != rank && silence(other).compareTo(LONG_AGO) < 0);
  }

  private static void hear(Heard other, String sign) {
    synchronized (other) {
      if (!sign.equals(other.sign)) {
        String[] numbers = sign.split(" ");
        other.exchanges = Long.parseLong(numbers[1]);
        other.turns = Long.parseLong(numbers[2]);
        other.left = Boolean.parseBoolean(numbers[3]);
        other.sign = sign;
        other.since = System.nanoTime();
      }
    }
  }

  /** Counts an exchange that this rank has come to. */
  void comeToExchange() {
    exchanges.incrementAndGet();
  }

  /** Counts a turn that this rank has done while others waited. */
  void turnDone() {
    turns.incrementAndGet();
  }

  /** How many turns a rank has done, as far as it is heard. */
  long turns(int of) {
    Heard other = heard.get(of);
    synchronized (other) {
      return other.turns;
    }
  }

  /** The rank that has been silent for longest, if any for so long. */
  OptionalInt silent(Duration time) {
    if (rank != FIRST && System.nanoTime() - asking >= time.toNanos()) {
      return OptionalInt.of(FIRST); // keeps the rendezvous, so through it nobody is heard
    }
    return IntStream.range(0, heard.size())
        .filter(other -> other != rank && silence(other).compareTo(time) >= 0)
        .boxed()
        .max(Comparator.comparing(this::silence))
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  /** Whether a rank has said that it leaves. */
  boolean hasLeft(int of) {
    Heard other = heard.get(of);
    synchronized (other) {
      return other.left;
    }
  }

  /** The rank that lives but is behind this one by most exchanges, if any. */
  OptionalInt behind() {
    return IntStream.range(0, heard.size())
        .filter(other -> other != rank && exchanges(other) < exchanges.get())
        .boxed()
        .min(Comparator.comparing(this::exchanges))
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  private long exchanges(int of) {
    Heard other = heard.get(of);
    synchronized (other) {
      return other.exchanges;
    }
  }

  private Duration silence(int of) {
    Heard other = heard.get(of);
    synchronized (other) {
      return other.broken || other.left
          ? LONG_AGO
          : Duration.ofNanos(System.nanoTime() - other.since);
    }
  }

  /**
   * Stops.
   *
   * @return whether nothing uses the rendezvous any more; if not, it hangs with rank 0
   */
  boolean stop() {
    leaving = true;
    thread.interrupt();
    try {
      thread.join(CLOSING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
