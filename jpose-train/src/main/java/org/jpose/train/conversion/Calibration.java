package org.jpose.train.conversion;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.core.Backend;
import org.jpose.core.disk.FileException;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.media.image.FoundFiles;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageFiles;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.onnx.OnnxBackend;
import org.jpose.onnx.OnnxProbe;
import org.jpose.weights.quantize.Quantizer;

/**
 * A quantizer that has seen what passes through its network on the images of a folder.
 *
 * @param quantizer knows all ranges
 * @param images number of images run
 * @param samples some of them, as the network sees them
 */
record Calibration(Quantizer quantizer, int images, List<Image> samples) {
  private static final long SEED = 1;
  private static final int SAMPLES = 3;

  /**
   * Runs up to {@code count} images, chosen at random but the same each time; damaged ones are
   * replaced by others.
   *
   * @throws FileException if there is no readable image
   */
  static Calibration run(
      Quantizer quantizer, Path folder, int count, NetworkSize size, ConversionListener listener) {
    FoundFiles found = ImageFiles.find(List.of(folder.toString()), true);
    List<Path> files = new ArrayList<>(found.files());
    Collections.sort(files);
    Collections.shuffle(files, new Random(SEED));
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    Set<String> wanted = new HashSet<>(quantizer.values());
    List<Image> samples = new ArrayList<>();
    int done = 0;
    try (OnnxProbe probe = OnnxProbe.open(quantizer.probe(), "calibration")) {
      for (Path file : files) {
        if (done == count) {
          break;
        }
        try {
          Image image = fitted(reader.read(file), size, probe.info().multiple());
          probe.run(
              image,
              (name, numbers) -> {
                if (wanted.contains(name)) {
                  quantizer.observe(name, numbers);
                }
              });
          done++;
          listener.calibrated(done, Math.min(count, files.size()));
          if (samples.size() < SAMPLES) {
            samples.add(image);
          }
        } catch (FileException e) {
          // Any other image will do.
        }
      }
    }
    if (done == 0) {
      throw new FileException(
          folder + ": no readable image to calibrate on; give a folder of photos with people");
    }
    return new Calibration(quantizer, done, samples);
  }

  /** The operations that are hurt most by 8 bits, the worst first. */
  List<Quantizer.Sensitivity> worst(int count, ConversionListener listener) {
    int operations = quantizer.operations().size();
    AtomicInteger runs = new AtomicInteger(-1); // the first is without 8 bits
    List<Quantizer.Sensitivity> all =
        quantizer.sensitivities(
            model -> {
              float[] found = fields(model);
              listener.measured(runs.incrementAndGet(), operations);
              return found;
            });
    return all.subList(0, Math.min(count, all.size()));
  }

  private float[] fields(byte[] model) {
    try (Backend backend = OnnxBackend.open(model, "calibration", 0)) {
      List<float[]> parts = new ArrayList<>();
      for (Image image : samples) {
        PoseFields found = backend.run(List.of(image)).get(0);
        parts.add(found.heat());
        parts.add(found.affinity());
      }
      FloatBuffer all = FloatBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
      parts.forEach(all::put);
      return all.array();
    }
  }

  private static Image fitted(Image photo, NetworkSize size, int multiple) {
    return InputTransform.plan(photo.width(), photo.height(), size, multiple, Fit.PAD, 1)
        .apply(photo);
  }
}
