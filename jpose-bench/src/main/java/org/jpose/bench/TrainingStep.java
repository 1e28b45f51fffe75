package org.jpose.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.Networks;
import org.jpose.train.engine.Arithmetic;
import org.jpose.train.engine.Compute;
import org.jpose.train.engine.Optimizer;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.weights.InitialWeights;

/**
 * Training steps a second of mobilenet_thin with Adam, beside {@code
 * src/main/python/training_step.py}, the same loop in PyTorch from Python. All run in turn, round
 * by round, so that a machine whose speed drifts does not decide.
 */
public final class TrainingStep {
  private static final int WARM_UP = 3;
  private static final double RATE = 1e-3;

  private TrainingStep() {}

  /**
   * Prints images a second of every round and the median of each setting.
   *
   * @param arguments rounds, steps of a round, images of a batch, side of an image, a Python with
   *     PyTorch, the script
   */
  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    int steps = Integer.parseInt(arguments[1]);
    int images = Integer.parseInt(arguments[2]);
    int side = Integer.parseInt(arguments[3]);
    FieldChannels planes =
        new FieldChannels(Skeletons.COCO18.heatChannels(), Skeletons.COCO18.affinityChannels());
    Graph graph = Networks.named("mobilenet_thin", planes);
    Batch batch = batch(graph, images, side);
    Compute full = Compute.cpu().withArithmetic(Arithmetic.FLOAT32);
    Map<String, Compute> settings = new LinkedHashMap<>();
    settings.put("float32", full.withChannelsLast(false));
    settings.put("float32-last", full);
    settings.put("bfloat16-last", full.withArithmetic(Arithmetic.BFLOAT16));
    Map<String, List<Double>> speeds = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Compute> setting : settings.entrySet()) {
        double ours = ours(graph, batch, setting.getValue(), steps);
        add(speeds, "jpose  " + setting.getKey(), ours);
        List<String> command = new ArrayList<>(List.of(arguments[4], arguments[5]));
        command.addAll(List.of("--setting", setting.getKey(), "--warm-up", "" + WARM_UP));
        command.addAll(
            List.of("--steps", "" + steps, "--images", "" + images, "--side", "" + side));
        add(speeds, "python " + setting.getKey(), Double.parseDouble(run(command)));
      }
    }
    speeds.forEach(
        (name, all) -> {
          all.sort(null);
          print("%-24s median %6.2f images/s of %s", name, all.get(all.size() / 2), all);
        });
  }

  private static void add(Map<String, List<Double>> speeds, String name, double speed) {
    speeds.computeIfAbsent(name, n -> new ArrayList<>()).add(speed);
    print("%-24s %6.2f images/s", name, speed);
  }

  private static double ours(Graph graph, Batch batch, Compute compute, int steps) {
    TrainingOptions options = TrainingOptions.with(Optimizer.Adam.standard()).withCompute(compute);
    try (TrainingEngine engine = TrainingEngine.of(InitialWeights.of(graph, 1), options)) {
      for (int i = 0; i < WARM_UP; i++) {
        engine.step(batch, RATE);
      }
      long start = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        engine.step(batch, RATE);
      }
      return steps * batch.request().size() * 1e9 / (System.nanoTime() - start);
    }
  }

  private static Batch batch(Graph graph, int images, int side) {
    ColourOrder colour = ColourOrder.valueOf(graph.colour().name());
    BatchShape shape =
        new BatchShape(Skeletons.COCO18, new NetworkSize(side, side), graph.stride(), colour);
    return new Batch(
        new BatchRequest(1, 0, 0, images),
        shape,
        random(images * shape.imageLength(), 255),
        random(images * shape.heatLength(), 1),
        random(images * shape.affinityLength(), 1),
        random(images * shape.heatLength(), 1),
        random(images * shape.affinityLength(), 1));
  }

  private static float[] random(int count, float scale) {
    SplittableRandom random = new SplittableRandom(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = scale * (float) random.nextDouble();
    }
    return values;
  }

  private static String run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + " ended with " + process.exitValue());
    }
    return output.strip();
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
