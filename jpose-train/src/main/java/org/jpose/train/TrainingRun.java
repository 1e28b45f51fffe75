package org.jpose.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jpose.core.Backend;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.evaluation.ModelAccuracy;
import org.jpose.onnx.OnnxBackend;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.RunFolder;
import org.jpose.train.loop.LoopEnd;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Model;
import org.jpose.weights.ModelSource;
import org.jpose.weights.Precision;
import org.jpose.weights.onnx.OnnxExporter;

/**
 * What a training has left in its folder.
 *
 * @param folder of the run
 * @param end whether all steps are done; {@link Training#resume} goes on with one that was stopped
 */
public record TrainingRun(RunFolder folder, LoopEnd end) {
  private static final NetworkSize SIZE = new NetworkSize(432, 368);

  /** The checkpoint of the most steps; empty if there was no step. */
  public Optional<Checkpoint> last() {
    return folder.last();
  }

  /**
   * The best checkpoint, or the last if none was validated.
   *
   * @throws org.jpose.core.disk.FileException if there is none
   */
  public Checkpoint best() {
    return folder.best();
  }

  /**
   * Network and weights of the best checkpoint: their moving average where one was kept.
   *
   * @throws IOException if a file cannot be read
   * @throws org.jpose.core.disk.FileException if there is no checkpoint
   */
  public ModelSource model() throws IOException {
    return TrainedWeights.open(folder.path(), Optional.empty(), ConversionOptions.defaults());
  }

  /**
   * Writes the model file that looks for people.
   *
   * @param file its place, {@code .onnx}
   * @throws IOException if the checkpoint cannot be read
   * @throws org.jpose.core.disk.FileException if the file cannot be written
   */
  public void export(Path file) throws IOException {
    ModelSource source = model();
    Model ready = source.model().optimized();
    OnnxExporter.write(file, ready, source.facts(), Precision.FLOAT32);
  }

  /**
   * Measures the best checkpoint on images of a folder in COCO's layout that has one split, at
   * 432x368, as {@code jpose eval} does.
   *
   * @throws IOException if a file cannot be read
   * @throws org.jpose.core.disk.FileException if there is nothing to measure on
   */
  public ModelAccuracy validate(Path coco) throws IOException {
    return validate(CocoFolder.find(coco), SIZE);
  }

  /**
   * Measures the best checkpoint on images of a folder.
   *
   * @param size at which the network sees them, a budget of pixels: images keep their shape
   * @throws IOException if a file cannot be read
   * @throws org.jpose.core.disk.FileException if there is nothing to measure on
   */
  public ModelAccuracy validate(CocoFolder folder, NetworkSize size) throws IOException {
    try (TemporaryFolder temporary = TemporaryFolder.ofSystem()) {
      Path exported = temporary.path().resolve("validated.onnx");
      export(exported);
      try (Backend backend = OnnxBackend.open(exported, 0)) {
        return ModelAccuracy.of(backend, folder, size);
      }
    }
  }
}
