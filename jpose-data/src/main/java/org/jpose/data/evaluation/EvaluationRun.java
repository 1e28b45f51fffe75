package org.jpose.data.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jpose.core.Estimate;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.JointMapping;
import org.jpose.core.pose.Pose;
import org.jpose.data.coco.CocoCategory;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoImage;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;

/**
 * Finds the people of annotated images, and keeps who was found; a bad image stops nothing. Used by
 * one thread.
 */
public final class EvaluationRun {
  private static final int AHEAD = 2;

  private final EvaluationImages images;
  private final Listener listener;
  private final Map<Long, List<CocoDetection>> found = new TreeMap<>();
  private final Map<String, Throwable> failed = new LinkedHashMap<>();

  /**
   * A run that has done nothing yet.
   *
   * @param done who was found before, by image; these images are not run again
   */
  public EvaluationRun(
      EvaluationImages images, Map<Long, List<CocoDetection>> done, Listener listener) {
    this.images = images;
    this.listener = listener;
    found.putAll(done);
  }

  /** Is told of each image, once. */
  public interface Listener {
    /** Hears nothing. */
    Listener NONE = new Listener() {};

    /** Hears only that one more is done, well or not. */
    static Listener ofEach(Runnable each) {
      return new Listener() {
        @Override
        public void done(CocoImage image, List<CocoDetection> found) {
          each.run();
        }

        @Override
        public void failed(CocoImage image, Throwable reason) {
          each.run();
        }
      };
    }

    /**
     * Is told of images that cannot be read; anything else that goes wrong is not the image's fault
     * and ends the run, as it was thrown.
     */
    static Listener ofDamage(Consumer<? super FileException> onDamaged) {
      return new Listener() {
        @Override
        public void failed(CocoImage image, Throwable reason) {
          if (reason instanceof FileException damage) {
            onDamaged.accept(damage);
          } else if (reason instanceof Error error) {
            throw error;
          } else {
            throw (RuntimeException) reason;
          }
        }
      };
    }

    /**
     * An image was done.
     *
     * @param found its people
     */
    default void done(CocoImage image, List<CocoDetection> found) {}

    /**
     * An image could not be done.
     *
     * @param reason what was wrong with it
     */
    default void failed(CocoImage image, Throwable reason) {}
  }

  /** Found people, in order of their images' ids. */
  public List<CocoDetection> found() {
    return found.values().stream().flatMap(List::stream).toList();
  }

  /** What was wrong with images that could not be done, by file name. */
  public Map<String, Throwable> failed() {
    return failed;
  }

  /** Compares with the annotations; images that failed are images where nobody was found. */
  public CocoEvaluation evaluation() {
    return CocoEvaluation.of(images.truth(), found(), images.chosen());
  }

  /**
   * Does all that is left, in groups as large as the estimator takes at once.
   *
   * @throws FileException if no joint of the model is one of the annotations
   * @throws IllegalStateException if the thread is interrupted
   */
  public void run(PoseEstimator estimator) {
    JointMapping.between(estimator.model().skeleton(), images.category().skeleton())
        .refusal()
        .ifPresent(
            refusal -> {
              throw new FileException(images.folder().annotations() + ": " + refusal);
            });
    int batch = estimator.imagesAtOnce();
    List<CocoImage> left = images.without(found.keySet());
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    try (ImagesAhead ahead = new ImagesAhead(left, images.folder(), reader, batch + AHEAD)) {
      List<ImagesAhead.Loaded> waiting = new ArrayList<>();
      for (int i = 0; i < left.size(); i++) {
        ImagesAhead.Loaded next = ahead.next();
        if (next.failure() == null) {
          waiting.add(next);
        } else {
          fail(next.annotated(), next.failure());
        }
        if (waiting.size() == batch || i == left.size() - 1) {
          estimator.analyzeEach(
              waiting,
              ImagesAhead.Loaded::image,
              (loaded, estimate) -> keep(loaded.annotated(), estimate),
              (loaded, reason) -> fail(loaded.annotated(), reason));
          waiting.clear();
        }
      }
    }
  }

  private void keep(CocoImage image, Estimate estimate) {
    List<CocoDetection> people = detections(image, estimate.people());
    found.put(image.id(), people);
    listener.done(image, people);
  }

  private void fail(CocoImage image, Throwable reason) {
    failed.put(image.fileName(), reason);
    listener.failed(image, reason);
  }

  private List<CocoDetection> detections(CocoImage image, List<Pose> people) {
    CocoCategory category = images.category();
    return people.stream()
        .flatMap(person -> person.to(category.skeleton()).stream())
        .map(person -> CocoDetection.of(image.id(), category.id(), person))
        .toList();
  }
}
