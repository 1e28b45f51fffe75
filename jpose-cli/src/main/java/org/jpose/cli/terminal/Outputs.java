package org.jpose.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The outputs of a run. Where one cannot be written, the others are completed with what was found
 * until then. Different threads may write to different outputs; the rest is for one thread, when
 * nobody writes.
 *
 * @param <O> what the run writes to
 */
public final class Outputs<O extends Outputs.Output> implements AutoCloseable {
  private final List<O> all = new ArrayList<>();
  private final Set<O> failed = ConcurrentHashMap.newKeySet();
  private final AtomicReference<OutputException> failure = new AtomicReference<>();

  /** One of them. */
  public interface Output extends AutoCloseable {
    /** All is through: a file appears under its name. */
    void complete();

    /** Without {@link #complete()} no file is left. */
    @Override
    void close();
  }

  /** Adds one, which is closed with the others. */
  public void add(O output) {
    all.add(output);
  }

  /** All of them, in order. */
  public List<O> all() {
    return List.copyOf(all);
  }

  /**
   * Writes to one of them, unless it has failed before.
   *
   * @param writing throws {@link OutputException} if the output is of no use any more
   * @return whether it was written
   */
  public boolean write(O output, Consumer<O> writing) {
    if (failed.contains(output)) {
      return false;
    }
    try {
      writing.accept(output);
      return true;
    } catch (OutputException e) {
      fail(output, e);
      return false;
    }
  }

  private void fail(O output, OutputException reason) {
    failed.add(output);
    if (!failure.compareAndSet(null, reason)) {
      failure.get().addSuppressed(reason);
    }
  }

  /** Why the first that failed did, if one has. */
  public Optional<OutputException> failure() {
    return Optional.ofNullable(failure.get());
  }

  /**
   * Completes those that have not failed.
   *
   * @throws OutputException if one failed, now or before; the others are complete
   */
  public void complete() {
    for (O output : all) {
      if (!failed.contains(output)) {
        try {
          output.complete();
        } catch (RuntimeException e) {
          fail(output, e instanceof OutputException known ? known : new OutputException(e));
        }
      }
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  /** Closes all of them, whatever happens to one. May be called twice. */
  @Override
  public void close() {
    RuntimeException first = null;
    for (O output : all) {
      try {
        output.close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
