package org.jpose.media.results;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFile;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/** The kinds of result files; {@code docs/RESULTS.md} has an example of each. */
public enum ResultFormat {
  /** jpose's own JSON, one document of all images. */
  JSON,
  /** jpose's own JSON, one line an image. */
  JSON_LINES,
  /** One row a joint, with a header. */
  CSV,
  /** One row a person, with a header. */
  CSV_WIDE,
  /** OpenPose 1.3 with 18 keypoints: one file, or a folder of one an image. */
  OPENPOSE,
  /** OpenPose 1.3 with the 25 keypoints of BODY_25, those of the feet absent. */
  OPENPOSE_BODY25,
  /** COCO's keypoint results, as its evaluation reads them. */
  COCO;

  /** The skeleton people are converted to; empty where each keeps its own. */
  public Optional<Skeleton> skeleton() {
    return switch (this) {
      case OPENPOSE -> Optional.of(Skeletons.COCO18);
      case OPENPOSE_BODY25 -> Optional.of(Skeletons.BODY25);
      case COCO -> Optional.of(Skeletons.COCO17);
      default -> Optional.empty();
    };
  }

  /**
   * Checks that no two images have one name in this format.
   *
   * @param files as results name them
   * @param ids ids of the images, which COCO's results have instead of names
   * @throws FileException if two have; the message names both
   */
  public void requireDifferent(List<String> files, ImageIds ids) {
    switch (this) {
      case COCO -> ids.require(files);
      case OPENPOSE, OPENPOSE_BODY25 -> OpenPoseFolder.requireDifferent(files);
      default -> {
        // The others write the names as they are.
      }
    }
  }

  /** Opens a file for writing; a seam for tests. */
  interface Output {
    OutputStream open(Path path) throws IOException;

    /** What appears under the target's name in the end. */
    default PendingFile pending(Path target) {
      return PendingFile.beside(target);
    }
  }

  /**
   * Starts writing to a stream, for one image if the format is OpenPose's. The stream is flushed
   * but not closed.
   *
   * @param stream where to write
   * @param name what messages call it
   */
  public ResultWriter open(OutputStream stream, String name) {
    return open(stream, name, ResultDetails.none());
  }

  /**
   * The same with details of people.
   *
   * @param details what else is written; formats without a place for it leave it out
   */
  public ResultWriter open(OutputStream stream, String name, ResultDetails details) {
    Path target = Path.of(name);
    Output output = new StreamOutput(stream);
    return switch (this) {
      case OPENPOSE -> new OpenPoseResults(target, Skeletons.COCO18, output, details);
      case OPENPOSE_BODY25 -> new OpenPoseResults(target, Skeletons.BODY25, output, details);
      default -> open(target, output, details);
    };
  }

  private record StreamOutput(OutputStream stream) implements Output {
    @Override
    public OutputStream open(Path path) {
      return new FilterOutputStream(stream) {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
          flush();
        }
      };
    }

    @Override
    public PendingFile pending(Path target) {
      return PendingFile.direct(target);
    }
  }

  /**
   * Starts a file, or for OpenPose, unless the name ends in {@code .json}, a folder, which is made
   * if it is missing.
   *
   * @throws FileException if its folder is missing or cannot be written
   */
  public ResultWriter open(Path target) {
    return open(target, ResultDetails.none());
  }

  /**
   * The same with details of people.
   *
   * @param details what else is written; formats without a place for it leave it out
   * @throws FileException if its folder is missing or cannot be written
   */
  public ResultWriter open(Path target, ResultDetails details) {
    return open(target, Files::newOutputStream, details);
  }

  ResultWriter open(Path target, Output output, ResultDetails details) {
    return switch (this) {
      case JSON -> new JsonResults(target, output, details);
      case JSON_LINES -> new JsonLinesResults(target, output, details);
      case CSV -> new CsvResults(target, output, details);
      case CSV_WIDE -> new WideCsvResults(target, output, details);
      case OPENPOSE -> OpenPoseResults.open(target, Skeletons.COCO18, output, details);
      case OPENPOSE_BODY25 -> OpenPoseResults.open(target, Skeletons.BODY25, output, details);
      case COCO -> new CocoResults(target, output, details);
    };
  }
}
