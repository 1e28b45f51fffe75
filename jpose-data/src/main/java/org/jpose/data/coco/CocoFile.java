package org.jpose.data.coco;

import java.nio.file.Path;
import org.jpose.core.disk.FileException;

/**
 * Reads COCO's JSON files, streaming: what is in memory is what is returned. Objects and fields may
 * come in any order, fields that mean nothing here are passed over.
 */
public final class CocoFile {
  private CocoFile() {}

  /**
   * Reads annotations of people.
   *
   * <p>Keypoints are in the order of the category's own {@code keypoints}; where there are none, in
   * that of COCO's 17 joints. Annotations of a category that neither has keypoints nor is called
   * "person" are left out, unless it is the only one. A missing {@code num_keypoints} is counted, a
   * missing {@code area} is that of the box, a missing {@code bbox} the one around the labelled
   * joints. An optional {@code keypoint_confidence} has a number for each joint; optional {@code
   * sigmas} of a category replace those jpose knows.
   *
   * @throws FileException if the file is missing, truncated, not JSON or not as COCO describes; the
   *     message has line, column and the annotation's id
   */
  public static CocoDataset read(Path file) {
    return read(file, true, false);
  }

  /**
   * The same without segmentations, for those who need none: half the memory.
   *
   * @throws FileException as {@link #read(Path)}
   */
  public static CocoDataset readWithoutSegmentations(Path file) {
    return read(file, false, false);
  }

  /**
   * Reads all that can be read: entries that cannot are left out and are among the {@link
   * CocoDataset#faults()}.
   *
   * @throws FileException if the file is missing, truncated or not JSON, or has no images or
   *     annotations
   */
  public static CocoDataset readWithFaults(Path file) {
    return read(file, true, true);
  }

  private static CocoDataset read(Path file, boolean segmentations, boolean collect) {
    try (JsonCursor json = JsonCursor.open(file)) {
      AnnotationParser parser = new AnnotationParser(json, segmentations);
      if (collect) {
        parser.collectFaults();
      }
      json.read(parser::read);
      return parser.dataset(file);
    }
  }
}
