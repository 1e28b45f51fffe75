package org.jpose.examples;

import java.nio.file.Path;
import org.jpose.Jpose;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Pose;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.media.image.ImageReadOptions;

/** Finds the people of a photo and draws them: photo, picture to write. */
final class PhotoExample {
  private PhotoExample() {}

  public static void main(String[] arguments) {
    Image photo = new ImageFileReader(ImageReadOptions.defaults()).read(Path.of(arguments[0]));
    try (PoseEstimator estimator = Jpose.estimator()) {
      var people = estimator.estimate(photo);
      for (Pose person : people) {
        System.out.println("score " + person.score());
        person.keypoint("nose").ifPresent(nose -> System.out.println(nose.x() + ", " + nose.y()));
      }
      new PoseRenderer(DrawingOptions.defaults()).drawPeople(photo, people);
      new ImageFileWriter().write(photo, Path.of(arguments[1]));
    }
  }
}
