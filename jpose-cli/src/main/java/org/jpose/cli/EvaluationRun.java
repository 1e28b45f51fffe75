package org.jpose.cli;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.Estimate;
import org.jpose.core.PoseEstimator;
import org.jpose.core.pose.Pose;
import org.jpose.data.coco.CocoCategory;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.coco.CocoImage;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;

/** Finds the people of annotated images; a bad image stops nothing. */
final class EvaluationRun {
  private static final int AHEAD = 2;

  private final PoseEstimator estimator;
  private final CocoFolder folder;
  private final CocoCategory category;
  private final int batch;
  private final Output output;

  EvaluationRun(
      PoseEstimator estimator, CocoFolder folder, CocoCategory category, int batch, Output output) {
    this.estimator = estimator;
    this.folder = folder;
    this.category = category;
    this.batch = batch;
    this.output = output;
  }

  /** Is told of each image, once. */
  interface Output {
    void done(CocoImage image, List<CocoDetection> found);

    void failed(CocoImage image, Throwable reason);
  }

  void process(List<CocoImage> images) {
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    try (ImagesAhead ahead = new ImagesAhead(images, folder, reader, batch + AHEAD)) {
      List<ImagesAhead.Loaded> waiting = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        ImagesAhead.Loaded next = ahead.next();
        if (next.failure() == null) {
          waiting.add(next);
        } else {
          output.failed(next.annotated(), next.failure());
        }
        if (waiting.size() == batch || i == images.size() - 1) {
          estimate(waiting);
          waiting.clear();
        }
      }
    }
  }

  private void estimate(List<ImagesAhead.Loaded> images) {
    if (images.isEmpty()) {
      return;
    }
    List<Estimate> estimates;
    try {
      estimates = estimator.analyze(images.stream().map(ImagesAhead.Loaded::image).toList());
    } catch (RuntimeException | OutOfMemoryError e) {
      if (images.size() == 1) {
        output.failed(images.get(0).annotated(), e);
      } else {
        // Find out which one it was.
        images.forEach(image -> estimate(List.of(image)));
      }
      return;
    }
    for (int i = 0; i < images.size(); i++) {
      CocoImage image = images.get(i).annotated();
      output.done(image, detections(image, estimates.get(i).people()));
    }
  }

  private List<CocoDetection> detections(CocoImage image, List<Pose> people) {
    return people.stream()
        .flatMap(person -> person.to(category.skeleton()).stream())
        .map(person -> CocoDetection.of(image.id(), category.id(), person))
        .toList();
  }
}
