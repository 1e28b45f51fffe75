package org.jpose.weights.convert;

import java.io.IOException;
import java.nio.file.Path;
import org.jpose.core.ModelFormatException;
import org.jpose.net.Graph;
import org.jpose.weights.Weights;
import org.jpose.weights.WeightsFormat;
import org.jpose.weights.caffe.CaffeReader;
import org.jpose.weights.numpy.NumpyArchiveReader;
import org.jpose.weights.numpy.NumpyReader;
import org.jpose.weights.onnx.OnnxInitializers;
import org.jpose.weights.safetensors.Safetensors;
import org.jpose.weights.tensorflow.TensorFlowCheckpoint;
import org.jpose.weights.torch.TorchReader;

/**
 * What a weights file holds: the tensors under the names and in the layout of the program that
 * wrote it.
 *
 * <pre>{@code
 * Model model = WeightsFile.read(file).match(Networks.named("cmu", Skeletons.COCO18)).model();
 * }</pre>
 *
 * @param format what kind of file it is
 * @param weights its tensors, as they stand in the file
 */
public record WeightsFile(WeightsFormat format, Weights weights) {
  /**
   * Reads a file of any format; the format is recognised by the file's content. Nothing a file
   * contains is executed, and no more memory is taken than its size justifies.
   *
   * @throws IOException if the file cannot be read
   * @throws ModelFormatException if it is damaged, of no known format, or of one that cannot be
   *     read as weights (a frozen graph brings its own network: see {@link ModelConverter})
   */
  public static WeightsFile read(Path file) throws IOException {
    WeightsFormat format =
        WeightsFormat.of(file)
            .orElseThrow(
                () ->
                    new ModelFormatException(
                        "%s: not a weights file of a kind known here; known: %s"
                            .formatted(file, KNOWN)));
    return new WeightsFile(format, read(file, format));
  }

  /** The kinds of files this reads, for messages. */
  static final String KNOWN =
      ".safetensors, .npy, .npz, .pth, .caffemodel, .onnx, TensorFlow checkpoints (.index)";

  private static Weights read(Path file, WeightsFormat format) throws IOException {
    return switch (format) {
      case SAFETENSORS -> Safetensors.read(file);
      case NUMPY_ARRAY -> NumpyReader.read(file);
      case NUMPY_ARCHIVE -> NumpyArchiveReader.read(file);
      case PYTORCH -> TorchReader.read(file);
      case CAFFE -> CaffeReader.read(file);
      case TENSORFLOW_CHECKPOINT -> TensorFlowCheckpoint.read(file);
      case ONNX -> OnnxInitializers.read(file);
      case FROZEN_GRAPH ->
          throw new ModelFormatException(
              file
                  + ": a frozen TensorFlow graph is a whole network, not weights for another;"
                  + " convert it to .onnx and use that");
      case PYTORCH_LEGACY ->
          throw new ModelFormatException(
              file
                  + ": saved by PyTorch before 1.6, which is not read; load it with a newer PyTorch"
                  + " and save it again: torch.save(torch.load(FILE, map_location='cpu'), NEW)");
    };
  }

  /** Compares with all a network needs. */
  public WeightsMatch match(Graph graph) {
    return new WeightsMatcher(graph, weights).match();
  }

  /**
   * Compares with what a network's trunk needs ({@link Graph#trunk()}), for transfer learning:
   * TF-slim's ImageNet checkpoints, for example. What a trunk's layer has more in the file than in
   * the network (TF-slim's gamma, its norms after depthwise convolutions) is dropped, with a note.
   */
  public WeightsMatch matchTrunk(Graph graph) {
    return new WeightsMatcher(graph, weights).matchTrunk();
  }
}
