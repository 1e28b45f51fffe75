package org.jpose.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.LabelledJoint;
import org.jpose.data.LabelledPerson;
import org.jpose.data.LossMask;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;
import org.jpose.data.Visibility;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;

/**
 * A COCO split as the benchmark's counterpart in Python reads it: people with keypoints, no masks.
 */
final class CocoPhotos implements PoseDataset {
  private final Path folder;
  private final List<Path> files = new ArrayList<>();
  private final List<List<LabelledPerson>> people = new ArrayList<>();
  private final ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());

  CocoPhotos(Path folder, String split) throws IOException {
    this.folder = folder;
    JsonNode coco =
        new ObjectMapper()
            .readTree(folder.resolve("annotations/person_keypoints_" + split + ".json").toFile());
    Map<Long, List<LabelledPerson>> byImage = new HashMap<>();
    for (JsonNode annotation : coco.get("annotations")) {
      if (annotation.get("num_keypoints").asInt() > 0 && annotation.get("iscrowd").asInt() == 0) {
        byImage
            .computeIfAbsent(annotation.get("image_id").asLong(), id -> new ArrayList<>())
            .add(person(annotation));
      }
    }
    for (JsonNode image : coco.get("images")) {
      files.add(folder.resolve(split).resolve(image.get("file_name").asText()));
      people.add(byImage.getOrDefault(image.get("id").asLong(), List.of()));
    }
  }

  private static LabelledPerson person(JsonNode annotation) {
    JsonNode numbers = annotation.get("keypoints");
    List<LabelledJoint> joints = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i += 3) {
      Visibility visibility =
          switch (numbers.get(i + 2).asInt()) {
            case 0 -> Visibility.UNLABELLED;
            case 1 -> Visibility.OCCLUDED;
            default -> Visibility.VISIBLE;
          };
      joints.add(
          new LabelledJoint(
              (float) numbers.get(i).asDouble(),
              (float) numbers.get(i + 1).asDouble(),
              visibility));
    }
    JsonNode box = annotation.get("bbox");
    return new LabelledPerson(
        Skeletons.COCO17,
        joints,
        new Box(
            (float) box.get(0).asDouble(),
            (float) box.get(1).asDouble(),
            (float) box.get(2).asDouble(),
            (float) box.get(3).asDouble()));
  }

  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public Skeleton skeleton() {
    return Skeletons.COCO17;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public Sample sample(int index) {
    Image image = reader.read(files.get(index));
    LossMask mask = LossMask.everywhere(image.width(), image.height());
    String origin = files.get(index).getFileName().toString();
    return new Sample(origin, image, people.get(index), mask, OptionalInt.empty());
  }

  @Override
  public void close() {}
}
