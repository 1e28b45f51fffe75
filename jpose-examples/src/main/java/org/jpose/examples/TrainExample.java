package org.jpose.examples;

import java.nio.file.Path;
import org.jpose.train.HeldOutOptions;
import org.jpose.train.Training;
import org.jpose.train.TrainingRun;

/** Trains a small network from scratch: COCO folder, run's folder, steps. */
final class TrainExample {
  private TrainExample() {}

  public static void main(String[] arguments) throws Exception {
    TrainingRun run =
        Training.of("mobilenet_thin")
            .on(Path.of(arguments[0]))
            .into(Path.of(arguments[1]))
            .size(64, 64)
            .steps(Long.parseLong(arguments[2]))
            .with(HeldOutOptions.defaults().withSamples(2))
            .run();
    System.out.println(run.end() + " after step " + run.best().step());
    run.export(Path.of(arguments[1]).resolve("mine.onnx"));
    // A run that was stopped goes on with: Training.resume(folder).run()
  }
}
