package org.jpose.cli.train;

import java.time.Duration;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.rank.RankPlace;
import picocli.CommandLine.Option;

/** In how many processes, and on which machines, a network is trained. */
final class RankArguments {
  private static final int LAST_PORT = 65535;

  @Option(
      names = "--gpus",
      paramLabel = "N",
      description =
          "Train in N processes on this machine, one for each GPU, which share every batch"
              + " (default: 1). Without CUDA they share the processor's cores.")
  private int gpus = 1;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description =
          "Train on N machines; start the same command on each, with its own --node-rank"
              + " (default: 1).")
  private int nodes = 1;

  @Option(
      names = "--node-rank",
      paramLabel = "K",
      description = "Which of the machines this is, from 0, which saves and reports.")
  private Integer nodeRank;

  @Option(
      names = "--rendezvous",
      paramLabel = "HOST:PORT",
      description = "With --nodes: machine 0, and a free port of it that the others reach.")
  private String rendezvous;

  @Option(
      names = "--rank-timeout",
      paramLabel = "SECONDS",
      description =
          "How long processes wait for one that stalls before all give up (default:"
              + " ${DEFAULT-VALUE}).")
  private int timeout = 300;

  /** Given by {@link RankProcesses} to the processes it starts. */
  @Option(names = RankProcesses.LOCAL_RANK, hidden = true)
  private int localRank;

  @Option(names = RankProcesses.LOCAL_PORT, hidden = true)
  private Integer localPort;

  /**
   * This process's place.
   *
   * @throws IllegalArgumentException if the options do not fit each other or this machine
   */
  RankPlace place() {
    requirePositive("--gpus", gpus);
    requirePositive("--nodes", nodes);
    requirePositive("--rank-timeout", timeout);
    if (nodes == 1 && (nodeRank != null || rendezvous != null)) {
      throw new IllegalArgumentException("--node-rank and --rendezvous go with --nodes above 1");
    }
    if (nodes > 1 && (nodeRank == null || rendezvous == null)) {
      throw new IllegalArgumentException(
          "--nodes %d needs --node-rank, 0 to %d, and --rendezvous HOST:PORT of machine 0"
              .formatted(nodes, nodes - 1));
    }
    int node = nodeRank == null ? 0 : nodeRank;
    if (node < 0 || node >= nodes) {
      throw new IllegalArgumentException(
          "--node-rank is %d, expected 0 to %d".formatted(node, nodes - 1));
    }
    if (gpus > 1) {
      int there = Compute.gpus();
      if (there > 0 && gpus > there) {
        throw new IllegalArgumentException(
            "--gpus is %d, but libtorch finds %d on this machine".formatted(gpus, there));
      }
    }
    return new RankPlace(gpus, nodes, node, localRank, host(), port(), Duration.ofSeconds(timeout));
  }

  private static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(option + " is " + value + ", expected 1 or more");
    }
  }

  private String host() {
    return rendezvous == null ? RankPlace.THIS_MACHINE : parts()[0];
  }

  private int port() {
    if (rendezvous == null) {
      return localPort == null ? RankPlace.ANY_PORT : localPort;
    }
    return Integer.parseInt(parts()[1]);
  }

  private String[] parts() {
    int colon = rendezvous.lastIndexOf(':');
    String host = colon < 0 ? "" : rendezvous.substring(0, colon).replaceAll("[\\[\\]]", "");
    String port = rendezvous.substring(colon + 1);
    int number = port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
    if (host.isEmpty() || number < 1 || number > LAST_PORT) {
      throw new IllegalArgumentException(
          "--rendezvous '%s' is not HOST:PORT, for example trainer:29400".formatted(rendezvous));
    }
    return new String[] {host, port};
  }
}
