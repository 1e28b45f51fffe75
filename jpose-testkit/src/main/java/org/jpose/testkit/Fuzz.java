package org.jpose.testkit;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives a reader whole inputs with random damages, and fails when anything comes of one but a
 * result or the exceptions the reader declares, each with a message: any other {@code Throwable},
 * more than twenty seconds of the processor, or more memory than allowed. The failure says the
 * seed, and the input is written to {@code target/fuzz}. An input with a new kind of answer is
 * damaged further.
 *
 * <p>A third of a second each in the ordinary suite, from the same seeds; {@code mvn -Pfuzz} runs
 * {@code -Djpose.fuzz.minutes} each from others. {@code -Djpose.seed=N} begins at a seed.
 */
public final class Fuzz {
  private static final double SHORT_SECONDS = 0.3;
  private static final long CASE_SECONDS = 20;

  /** Times that, of which a reader may wait for a busy machine. */
  private static final int MOST_TURNS = 15;

  private static final int MOST_KEPT = 400;
  private static final long USUAL_MEMORY = 256L << 20;

  private final String name;
  private final List<byte[]> wholes;
  private final List<byte[]> others = new ArrayList<>();
  private final Set<Class<? extends Throwable>> declared = new HashSet<>();
  private long memory = USUAL_MEMORY;

  /** Reads an input; what it returns does not matter. */
  public interface Reader {
    /** Reads. */
    void read(byte[] input) throws Exception;
  }

  /** How it went: inputs that were read, and that were refused. */
  public record Summary(String name, long read, long refused, double seconds) {}

  private Fuzz(String name, List<byte[]> wholes) {
    this.name = name;
    this.wholes = List.copyOf(wholes);
  }

  /**
   * For a reader.
   *
   * @param name of what it reads, for messages and files
   * @param wholes inputs without damage, all of which it reads
   */
  public static Fuzz of(String name, byte[]... wholes) {
    return new Fuzz(name, Arrays.asList(wholes));
  }

  /** The same with further inputs to damage, which the reader may refuse; needed without others. */
  public Fuzz alsoFrom(byte[]... inputs) {
    others.addAll(Arrays.asList(inputs));
    return this;
  }

  /** The same with an exception that the reader may throw, or one below it. */
  public Fuzz declaring(Class<? extends Throwable> exception) {
    declared.add(Objects.requireNonNull(exception, "exception"));
    return this;
  }

  /** The same with bytes of heap that reading one input may allocate, all in all. */
  public Fuzz withMemory(long bytes) {
    memory = bytes;
    return this;
  }

  /** Tries the reader. */
  public Summary run(Reader reader) {
    double minutes = Double.parseDouble(System.getProperty("jpose.fuzz.minutes", "0"));
    double seconds = minutes > 0 ? 60 * minutes : SHORT_SECONDS;
    long first =
        Long.getLong("jpose.seed", minutes > 0 ? System.nanoTime() & 0xffffffffL << 20 : 0);
    Session session = new Session(reader);
    try {
      wholes.forEach(session::requireRead);
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      long seed = first;
      // A slow machine still tries some.
      while (System.nanoTime() < end || seed - first < 20) {
        session.attempt(seed++);
      }
      Summary summary =
          new Summary(name, session.read, session.refused, (System.nanoTime() - start) / 1e9);
      write(name + ".txt", (summary + "\n").getBytes(StandardCharsets.UTF_8));
      return summary;
    } finally {
      session.close();
    }
  }

  private static Path write(String file, byte[] bytes) {
    try {
      Path folder = Files.createDirectories(Path.of("target", "fuzz"));
      return Files.write(folder.resolve(file), bytes).toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One reader on a thread of its own, whose time and memory are measured. */
  private final class Session {
    private final Reader reader;
    private final ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "fuzz-" + name);
              made.setDaemon(true);
              return made;
            });
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<byte[]> pool = new ArrayList<>(wholes);
    private final Set<String> answers = new HashSet<>();
    private volatile long worker;
    private volatile long busyBefore;
    private long read;
    private long refused;

    Session(Reader reader) {
      this.reader = reader;
      pool.addAll(others);
    }

    void close() {
      thread.shutdownNow();
    }

    void requireRead(byte[] whole) {
      Throwable failure = outcome(whole, "whole input");
      if (failure != null) {
        throw new AssertionError(name + ": an input without damage is refused", failure);
      }
    }

    void attempt(long seed) {
      Random random = new Random(seed);
      byte[] input = new Damage(random, wholes.isEmpty() ? others : wholes, pool).damaged();
      Throwable failure = outcome(input, "seed " + seed);
      if (failure == null) {
        read++;
        return;
      }
      refused++;
      if (declared.stream().noneMatch(type -> type.isInstance(failure))) {
        throw failed(input, "seed " + seed, "threw " + failure, failure);
      }
      String message = failure.getMessage();
      if (message == null || message.isBlank()) {
        throw failed(input, "seed " + seed, "threw without a message", failure);
      }
      if (answers.add(message.replaceAll("\\d+", "N")) && pool.size() < MOST_KEPT) {
        pool.add(input);
      }
    }

    /** What reading threw; null if it gave a result. */
    private Throwable outcome(byte[] input, String what) {
      Future<Throwable> answer = thread.submit(() -> measured(input, what));
      for (int turn = 1; ; turn++) {
        try {
          return answer.get(CASE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          if (turn == MOST_TURNS || busySeconds() > CASE_SECONDS) {
            throw failed(input, what, "took more than " + CASE_SECONDS + " s", e);
          }
        } catch (ExecutionException e) {
          throw e.getCause() instanceof Error error ? error : new AssertionError(e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError(name + ": interrupted", e);
        }
      }
    }

    /** Of the processor, with the input that is being read. */
    private double busySeconds() {
      return (threads.getThreadCpuTime(worker) - busyBefore) / 1e9;
    }

    private Throwable measured(byte[] input, String what) {
      long id = Thread.currentThread().getId();
      busyBefore = threads.getThreadCpuTime(id);
      worker = id;
      long before = threads.getThreadAllocatedBytes(id);
      Throwable thrown = null;
      try {
        reader.read(input);
      } catch (Throwable e) {
        thrown = e;
      }
      long allocated = threads.getThreadAllocatedBytes(id) - before;
      if (allocated > memory) {
        throw failed(input, what, "allocated " + allocated + " bytes", thrown);
      }
      return thrown;
    }

    private AssertionError failed(byte[] input, String what, String happened, Throwable cause) {
      Path file = write(name + "-" + what.replace(' ', '-') + ".bin", input);
      return new AssertionError(
          "%s, %s: an input of %d bytes %s; it is in %s"
              .formatted(name, what, input.length, happened, file),
          cause);
    }
  }
}
