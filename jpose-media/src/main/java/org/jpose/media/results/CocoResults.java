package org.jpose.media.results;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;

/**
 * COCO's keypoint results: an array of people, each with the id of its image; and beside it the
 * images, where their ids are not those of their names.
 */
final class CocoResults extends FileResults {
  private static final int PERSON_CATEGORY = 1;

  private final ImageIds ids;
  private final KeypointScale scale;
  private final Map<Long, String> files = new HashMap<>();
  private final Optional<CocoImageList> list;
  private long images;
  private boolean empty = true;

  CocoResults(Path target, ResultFormat.Output output, ResultDetails details) {
    super(target, output);
    this.scale = details.scale();
    ids = details.imageIds();
    list = ids.list().map(CocoImageList::new);
  }

  @Override
  void append(ImageResult result) throws IOException {
    images++;
    long image = ids.id(result, images);
    note(image, result);
    for (PersonResult person : result.people()) {
      Optional<Pose> converted = person.pose().to(Skeletons.COCO17);
      if (converted.isPresent()) {
        String before = empty ? "[\n" : ",\n";
        JsonText.append(
            out(), before, json -> write(json, image, converted.get(), scale.placing(result)));
        empty = false;
      }
    }
  }

  private void note(long image, ImageResult result) {
    if (!ids.areOfFrames(result)) {
      String other = files.putIfAbsent(image, result.file());
      if (other != null) {
        throw ImageIds.twice(other, result.file(), image);
      }
    }
    list.ifPresent(listed -> listed.add(image, result));
  }

  private static void write(
      JsonGenerator json, long image, Pose pose, KeypointScale.Placing placing) throws IOException {
    json.writeStartObject();
    json.writeNumberField("image_id", image);
    json.writeNumberField("category_id", PERSON_CATEGORY);
    json.writeArrayFieldStart("keypoints");
    Numbers.triplets(json, pose, placing);
    json.writeEndArray();
    json.writeFieldName("score");
    json.writeNumber(Numbers.score(pose.score()));
    json.writeEndObject();
  }

  @Override
  void finish() throws IOException {
    JsonText.append(out(), empty ? "[]\n" : "\n]\n");
    list.ifPresent(CocoImageList::complete);
  }
}
