package org.jpose.train.engine.compute;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.BackendOptional;
import org.bytedeco.pytorch.ProcessGroup;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.jpose.core.JposeVersion;

/**
 * The processes that train one network together, as one of them sees them: libtorch's process group
 * (Gloo between CPUs, NCCL between GPUs), and the rendezvous where they meet. What is said to be
 * for all ranks must be called by all of them, in the same order; each then waits for the others.
 *
 * <p>A rank that is gone or stalled ends the others' waiting with a {@link LostRankException} that
 * names it: at once if its connection breaks (Gloo), else after the timeout of {@link
 * RankSettings}. Then nothing but {@link #close()} is left to do. Used by one thread at a time.
 */
public final class RankGroup implements AutoCloseable {
  /** A rank that says nothing for so long, ten beats, is gone or stopped. */
  private static final Duration SILENCE = Duration.ofMillis(2500);

  private static final long LOOK_MILLIS = 50;
  private static final int FIRST = 0;

  private final RankSettings settings;
  private final TorchDevice device;
  private final Rendezvous rendezvous;
  private final RankHeartbeat pulse;
  private final Backend backend;
  private final ProcessGroup group;
  private long turns;
  private volatile boolean alone;
  private boolean closed;

  /**
   * What one rank does while the others wait.
   *
   * @param <E> how it may fail
   */
  @FunctionalInterface
  public interface Turn<E extends Exception> {
    /** Does it. */
    void run() throws E;
  }

  private RankGroup(RankSettings settings, Map<String, String> facts) {
    this.settings = settings;
    this.device = new TorchDevice(settings.compute());
    this.rendezvous = new Rendezvous(settings);
    RankHeartbeat started = null;
    try {
      rendezvous.takePlace();
      requireSame(withOurs(facts));
      started = new RankHeartbeat(rendezvous, settings);
      backend = connected();
      group = grouped();
    } catch (RuntimeException | Error e) {
      if (started == null || started.stop()) {
        rendezvous.close();
      }
      throw e;
    }
    pulse = started;
  }

  /**
   * Meets the other ranks; for all ranks.
   *
   * @param facts what must be equal in all ranks, by a name for messages: batch size, seed, data.
   *     jpose's version and the number of ranks are compared without being named
   * @throws IllegalStateException if a rank does not come in time, is there twice or has other
   *     facts, the rendezvous cannot be reached, or libtorch does not load or has no such device
   */
  public static RankGroup open(RankSettings settings, Map<String, String> facts) {
    return new RankGroup(settings, facts);
  }

  private Map<String, String> withOurs(Map<String, String> facts) {
    Map<String, String> all = new TreeMap<>(facts);
    all.put("jpose's version", JposeVersion.number());
    all.put("number of ranks", Integer.toString(settings.ranks()));
    all.put("device", settings.compute().gpu().isPresent() ? "GPU" : "CPU");
    return all;
  }

