package org.jpose.ros.convert;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.ResultDetails;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.Persons;
import org.jpose.ros.message.Persons.BodyPart;
import org.jpose.ros.message.Persons.Person;
import org.jpose.ros.message.Text;

/** Makes messages of people and pictures. */
public final class PeopleMessages {
  private PeopleMessages() {}

  /**
   * People as tf-pose's node publishes them: places from 0 to 1 with a pixel's left edge at {@code
   * x / width}, joints by their index in the skeleton.
   *
   * @param width pixels in a row of their picture
   * @param height rows of their picture
   * @param header that of the picture
   */
  public static Persons persons(List<Pose> people, int width, int height, Header header) {
    List<Person> persons = new ArrayList<>();
    for (Pose pose : people) {
      List<BodyPart> parts = new ArrayList<>();
      for (Keypoint joint : pose.keypoints()) {
        float x = (float) ((joint.x() + 0.5) / width);
        float y = (float) ((joint.y() + 0.5) / height);
        parts.add(new BodyPart(joint.joint(), x, y, joint.score()));
      }
      persons.add(new Person(parts));
    }
    return new Persons(persons, width, height, header);
  }

  /** A picture; its pixels are not copied and must not change before the message is sent. */
  public static ImageMessage picture(Image image, Header header) {
    return new ImageMessage(
        header,
        image.height(),
        image.width(),
        image.order() == ColourOrder.BGR ? "bgr8" : "rgb8",
        false,
        3L * image.width(),
        ByteBuffer.wrap(image.pixels()));
  }

  /**
   * A line of jpose's JSON; its time is the header's stamp, its frame the header's number.
   *
   * @param topic where the picture came from, which stands for the file
   * @param model the model's name
   */
  public static Text json(
      FramePeople people, String topic, String model, Header header, ResultDetails details) {
    Objects.requireNonNull(topic, "topic");
    ImageResult result =
        new ImageResult(
                topic,
                people.frame().image().width(),
                people.frame().image().height(),
                people.people(),
                Optional.of(model),
                Optional.empty())
            .withFrame(header.sequence(), header.stamp().sinceZero().toNanos() / 1e9);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (ResultWriter writer = ResultFormat.JSON_LINES.open(line, "people", details)) {
      writer.write(result);
      writer.complete();
    }
    return new Text(line.toString(StandardCharsets.UTF_8).strip());
  }
}
