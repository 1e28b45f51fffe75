package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jpose.net.FieldChannels;
import org.jpose.net.Parameters;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.convert.ConversionReport;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.onnx.OnnxRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CMU's network at its full size, from both files its weights come in. */
class CmuFilesTest {
  private static final FieldChannels COCO = new FieldChannels(19, 38);

  @TempDir private Path folder;

  @Test
  void numpyAndCaffeGiveOneModel() throws Exception {
    List<String> layers = new ArrayList<>();
    Parameters.shapes(Networks.named("cmu", COCO))
        .forEach(
            (name, shape) -> {
              if (name.endsWith(".weight")) {
                String sizes = shape.stream().map(String::valueOf).collect(Collectors.joining(" "));
                layers.add(name.replace(".weight", " ") + sizes);
              }
            });
    assertEquals(92, layers.size());
    Files.write(folder.resolve("layers.txt"), layers);
    DebianPython.run("numpy", "python3-numpy", "cmu_files.py", folder);
    OnnxRun.Fields numpy = fields("openpose_coco.npy");
    OnnxRun.Fields caffe = fields("cmu.caffemodel");
    assertArrayEquals(numpy.heat(), caffe.heat());
    assertArrayEquals(numpy.affinity(), caffe.affinity());
    assertTrue(numpy.plane(0)[0] != numpy.plane(0)[37] && Float.isFinite(numpy.plane(18)[9]));
  }

  private OnnxRun.Fields fields(String name) throws Exception {
    Path in = folder.resolve(name);
    Path onnx = folder.resolve("cmu.onnx");
    ConversionReport report =
        ModelConverter.convert(in, onnx, ConversionOptions.defaults().withNetwork("openpose"));
    assertEquals(52_311_446, report.parameters());
    assertEquals(List.of(), report.notes());
    Files.delete(in);
    try (OnnxRun run = new OnnxRun(onnx)) {
      return run.run(RandomModels.image(1, 1, 64, 64));
    }
  }
}
