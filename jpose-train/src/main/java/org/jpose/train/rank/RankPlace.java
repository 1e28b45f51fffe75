package org.jpose.train.rank;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.engine.compute.RankGroup;
import org.jpose.train.engine.compute.RankSettings;

/**
 * A process's place among those that train together.
 *
 * @param gpus processes on each machine
 * @param nodes machines
 * @param node which of them, from 0
 * @param local which process of the machine, from 0; this one starts the others
 * @param host machine 0
 * @param port of the rendezvous there; {@link #ANY_PORT} until one is chosen
 * @param timeout for each other
 */
public record RankPlace(
    int gpus, int nodes, int node, int local, String host, int port, Duration timeout) {
  /** This machine, as it reaches itself. */
  public static final String THIS_MACHINE = "127.0.0.1";

  /** Stands for a port that is still to be chosen. */
  public static final int ANY_PORT = 0;

  private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(5);

  /** One process on this machine. */
  public static RankPlace alone() {
    return new RankPlace(1, 1, 0, 0, THIS_MACHINE, ANY_PORT, USUAL_TIMEOUT);
  }

  /** Number of processes. */
  public int ranks() {
    return gpus * nodes;
  }

  /** Number of this process. */
  public int rank() {
    return node * gpus + local;
  }

  /** Whether this one saves and reports. */
  public boolean isFirst() {
    return rank() == 0;
  }

  /** Whether there are others. */
  public boolean several() {
    return ranks() > 1;
  }

  /**
   * Returns this with a free port where none was given.
   *
   * @throws IOException if there is none
   */
  public RankPlace withPort() throws IOException {
    if (port != ANY_PORT || !several()) {
      return this;
    }
    try (ServerSocket socket = new ServerSocket(0)) {
      return new RankPlace(gpus, nodes, node, local, host, socket.getLocalPort(), timeout);
    }
  }

  /**
   * Where this process calculates: on a GPU of its own, or with its part of the cores.
   *
   * @throws IllegalArgumentException if several processes were to share one GPU
   */
  public Compute compute(Compute usual) {
    if (usual.gpu().isPresent()) {
      if (gpus == 1) {
        return usual;
      }
      if (usual.gpu().getAsInt() > 0) {
        throw new IllegalArgumentException(
            "device cuda:%d is one GPU, and %d are asked for; leave one of them out"
                .formatted(usual.gpu().getAsInt(), gpus));
      }
      return usual.onGpu(local);
    }
    return several() && usual.threads().isEmpty() ? usual.withThreads(threads()) : usual;
  }

  private int threads() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / gpus);
  }

  /** Meets the others, which must have the same settings. */
  public RankGroup join(Compute compute, Map<String, String> settings) {
    return RankGroup.open(
        new RankSettings(rank(), ranks(), host, port, compute, timeout), settings);
  }

  /** Says where processes run, for the report. */
  public String describe(Compute compute) {
    String machines = nodes > 1 ? " on each of " + nodes + " machines" : "";
    return compute.gpu().isPresent()
        ? gpus + " GPUs" + machines
        : "no CUDA device: %d processes%s share the processor, threads each: %d"
            .formatted(gpus, machines, compute.threads().orElse(threads()));
  }
}
