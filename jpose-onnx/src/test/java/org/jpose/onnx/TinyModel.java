package org.jpose.onnx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jpose.core.ModelFileHash;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Activation;
import org.jpose.net.FieldChannels;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Operation;
import org.jpose.net.Parameters;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.onnx.OnnxExporter;

/** A network of four small layers with random weights, stride 8, multiple 16. */
final class TinyModel {
  static final int MULTIPLE = 16;
  static final int HEAT = Skeletons.COCO18.heatChannels();
  static final int AFFINITY = Skeletons.COCO18.affinityChannels();

  private TinyModel() {}

  /** A model file that is as it must be. */
  static Path write(Path folder) throws IOException {
    return write(folder, HEAT, AFFINITY);
  }

  /** A model file with so many planes. */
  static Path write(Path folder, int heat, int affinity) throws IOException {
    FieldChannels planes = new FieldChannels(heat, affinity);
    GraphBuilder net = new GraphBuilder();
    Handle x = net.image(1 / 127.5, -1);
    int[] outputs = {8, 12, 16};
    for (int i = 0; i < outputs.length; i++) {
      Operation layer =
          Operation.Convolution.of(outputs[i], 3)
              .withStride(2)
              .withBias(true)
              .withActivation(Activation.RELU);
      x = net.add("layer" + i, layer, x);
    }
    Operation fields = Operation.Convolution.of(planes.total(), 1).withBias(true);
    net.stage("fields", net.add("fields", fields, x), planes);
    Random random = new Random(1);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    var graph = net.build("tiny", ColourOrder.BGR, 8, MULTIPLE, planes);
    for (Map.Entry<String, List<Integer>> entry : Parameters.shapes(graph).entrySet()) {
      int count = entry.getValue().stream().reduce(1, (a, b) -> a * b);
      int fan = count / entry.getValue().get(0);
      float[] data = new float[count];
      for (int i = 0; i < count; i++) {
        data[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / fan));
      }
      tensors.put(entry.getKey(), new Tensor(entry.getValue(), data));
    }
    Path file = folder.resolve("tiny.onnx");
    OnnxExporter.write(
        file,
        new Model(graph, new Weights("tiny", Map.of(), tensors)),
        new ModelFacts(Skeletons.COCO18, "random", "Apache-2.0", "00"),
        Precision.FLOAT32);
    return file;
  }

  /** A copy of a model file with every occurrence of a text replaced by one of equal length. */
  static Path replaced(Path model, String text, String by) throws IOException {
    String bytes = new String(Files.readAllBytes(model), StandardCharsets.ISO_8859_1);
    if (text.length() != by.length() || !bytes.contains(text)) {
      throw new IllegalArgumentException("cannot replace '" + text + "' by '" + by + "'");
    }
    return Files.write(
        model.resolveSibling("changed.onnx"),
        bytes
            .replace(text, by)
            .replace(ModelFileHash.KEY, "other.hash")
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Blotches of colour; equal seeds give equal images. */
  static Image image(long seed, int width, int height) {
    Random random = new Random(seed);
    byte[] pixels = new byte[width * height * 3];
    for (int blotch = 0; blotch < 30; blotch++) {
      int left = random.nextInt(width);
      int top = random.nextInt(height);
      int right = left + random.nextInt(width - left);
      int bottom = top + random.nextInt(height - top);
      byte[] colour = new byte[3];
      random.nextBytes(colour);
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          System.arraycopy(colour, 0, pixels, (y * width + x) * 3, 3);
        }
      }
    }
    return Image.wrap(width, height, ColourOrder.RGB, pixels);
  }

  /** The first so many bytes of a file, as another one. */
  static Path cut(Path model, int bytes) throws IOException {
    return Files.write(
        model.resolveSibling("cut.onnx"), Arrays.copyOf(Files.readAllBytes(model), bytes));
  }
}
