package org.jpose.media.results;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;

/** COCO's keypoint results: an array of people, each with the id of its image. */
final class CocoResults extends FileResults {
  private static final Pattern TRAILING_NUMBER = Pattern.compile("\\d{1,18}$");
  private static final int PERSON_CATEGORY = 1;

  private long images;
  private boolean empty = true;

  CocoResults(Path target, ResultFormat.Output output) {
    super(target, output);
  }

  @Override
  void append(ImageResult result) throws IOException {
    images++;
    long image = imageId(result);
    for (PersonResult person : result.people()) {
      Optional<Pose> converted = person.pose().to(Skeletons.COCO17);
      if (converted.isPresent()) {
        String before = empty ? "[\n" : ",\n";
        JsonText.append(out(), before, json -> write(json, image, converted.get()));
        empty = false;
      }
    }
  }

  /** The frame's number, else the number at the end of the file's name, else how many came. */
  private long imageId(ImageResult result) {
    if (result.frame().isPresent()) {
      return result.frame().get().number();
    }
    Matcher matcher = TRAILING_NUMBER.matcher(result.stem());
    return matcher.find() ? Long.parseLong(matcher.group()) : images;
  }

  private static void write(JsonGenerator json, long image, Pose pose) throws IOException {
    json.writeStartObject();
    json.writeNumberField("image_id", image);
    json.writeNumberField("category_id", PERSON_CATEGORY);
    json.writeArrayFieldStart("keypoints");
    Numbers.triplets(json, pose);
    json.writeEndArray();
    json.writeFieldName("score");
    json.writeNumber(Numbers.score(pose.score()));
    json.writeEndObject();
  }

  @Override
  void finish() throws IOException {
    JsonText.append(out(), empty ? "[]\n" : "\n]\n");
  }
}
