package org.jpose.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.PoseDataset;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.train.engine.compute.Arithmetic;
import org.jpose.train.engine.compute.Compute;

/**
 * Images a second of training mobilenet_thin with Adam: {@code jpose train}'s loop on real images,
 * the same step by hand in JavaCPP on one batch of noise ({@link BareStep}), and {@code
 * src/main/python/training_step.py}, the same in PyTorch from Python. All run in turn, round by
 * round, so that a machine whose speed drifts does not decide; ratios are of one round. At last a
 * long run of the loop shows whether memory grows.
 */
public final class TrainingStep {
  private static final int WARM_UP = 3;
  private static final double RATE = 1e-4;
  private static final String HALF = "bfloat16-last";
  private static final String FULL = "float32-last";
  private static final String PYTHONS_OWN = "float32";

  private final List<String> python;
  private final PoseDataset dataset;
  private final Graph graph;
  private final int steps;
  private final int images;
  private final int side;
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private String pythonsVersion = "";

  private TrainingStep(String[] arguments, PoseDataset dataset) {
    this.dataset = dataset;
    steps = Integer.parseInt(arguments[1]);
    images = Integer.parseInt(arguments[2]);
    side = Integer.parseInt(arguments[3]);
    python = List.of(arguments[4], arguments[5]);
    graph = Networks.named("mobilenet_thin", Skeletons.COCO18);
  }

  /**
   * Prints every figure of every round, medians, and memory.
   *
   * @param arguments rounds, steps of a round, images of a batch, side of an image, a Python with
   *     PyTorch, the script, a COCO folder, its split, steps of the long run (2000; 0 for none)
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 9) {
      throw new IllegalArgumentException(
          "%d arguments, expected ROUNDS STEPS IMAGES SIDE PYTHON SCRIPT COCO_DIR SPLIT LONG_STEPS"
              .formatted(arguments.length));
    }
    DataOptions split = DataOptions.defaults().withSplit(arguments[7]);
    try (PoseDataset dataset = Datasets.open(Path.of(arguments[6]), split)) {
      TrainingStep bench = new TrainingStep(arguments, dataset);
      for (int round = 1; round <= Integer.parseInt(arguments[0]); round++) {
        print("round %d", round);
        bench.round();
      }
      bench.medians();
      int longSteps = Integer.parseInt(arguments[8]);
      if (longSteps > 0) {
        bench.memory(longSteps);
      }
    }
  }

  private static Compute compute(String setting) {
    Arithmetic arithmetic = setting.equals(HALF) ? Arithmetic.BFLOAT16 : Arithmetic.FLOAT32;
    return Compute.cpu().withArithmetic(arithmetic);
  }

  private void round() throws Exception {
    Map<String, Double> loops = new LinkedHashMap<>();
    Map<String, Double> pythons = new LinkedHashMap<>();
    for (String setting : List.of(HALF, FULL)) {
      LoopSpeed loop = loop(setting, steps);
      double bare = bare(setting);
      loops.put(setting, loop.rate());
      pythons.put(setting, python(setting));
      add("jpose train    " + setting + ", images/s", loop.rate());
      add("bare JavaCPP   " + setting + ", images/s", bare);
      add("Python PyTorch " + setting + ", images/s", pythons.get(setting));
      add("waiting for data, " + setting + ", %", 100 * loop.waitShare());
      add("jpose train / bare JavaCPP, " + setting, loop.rate() / bare);
      add("jpose train / Python, " + setting, loop.rate() / pythons.get(setting));
    }
    pythons.put(PYTHONS_OWN, python(PYTHONS_OWN));
    add("Python PyTorch " + PYTHONS_OWN + " (its default), images/s", pythons.get(PYTHONS_OWN));
    double fastest = Math.max(pythons.get(FULL), pythons.get(PYTHONS_OWN));
    add("jpose train / Python's faster float32, " + FULL, loops.get(FULL) / fastest);
    add(
        "jpose train's default / Python's default (" + PYTHONS_OWN + ")",
        loops.get(compute(HALF).equals(Compute.cpu()) ? HALF : FULL) / pythons.get(PYTHONS_OWN));
  }

  private LoopSpeed loop(String setting, int count) throws Exception {
    return LoopSpeed.of(dataset, graph, compute(setting), images, side, WARM_UP, count, RATE);
  }

  private double bare(String setting) {
    try (BareStep bare = new BareStep(setting.equals(HALF), true, images, side, RATE)) {
      for (int i = 0; i < WARM_UP; i++) {
        bare.step();
      }
      long start = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        bare.step();
      }
      return steps * images * 1e9 / (System.nanoTime() - start);
    }
  }

  private double python(String setting) throws Exception {
    List<String> command = new ArrayList<>(python);
    command.addAll(List.of("--setting", setting, "--warm-up", "" + WARM_UP));
    command.addAll(List.of("--steps", "" + steps, "--images", "" + images, "--side", "" + side));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + " ended with " + process.exitValue());
    }
    String[] words = output.strip().split(" ");
    pythonsVersion = words[1];
    return Double.parseDouble(words[0]);
  }

  private void add(String name, double figure) {
    figures.computeIfAbsent(name, n -> new ArrayList<>()).add(figure);
    print("%-62s %8.2f", name, figure);
  }

  private void medians() {
    print("medians; Python has PyTorch %s", pythonsVersion);
    figures.forEach(
        (name, all) -> {
          List<Double> sorted = all.stream().sorted().toList();
          print("%-62s %8.2f of %s", name, sorted.get(sorted.size() / 2), rounded(all));
        });
  }

  private static List<String> rounded(List<Double> figures) {
    return figures.stream().map(figure -> String.format(Locale.ROOT, "%.2f", figure)).toList();
  }

  private void memory(int count) throws Exception {
    String usual = compute(HALF).equals(Compute.cpu()) ? HALF : FULL;
    LoopSpeed loop = loop(usual, count);
    print(
        "%d steps, %s: %.2f images/s, %.1f %% of the time waiting for data; resident MiB at the"
            + " start, each tenth and the end %s, %+.1f %% since the first tenth",
        count, usual, loop.rate(), 100 * loop.waitShare(), loop.resident(), loop.growth());
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
