package org.jpose.spark.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;
import org.jpose.onnx.OnnxBackend;
import org.jpose.zoo.ModelZoo;

/**
 * What Spark is measured against: threads that read, find people and write them, and no more.
 * Arguments: folder, results, model, threads.
 */
final class PlainLoop {
  private PlainLoop() {}

  public static void main(String[] arguments) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
      files = all.sorted().toList();
    }
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(arguments[3]));
    try (PoseEstimator estimator =
            new PoseEstimator(
                OnnxBackend.open(ModelZoo.load(arguments[2]), arguments[2], 1),
                EstimatorOptions.defaults());
        ResultWriter writer = ResultFormat.JSON_LINES.open(Path.of(arguments[1]))) {
      List<Future<?>> work = new ArrayList<>();
      for (Path file : files) {
        work.add(
            threads.submit(
                () -> {
                  Image image = reader.read(file);
                  ImageResult result =
                      ImageResult.of(
                          file.toString(),
                          image.width(),
                          image.height(),
                          estimator.estimate(image));
                  synchronized (writer) {
                    writer.write(result);
                  }
                }));
      }
      for (Future<?> done : work) {
        done.get();
      }
      writer.complete();
    } finally {
      threads.shutdownNow();
    }
  }
}