  private Backend connected() {
    try {
      return device.processGroup(rendezvous.forGroup(), settings);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "rank %d cannot connect to the other ranks: %s; are ports between the machines open?"
              .formatted(settings.rank(), TorchValues.firstLine(e)),
          e);
    }
  }

  /** What libtorch's gradient exchange takes: a group with one way to talk. */
  private ProcessGroup grouped() {
    PointerScope scope = new PointerScope();
    try {
      ProcessGroup one = new ProcessGroup(settings.rank(), settings.ranks());
      device.setBackend(one, new BackendOptional(backend));
      return one.retainReference();
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    } finally {
      scope.close();
    }
  }

  /** This process's rank. */
  public int rank() {
    return settings.rank();
  }

  /** Number of ranks. */
  public int ranks() {
    return settings.ranks();
  }

  /** Whether this is rank 0, the one that saves and reports. */
  public boolean isFirst() {
    return settings.rank() == FIRST;
  }

  /**
   * Compares facts with rank 0's; for all ranks.
   *
   * @param facts by a name for messages
   * @throws IllegalStateException in every rank, if one has others than rank 0
   */
  public void requireSame(Map<String, String> facts) {
    EqualInAllRanks own = new EqualInAllRanks(facts);
    List<String> all = rendezvous.exchange(own.text());
    EqualInAllRanks first = EqualInAllRanks.of(all.get(FIRST));
    for (int rank = 0; rank < all.size(); rank++) {
      String difference = EqualInAllRanks.of(all.get(rank)).difference(first);
      if (!difference.isEmpty()) {
        throw rendezvous.refuse(
            "rank %d has other settings than rank 0: %s; start all ranks with the same program, options and data"
                .formatted(rank, difference));
      }
    }
  }

  /**
   * Whether any rank says so; for all ranks.
   *
   * @throws LostRankException if a rank is gone or does not come in time
   */
  public boolean any(boolean here) {
    return mean(new double[] {here ? 1 : 0})[0] > 0;
  }

  /**
   * Lets rank 0 do something while the others wait, however long it takes, as long as rank 0 lives:
   * validation, saving. For all ranks; once one is lost, for rank 0 alone.
   *
   * @param <E> how it may fail
   * @param turn what rank 0 does; others do not call it
   * @throws E as the turn does, in rank 0
   * @throws LostRankException in the others if rank 0 is gone
   */
  public <E extends Exception> void whileOthersWait(Turn<E> turn) throws E {
    requireOpen();
    if (isFirst()) {
      alone = true;
      try {
        turn.run();
      } finally {
        alone = false;
      }
      pulse.turnDone();
      return;
    }
    turns++;
    while (pulse.turns(FIRST) < turns) {
      OptionalInt silent = pulse.silent(settings.timeout());
      // Asked again: rank 0 may have done its turn and then left.
      if (silent.isPresent() && silent.getAsInt() == FIRST && pulse.turns(FIRST) < turns) {
        throw lost(silent, how(silent.getAsInt()), null);
      }
      Rendezvous.pause(LOOK_MILLIS);
    }
  }

  /**
   * Whether this rank does not have to be ended when the process of another has: Gloo tells of it
   * in the next exchange, while NCCL may wait for ever, and rank 0 in its turn waits for nobody.
   * Thread-safe.
   */
  public boolean noticesLoss() {
    return alone || settings.compute().gpu().isEmpty();
  }

  /** Gives each rank the texts of all; for all ranks. */
  public List<String> exchange(String text) {
    return rendezvous.exchange(text);
  }

  /** Returns the means of the ranks' numbers; for all ranks. The sum of all is the same in each. */
  public double[] mean(double[] numbers) {
    PointerScope scope = new PointerScope();
    try {
      Tensor sum = device.doubles(numbers);
      await(() -> backend.allreduce(new TensorVector(sum)));
      double[] means = new double[numbers.length];
      Tensor here = sum.cpu();
      here.data_ptr_double().get(means);
      for (int i = 0; i < means.length; i++) {
        means[i] /= settings.ranks();
      }
      return means;
    } finally {
      scope.close();
    }
  }

  /** Returns rank 0's number; for all ranks. */
  public double first(double number) {
    return mean(new double[] {isFirst() ? number * settings.ranks() : 0})[0];
  }

  /** Overwrites a tensor with rank 0's; for all ranks. */
  public void copyFirst(Tensor tensor) {
    if (tensor.numel() == 0) {
      return;
    }
    PointerScope scope = new PointerScope();
    try {
      await(() -> backend.broadcast(new TensorVector(tensor)));
    } finally {
      scope.close();
    }
  }

  private void await(Supplier<Work> exchange) {
    guarded(
        () -> {
          exchange.get()._wait();
          return true;
        });
  }

  /** Does something that waits for other ranks, and says which one does not come. */
  public <T> T guarded(Supplier<T> exchange) {
    requireOpen();
    pulse.comeToExchange();
    try {
      return exchange.get();
    } catch (RuntimeException e) {
      throw TorchDevice.isOfExchange(e) ? found(e) : e;
    }
  }

  /** Finds out which rank is lost: one whose process ends takes a moment to be seen as silent. */
  private LostRankException found(RuntimeException cause) {
    long end = System.nanoTime() + SILENCE.toNanos() * 2;
    OptionalInt silent = pulse.silent(SILENCE);
    while (silent.isEmpty() && System.nanoTime() - end < 0) {
      Rendezvous.pause(LOOK_MILLIS);
      silent = pulse.silent(SILENCE);
    }
    if (silent.isPresent()) {
      return lost(silent, how(silent.getAsInt()), cause);
    }
    OptionalInt behind = pulse.behind();
    return behind.isPresent()
        ? lost(
            behind,
            "alive but did not come to this step within " + Rendezvous.seconds(settings.timeout()),
            cause)
        : lost(behind, "lost", cause);
  }

  private String how(int rank) {
    return pulse.hasLeft(rank)
        ? "no more at work: it has ended by itself"
        : "gone or stopped: it gives no sign of life";
  }

  private LostRankException lost(OptionalInt rank, String how, RuntimeException cause) {
    String which = rank.isPresent() ? "rank " + rank.getAsInt() : "a rank that could not be told";
    String reason = cause == null ? "" : " (" + TorchValues.withoutPlace(cause) + ")";
    return new LostRankException(
        rank,
        "%s of %d is %s%s; look at its messages, then resume from the last checkpoint"
            .formatted(which, settings.ranks(), how, reason),
        cause);
  }

  /** For libtorch's gradient exchange. */
  public ProcessGroup processGroup() {
    return group;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the group of rank " + settings.rank() + " is closed");
    }
  }

  /**
   * Leaves; the others notice in their next exchange. An engine of the group is to be closed
   * before, as it holds on to what this frees. Does nothing the second time.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    group.close();
    backend.close();
    // A call that hangs in a stopped rank 0 still uses the connection: it goes with the process.
    if (pulse.stop()) {
      rendezvous.close();
    }
  }
}
