package org.jpose;

import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Pose;

/** A program of its own, because the README's lines read from the working directory and print. */
final class ReadmeSnippet {
  private ReadmeSnippet() {}

  public static void main(String[] arguments) throws IOException {
    // README
    try (PoseEstimator estimator = Jpose.estimator()) {
      Image photo = Image.of(ImageIO.read(new File("photo.jpg")));
      for (Pose person : estimator.estimate(photo)) {
        person.keypoint("nose").ifPresent(nose -> System.out.println(nose.x() + ", " + nose.y()));
      }
    }
    // end
  }
}
