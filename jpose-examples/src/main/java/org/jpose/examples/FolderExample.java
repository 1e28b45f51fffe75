package org.jpose.examples;

import java.nio.file.Path;
import java.util.List;
import org.jpose.Jpose;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageFiles;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;

/** Writes the people of a folder's images as JSON: folder, file to write. */
final class FolderExample {
  private FolderExample() {}

  public static void main(String[] arguments) throws Exception {
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    try (PoseEstimator estimator = Jpose.estimator();
        ResultWriter results = ResultFormat.JSON.open(Path.of(arguments[1]))) {
      for (Path file : ImageFiles.find(List.of(arguments[0]), true).files()) {
        try {
          Image image = reader.read(file);
          results.write(
              ImageResult.of(
                  file.toString(), image.width(), image.height(), estimator.estimate(image)));
        } catch (MediaException e) {
          System.err.println(e.getMessage());
        }
      }
      results.complete();
    }
  }
}
