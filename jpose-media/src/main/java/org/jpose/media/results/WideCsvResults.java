package org.jpose.media.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

/**
 * One row a person, with columns for all joints of the skeleton; fields of absent ones are empty.
 * The first person decides on the columns: a table of nobody has those of the image only.
 */
final class WideCsvResults extends FileResults {
  private static final List<String> BOX = List.of("_x", "_y", "_width", "_height");

  private final Path target;
  private final PersonDetails details;
  private Skeleton skeleton;
  private boolean started;
  private boolean frames;

  WideCsvResults(Path target, ResultFormat.Output output, ResultDetails details) {
    super(target, output);
    this.target = target;
    this.details = new PersonDetails(details);
  }

  @Override
  void append(ImageResult result) throws IOException {
    if (!started) {
      started = true;
      frames = result.frame().isPresent();
    }
    for (int i = 0; i < result.people().size(); i++) {
      PersonResult person = result.people().get(i);
      start(result, person.pose());
      row(result, person.track().orElse(i), person.pose());
    }
  }

  private void start(ImageResult result, Pose first) throws IOException {
    if (skeleton == null) {
      skeleton = first.skeleton();
      JsonText.append(out(), String.join(",", columns(first)) + "\n");
    } else if (!skeleton.equals(first.skeleton())) {
      throw new FileException(
          "%s: has columns for skeleton %s, %s has people of %s; write them to another file"
              .formatted(target, skeleton.name(), result.file(), first.skeleton().name()));
    }
  }

  private List<String> columns(Pose person) {
    List<String> columns =
        new ArrayList<>(List.of(CsvText.imageColumns(frames), "person", "score"));
    BOX.forEach(side -> columns.add("box" + side));
    for (Joint joint : person.skeleton().joints()) {
      String name = CsvText.quoted(joint.name());
      columns.addAll(List.of(name + "_x", name + "_y", name + "_score"));
    }
    details.angleNames(person).forEach(name -> columns.add(CsvText.quoted(name) + "_angle"));
    if (details.wanted().boxes()) {
      PersonDetails.BOXES.forEach(name -> BOX.forEach(side -> columns.add(name + "_box" + side)));
    }
    return columns;
  }

  private void row(ImageResult result, int id, Pose person) throws IOException {
    List<String> fields =
        new ArrayList<>(
            List.of(
                CsvText.image(result, frames),
                Integer.toString(id),
                Numbers.score(person.score())));
    KeypointScale.Placing placing = details.placing(result);
    add(fields, person.box(), placing);
    for (int joint = 0; joint < skeleton.jointCount(); joint++) {
      Optional<Keypoint> keypoint = person.keypoint(joint);
      fields.add(keypoint.map(k -> placing.x(k.x())).orElse(""));
      fields.add(keypoint.map(k -> placing.y(k.y())).orElse(""));
      fields.add(keypoint.map(k -> Numbers.score(k.score())).orElse(""));
    }
    Map<String, Double> angles = details.angles(person, result);
    for (String name : details.angleNames(person)) {
      fields.add(angles.containsKey(name) ? Numbers.degrees(angles.get(name)) : "");
    }
    if (details.wanted().boxes()) {
      Map<String, Box> boxes = details.boxes(person, result);
      PersonDetails.BOXES.forEach(name -> add(fields, boxes.get(name), placing));
    }
    JsonText.append(out(), String.join(",", fields) + "\n");
  }

  private static void add(List<String> fields, Box box, KeypointScale.Placing placing) {
    if (box == null) {
      fields.addAll(List.of("", "", "", ""));
    } else {
      fields.add(placing.x(box.x()));
      fields.add(placing.y(box.y()));
      fields.add(placing.width(box.width()));
      fields.add(placing.height(box.height()));
    }
  }

  @Override
  void finish() throws IOException {
    if (skeleton == null) {
      JsonText.append(out(), CsvText.imageColumns(frames) + ",person,score\n");
    }
  }
}
