package org.jpose.examples;

import java.nio.file.Path;
import java.util.List;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.SkeletonFile;
import org.jpose.train.Optimization;
import org.jpose.train.Training;
import org.jpose.train.TrainingSamples;
import org.jpose.train.TrainingStart;

/** Teaches the embedded network joints of one's own: skeleton, photos, run's folder, steps. */
final class OwnJointsExample {
  private OwnJointsExample() {}

  public static void main(String[] arguments) throws Exception {
    DataOptions joints =
        DataOptions.defaults().withSkeleton(SkeletonFile.read(Path.of(arguments[0])));
    Training.of(TrainingStart.of("lite").withPretrained("lite").withPartial(true))
        .on(TrainingSamples.of(Path.of(arguments[1])).withOptions(joints))
        .into(Path.of(arguments[2]))
        .size(128, 96)
        .steps(Long.parseLong(arguments[3]))
        // The trunk knows people already; its features are made once.
        .with(Optimization.defaults().withFrozen(List.of(Optimization.TRUNK)))
        .run()
        .export(Path.of(arguments[2]).resolve("mine.onnx"));
  }
}
