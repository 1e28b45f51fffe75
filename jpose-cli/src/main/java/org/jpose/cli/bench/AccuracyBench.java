package org.jpose.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.cli.terminal.Progress;
import org.jpose.core.Backend;
import org.jpose.core.Execution;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.evaluation.EvaluationImages;
import org.jpose.data.evaluation.EvaluationRun;
import org.jpose.data.evaluation.ModelAccuracy;

/** What models find and what they cost, each at several sizes, measured in turns. */
final class AccuracyBench implements AutoCloseable {
  private static final int WARM_UP = 2;

  private final List<NetworkSize> sizes;
  private final List<Subject> subjects = new ArrayList<>();

  private AccuracyBench(List<NetworkSize> sizes) {
    this.sizes = sizes;
  }

  /** A model, and an input of it for each size. */
  private record Subject(String name, Backend backend, List<Image> inputs) {}

  /**
   * Opens models.
   *
   * @param photo seen while time is taken
   * @throws IllegalArgumentException if there is no model of a name, or one without weights
   */
  static AccuracyBench open(
      List<String> models, List<NetworkSize> sizes, Execution where, Image photo)
      throws IOException {
    AccuracyBench bench = new AccuracyBench(sizes);
    try {
      for (String model : models) {
        bench.subjects.add(bench.subject(model, where, photo));
      }
      return bench;
    } catch (IOException | RuntimeException | Error e) {
      bench.close();
      throw e;
    }
  }

  /**
   * Measures all.
   *
   * @param rounds in each of which every model runs at every size once
   * @param each told of a point as it is found
   * @param err takes lines of progress
   */
  List<AccuracyPlot.Point> run(
      CocoFolder folder, int rounds, Consumer<AccuracyPlot.Point> each, PrintWriter err)
      throws IOException {
    EvaluationImages images = EvaluationImages.open(folder, Optional.empty());
    double[][] millis = times(rounds);
    List<AccuracyPlot.Point> points = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      for (int size = 0; size < sizes.size(); size++) {
        points.add(point(subjects.get(i), size, images, millis[i * sizes.size() + size], err));
        each.accept(points.get(points.size() - 1));
      }
    }
    return points;
  }

  private Subject subject(String model, Execution where, Image photo) throws IOException {
    BenchSubject subject = BenchSubject.open(model, Optional.empty(), where);
    if (!subject.trained()) {
      subject.backend().close();
      throw new IllegalArgumentException(
          model + ": a network without weights finds nobody; name models or files");
    }
    int multiple = subject.backend().info().multiple();
    List<Image> inputs =
        sizes.stream()
            .map(
                size ->
                    InputTransform.plan(
                            photo.width(), photo.height(), size, multiple, Fit.STRETCH, 1)
                        .apply(photo))
            .toList();
    return new Subject(subject.name(), subject.backend(), inputs);
  }

  /** Of each model at each size, in turns, so that all see the same machine. */
  private double[][] times(int rounds) {
    double[][] millis = new double[subjects.size() * sizes.size()][rounds];
    for (int round = -WARM_UP; round < rounds; round++) {
      int row = 0;
      for (Subject subject : subjects) {
        for (Image input : subject.inputs()) {
          long start = System.nanoTime();
          subject.backend().run(List.of(input));
          millis[row++][Math.max(0, round)] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    return millis;
  }

  private AccuracyPlot.Point point(
      Subject subject, int size, EvaluationImages images, double[] millis, PrintWriter err) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    int count = images.chosen().size();
    try (Progress progress = new Progress(err, false, subject.name(), "images", count)) {
      EvaluationRun.Listener each = EvaluationRun.Listener.ofEach(progress::step);
      double ap = ModelAccuracy.of(subject.backend(), images, sizes.get(size), each).ap();
      return new AccuracyPlot.Point(subject.name(), sizes.get(size), sorted[sorted.length / 2], ap);
    }
  }

  @Override
  public void close() {
    subjects.forEach(subject -> subject.backend().close());
  }
}
