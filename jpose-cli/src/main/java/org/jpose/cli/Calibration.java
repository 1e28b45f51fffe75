package org.jpose.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.media.MediaException;
import org.jpose.media.image.FoundFiles;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageFiles;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.onnx.OnnxProbe;
import org.jpose.weights.Quantizer;

/** Shows a quantizer what passes through its network on the images of a folder. */
final class Calibration {
  private static final long SEED = 1;

  private Calibration() {}

  /**
   * Runs up to {@code count} images, chosen at random but the same each time; damaged ones are
   * replaced by others.
   *
   * @return number of images run
   * @throws MediaException if there is no readable image
   */
  static int run(Quantizer quantizer, Path folder, int count, NetworkSize size) {
    FoundFiles found = ImageFiles.find(List.of(folder.toString()), true);
    List<Path> files = new ArrayList<>(found.files());
    Collections.sort(files);
    Collections.shuffle(files, new Random(SEED));
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    Set<String> wanted = new HashSet<>(quantizer.values());
    int done = 0;
    try (OnnxProbe probe = OnnxProbe.open(quantizer.probe(), "calibration")) {
      for (Path file : files) {
        if (done == count) {
          break;
        }
        try {
          probe.run(
              fitted(reader.read(file), size, probe.info().multiple()),
              (name, numbers) -> {
                if (wanted.contains(name)) {
                  quantizer.observe(name, numbers);
                }
              });
          done++;
        } catch (MediaException e) {
          // Another image does as well.
        }
      }
    }
    if (done == 0) {
      throw new MediaException(
          folder + ": no readable image to calibrate on; give a folder of photos with people");
    }
    return done;
  }

  private static Image fitted(Image photo, NetworkSize size, int multiple) {
    return InputTransform.plan(photo.width(), photo.height(), size, multiple, Fit.PAD, 1)
        .apply(photo);
  }
}
