package org.jpose.media.results;

import java.io.IOException;
import java.nio.file.Path;
import org.jpose.core.pose.Keypoint;

/**
 * One row a joint, quoted as in RFC 4180, lines ended by a line feed. The first result decides
 * whether there are columns for frame and time.
 */
final class CsvResults extends FileResults {
  private boolean started;
  private boolean frames;

  CsvResults(Path target, ResultFormat.Output output) {
    super(target, output);
  }

  @Override
  void append(ImageResult result) throws IOException {
    start(result.frame().isPresent());
    StringBuilder rows = new StringBuilder();
    String image = quoted(result.file()) + frame(result);
    for (int i = 0; i < result.people().size(); i++) {
      PersonResult person = result.people().get(i);
      for (Keypoint keypoint : person.pose().keypoints()) {
        rows.append(image)
            .append(',')
            .append(person.track().orElse(i))
            .append(',')
            .append(quoted(keypoint.name()))
            .append(',')
            .append(Numbers.pixels(keypoint.x()))
            .append(',')
            .append(Numbers.pixels(keypoint.y()))
            .append(',')
            .append(Numbers.score(keypoint.score()))
            .append('\n');
      }
    }
    JsonText.append(out(), rows.toString());
  }

  private void start(boolean withFrames) throws IOException {
    if (!started) {
      started = true;
      frames = withFrames;
      JsonText.append(out(), "file," + (frames ? "frame,time," : "") + "person,joint,x,y,score\n");
    }
  }

  private String frame(ImageResult result) {
    if (!frames) {
      return "";
    }
    return result
        .frame()
        .map(frame -> "," + frame.number() + "," + Numbers.seconds(frame.seconds()))
        .orElse(",,");
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  @Override
  void finish() throws IOException {
    start(false);
  }
}
