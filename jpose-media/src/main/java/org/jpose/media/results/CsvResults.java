package org.jpose.media.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jpose.core.pose.Keypoint;

/**
 * One row a joint, quoted as in RFC 4180, lines ended by a line feed. The first result decides
 * whether there are columns for frame and time.
 */
final class CsvResults extends FileResults {
  private boolean started;
  private boolean frames;

  private final PersonDetails details;

  CsvResults(Path target, ResultFormat.Output output, ResultDetails details) {
    super(target, output);
    this.details = new PersonDetails(details);
  }

  @Override
  void append(ImageResult result) throws IOException {
    start(result.frame().isPresent());
    StringBuilder rows = new StringBuilder();
    KeypointScale.Placing placing = details.placing(result);
    String image = CsvText.image(result, frames);
    for (int i = 0; i < result.people().size(); i++) {
      PersonResult person = result.people().get(i);
      Map<String, Double> angles = details.angles(person.pose(), result);
      for (Keypoint keypoint : person.pose().keypoints()) {
        rows.append(image)
            .append(',')
            .append(person.track().orElse(i))
            .append(',')
            .append(CsvText.quoted(keypoint.name()))
            .append(',')
            .append(placing.x(keypoint.x()))
            .append(',')
            .append(placing.y(keypoint.y()))
            .append(',')
            .append(Numbers.score(keypoint.score()));
        if (details.wanted().angles()) {
          Double angle = angles.get(keypoint.name());
          rows.append(',').append(angle == null ? "" : Numbers.degrees(angle));
        }
        rows.append('\n');
      }
    }
    JsonText.append(out(), rows.toString());
  }

  private void start(boolean withFrames) throws IOException {
    if (!started) {
      started = true;
      frames = withFrames;
      String angle = details.wanted().angles() ? ",angle" : "";
      JsonText.append(
          out(), CsvText.imageColumns(frames) + ",person,joint,x,y,score" + angle + "\n");
    }
  }

  @Override
  void finish() throws IOException {
    start(false);
  }
}
