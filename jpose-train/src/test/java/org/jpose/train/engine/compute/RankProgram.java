package org.jpose.train.engine.compute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.bytedeco.javacpp.Pointer;
import org.jpose.data.Batch;
import org.jpose.net.Graph;
import org.jpose.train.engine.NotFiniteException;
import org.jpose.train.engine.RandomBatches;
import org.jpose.train.engine.StepResult;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.engine.TrainingState;
import org.jpose.train.engine.WeightSet;
import org.jpose.weights.Model;
import org.jpose.weights.Precision;
import org.jpose.weights.Weights;
import org.jpose.weights.safetensors.Safetensors;

/** One rank as a process of its own: {@code WHAT RANK PORT FOLDER TIMEOUT-SECONDS}. */
final class RankProgram {
  private final int rank;
  private final int port;
  private final Path folder;
  private final Duration timeout;
  private final Properties notes = new Properties();

  private RankProgram(int rank, int port, Path folder, Duration timeout) {
    this.rank = rank;
    this.port = port;
    this.folder = folder;
    this.timeout = timeout;
  }

  public static void main(String[] words) throws IOException {
    RankProgram program =
        new RankProgram(
            Integer.parseInt(words[1]),
            Integer.parseInt(words[2]),
            Path.of(words[3]),
            Duration.ofSeconds(Integer.parseInt(words[4])));
    if (words[0].equals("endless")) {
      program.trainForEver();
    } else {
      program.trainAll();
    }
  }

  private RankGroup open(int port, Map<String, String> facts) {
    Compute compute = Compute.reproducible();
    RankSettings settings =
        RankSettings.of(rank, RankShares.RANKS, "127.0.0.1", port, compute).withTimeout(timeout);
    return RankGroup.open(settings, facts);
  }

  private void trainForEver() throws IOException {
    Batch share = RankShares.share(RankShares.batch(RankShares.PLAIN, 0), rank);
    try (RankGroup group = open(port, Map.of());
        TrainingEngine engine =
            TrainingEngine.of(RankShares.model(RankShares.PLAIN, 1), RankShares.descent(), group)) {
      TrainingState before = engine.state();
      try {
        while (true) {
          before = engine.state();
          engine.step(share, 1e-9);
          Files.writeString(folder.resolve("steps-" + rank), Long.toString(engine.steps()));
        }
      } catch (LostRankException e) {
        note("lost", e.getMessage());
        note("lost rank", e.rank().toString());
        note("unchanged", Boolean.toString(equal(before, engine.state())));
      }
    }
    write();
  }

  private static boolean equal(TrainingState one, TrainingState other) {
    return one.steps() == other.steps()
        && one.latest().tensors().keySet().stream().allMatch(name -> equal(name, one, other));
  }

  private static boolean equal(String name, TrainingState one, TrainingState other) {
    return Arrays.equals(
        one.latest().tensors().get(name).data(), other.latest().tensors().get(name).data());
  }

  private void trainAll() throws IOException {
    try (RankGroup group = open(port, Map.of("batch size", "16"))) {
      for (Map.Entry<String, TrainingOptions> one : RankShares.trainings().entrySet()) {
        train(group, RankShares.PLAIN, one.getKey(), one.getValue());
      }
      train(group, RankShares.WITH_NORMS, "norms", RankShares.descent());
      repeatOneBatch(group);
      resume(group);
      meetNotANumber(group);
      keepMemory(group);
      agree(group);
      refuseOptions(group);
    }
    refuseFacts();
    leaveNothingBehind();
    write();
  }

  /** Ranks begin with different weights: rank 0's count. */
  private void train(RankGroup group, Graph graph, String name, TrainingOptions options)
      throws IOException {
    Model model = RankShares.model(graph, 1 + rank);
    StringBuilder losses = new StringBuilder();
    try (TrainingEngine engine = TrainingEngine.of(model, options, group)) {
      for (int step : RankShares.steps()) {
        Batch share = RankShares.share(RankShares.batch(graph, step), rank);
        StepResult result = engine.step(share, RankShares.RATE);
        losses.append(result.loss()).append(' ').append(result.gradientNorm()).append(' ');
      }
      note("losses " + name, losses.toString().strip());
      save(name, engine);
    }
  }

  /** As {@code TrainingCase} has it, which PyTorch repeats. */
  private void repeatOneBatch(RankGroup group) throws IOException {
    Graph graph = RankShares.WITH_NORMS;
    Batch share = RankShares.share(RankShares.batch(graph, 0), rank);
    try (TrainingEngine engine =
        TrainingEngine.of(RankShares.model(graph, 2), RankShares.descent(), group)) {
      for (double rate : RankShares.rates()) {
        engine.step(share, rate);
      }
      save("repeated", engine);
    }
  }

