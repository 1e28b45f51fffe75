package org.jpose.cli.video;

import java.util.List;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Box;
import org.jpose.media.draw.Canvas;
import org.jpose.media.draw.TextSize;
import org.jpose.media.results.PersonResult;

/** Writes the numbers of followed people above them. */
final class PersonLabels {
  private static final int WHITE = 0xffffff;
  private static final int BLACK = 0;
  private static final int MARGIN = 2;

  private PersonLabels() {}

  /**
   * Writes on a picture.
   *
   * @param picture where to write, if it has the frame's size: on panels there is no one place
   * @param frame what the people were found in
   */
  static void draw(Image picture, Image frame, List<PersonResult> people) {
    boolean sameSize = picture.width() == frame.width() && picture.height() == frame.height();
    if (!sameSize || people.stream().noneMatch(person -> person.track().isPresent())) {
      return;
    }
    Canvas canvas = new Canvas(picture);
    TextSize size = picture.height() < 480 ? TextSize.SMALL : TextSize.LARGE;
    for (PersonResult person : people) {
      if (person.track().isPresent()) {
        label(canvas, size, Integer.toString(person.track().getAsInt()), person.pose().box());
      }
    }
  }

  private static void label(Canvas canvas, TextSize size, String text, Box box) {
    int width = canvas.textWidth(text, size) + 2 * MARGIN;
    int height = canvas.textHeight(size);
    int left = Math.round(box.x() + box.width() / 2) - width / 2;
    int top = Math.max(0, Math.round(box.y()) - 2 * height);
    canvas.fill(left, top, width, height, BLACK);
    canvas.text(text, left + MARGIN, top, size, WHITE);
  }
}
