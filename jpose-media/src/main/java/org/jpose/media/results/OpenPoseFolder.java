package org.jpose.media.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Skeleton;

/**
 * A folder of OpenPose's JSON, one file an image as {@code NAME_keypoints.json}, for frames {@code
 * NAME_000000000012_keypoints.json}. Each file appears when it is whole; those of earlier images
 * stay if a later one fails.
 */
final class OpenPoseFolder implements ResultWriter {
  private final Path folder;
  private final Skeleton skeleton;
  private final ResultFormat.Output output;
  private final ResultDetails details;
  private final Map<String, String> images = new HashMap<>();
  private final boolean made;
  private boolean open = true;

  OpenPoseFolder(
      Path folder, Skeleton skeleton, ResultFormat.Output output, ResultDetails details) {
    this.folder = folder;
    this.skeleton = skeleton;
    this.output = output;
    this.details = details;
    made = !Files.isDirectory(folder);
    if (made) {
      try {
        Files.createDirectory(folder);
      } catch (IOException e) {
        throw new FileException(
            folder
                + ": this folder could not be made ("
                + FileException.reason(e)
                + "); make it, or end the name in .json to write one file",
            e);
      }
    }
  }

  /** Checks that each of these images gets a file of its own. */
  static void requireDifferent(List<String> files) {
    Map<String, String> stems = new HashMap<>();
    for (String file : files) {
      String other = stems.putIfAbsent(ImageResult.stem(file), file);
      if (other != null) {
        throw new FileException(
            "%s and %s would both be %s_keypoints.json; rename one of them, or write them to different folders"
                .formatted(other, file, ImageResult.stem(file)));
      }
    }
  }

  @Override
  public void write(ImageResult result) {
    checkOpen();
    String name = name(result);
    if (result.frame().isEmpty()) {
      String other = images.putIfAbsent(name, result.file());
      if (other != null) {
        throw new FileException(
            ("%s: its result %s in %s would replace that of %s; rename one of them, or"
                    + " write them to different folders")
                .formatted(result.file(), name, folder, other));
      }
    }
    try (OpenPoseResults file =
        new OpenPoseResults(folder.resolve(name), skeleton, output, details)) {
      file.write(result);
      file.complete();
    }
  }

  private static String name(ImageResult result) {
    String frame =
        result.frame().map(f -> "_" + "0".repeat(padding(f.number())) + f.number()).orElse("");
    return result.stem() + frame + "_keypoints.json";
  }

  private static int padding(long number) {
    return Math.max(0, 12 - Long.toString(number).length());
  }

  @Override
  public void complete() {
    checkOpen();
    open = false;
  }

  private void checkOpen() {
    if (!open) {
      throw new IllegalStateException(
          "the writer of " + folder + " is complete or closed; open another one");
    }
  }

  /** Nobody needs a folder in which nothing came to be. */
  @Override
  public void close() {
    open = false;
    if (made) {
      try {
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        // Something is in it: it stays.
      }
    }
  }
}