  private void save(String name, TrainingEngine engine) throws IOException {
    Weights weights = engine.model(WeightSet.LATEST).weights();
    Path file = folder.resolve(name + "-" + rank + ".safetensors");
    Safetensors.write(file, weights, Precision.FLOAT32);
  }

  /** Rank 0 alone restores a state, and the others take it over. */
  private void resume(RankGroup group) throws IOException {
    TrainingOptions options = RankShares.trainings().get("adam");
    Model model = RankShares.model(RankShares.PLAIN, 1);
    TrainingState half;
    try (TrainingEngine engine = TrainingEngine.of(model, options, group)) {
      for (int step : RankShares.steps().subList(0, 2)) {
        step(engine, step);
      }
      half = engine.state();
    }
    try (TrainingEngine engine =
        TrainingEngine.of(RankShares.model(RankShares.PLAIN, 7), options, group)) {
      if (group.isFirst()) {
        engine.restore(half);
      }
      engine.adoptFirst();
      for (int step : RankShares.steps().subList(2, RankShares.STEPS)) {
        step(engine, step);
      }
      note("steps after resuming", Long.toString(engine.steps()));
      save("resumed", engine);
    }
  }

  private void step(TrainingEngine engine, int step) {
    Batch batch = RankShares.batch(RankShares.PLAIN, step);
    engine.step(RankShares.share(batch, rank), RankShares.RATE);
  }

  /** Rank 1's second image has a hole; afterwards a sound step is possible. */
  private void meetNotANumber(RankGroup group) {
    Graph graph = RankShares.WITH_NORMS;
    Batch share = RankShares.share(RankShares.batch(graph, 0), rank);
    float[] images = share.images().clone();
    if (rank == 1) {
      images[3 * 32 * 48 + 2 * 32 * 48 + 5 * 48 + 7] = Float.NaN;
    }
    try (TrainingEngine engine =
        TrainingEngine.of(RankShares.model(graph, 1), RankShares.descent(), group)) {
      engine.step(share, RankShares.RATE);
      TrainingState before = engine.state();
      try {
        engine.step(RandomBatches.with(share, images), RankShares.RATE);
      } catch (NotFiniteException e) {
        note("not finite", e.getMessage());
        note("not finite rank", e.rank().toString());
      }
      note("unchanged by it", Boolean.toString(statisticsAside(before, engine.state())));
      note("after it", Double.toString(engine.step(share, RankShares.RATE).loss()));
    }
  }

  /** Statistics are rank 0's from the begin of the step. */
  private boolean statisticsAside(TrainingState before, TrainingState after) {
    return before.latest().tensors().keySet().stream()
        .filter(name -> rank == 0 || !name.matches(".*\\.bn\\.(mean|var)"))
        .allMatch(name -> equal(name, before, after));
  }

  private void keepMemory(RankGroup group) {
    Batch share = RankShares.share(RankShares.batch(RankShares.WITH_NORMS, 0), rank);
    try (TrainingEngine engine =
        TrainingEngine.of(
            RankShares.model(RankShares.WITH_NORMS, 1), RankShares.descent(), group)) {
      engine.step(share, RankShares.RATE);
      engine.step(share, RankShares.RATE);
      long baseline = Pointer.totalCount();
      for (int i = 0; i < 20; i++) {
        engine.step(share, RankShares.RATE);
      }
      note("leaked", Long.toString(Pointer.totalCount() - baseline));
    }
  }

  private void agree(RankGroup group) {
    note("any of none", Boolean.toString(group.any(false)));
    note("any of one", Boolean.toString(group.any(rank == 1)));
    long since = System.nanoTime();
    group.whileOthersWait(
        () -> {
          Rendezvous.pause(700);
          note("worked", "alone");
        });
    note("waited", Boolean.toString(System.nanoTime() - since >= Duration.ofMillis(600).toNanos()));
  }

  /** What closed groups have left to the collector must not need what they have freed. */
  private static void leaveNothingBehind() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Rendezvous.pause(100);
    }
  }

  private void refuseOptions(RankGroup group) {
    TrainingOptions options =
        rank == 0 ? RankShares.descent() : RankShares.descent().withWeightDecay(0.25);
    refused(
        "options",
        () -> TrainingEngine.of(RankShares.model(RankShares.PLAIN, 1), options, group).close());
  }

  private void refuseFacts() {
    refused(
        "facts",
        () -> open(port + 1, Map.of("batch size", rank == 0 ? "16" : "8", "seed", "1")).close());
  }

  private void refused(String what, Runnable call) {
    try {
      call.run();
      note("refused " + what, "not at all");
    } catch (IllegalStateException e) {
      note("refused " + what, e.getMessage());
    }
  }

  private void note(String name, String text) {
    notes.setProperty(name, text);
  }

  private void write() throws IOException {
    try (var out = Files.newBufferedWriter(folder.resolve("notes-" + rank))) {
      notes.store(out, null);
    }
  }
}
