package org.jpose.spark;

import static org.jpose.spark.PeopleSchema.ERROR;
import static org.jpose.spark.PeopleSchema.FILE;
import static org.jpose.spark.PeopleSchema.FRAME;
import static org.jpose.spark.PeopleSchema.HEIGHT;
import static org.jpose.spark.PeopleSchema.ID;
import static org.jpose.spark.PeopleSchema.KEYPOINTS;
import static org.jpose.spark.PeopleSchema.MODEL;
import static org.jpose.spark.PeopleSchema.NAME;
import static org.jpose.spark.PeopleSchema.PATH;
import static org.jpose.spark.PeopleSchema.PEOPLE;
import static org.jpose.spark.PeopleSchema.SCORE;
import static org.jpose.spark.PeopleSchema.TIME;
import static org.jpose.spark.PeopleSchema.WIDTH;
import static org.jpose.spark.PeopleSchema.X;
import static org.jpose.spark.PeopleSchema.Y;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.PersonResult;

/** People as rows of {@link PeopleSchema}, and back. */
public final class PeopleRows {
  private PeopleRows() {}

  /** A row of {@link PeopleSchema#found()}. */
  static Row found(int width, int height, String model, List<PersonResult> people) {
    return RowFactory.create(width, height, model, people(people), null);
  }

  /** A row of {@link PeopleSchema#found()} of what could not be done. */
  static Row failed(String model, String error) {
    return RowFactory.create(null, null, model, null, error);
  }

  /** A row of {@link PeopleSchema#images()}. */
  static Row image(String path, Row found) {
    return before(found, path);
  }

  /** A row of {@link PeopleSchema#frames()}. */
  static Row frame(String file, String model, FramePeople frame) {
    Row found =
        found(frame.frame().image().width(), frame.frame().image().height(), model, frame.people());
    return before(found, file, frame.frame().index(), frame.frame().time().toNanos() / 1e9);
  }

  /** A row of {@link PeopleSchema#frames()} of a video that could not be read, or read on. */
  static Row brokenVideo(String file, String model, String error) {
    return before(failed(model, error), file, null, null);
  }

  private static Row before(Row end, Object... first) {
    Object[] values = new Object[first.length + end.size()];
    System.arraycopy(first, 0, values, 0, first.length);
    for (int i = 0; i < end.size(); i++) {
      values[first.length + i] = end.get(i);
    }
    return RowFactory.create(values);
  }

  private static Object[] people(List<PersonResult> people) {
    Object[] rows = new Object[people.size()];
    for (int i = 0; i < rows.length; i++) {
      Pose pose = people.get(i).pose();
      Box box = pose.box();
      rows[i] =
          RowFactory.create(
              people.get(i).track().orElse(i),
              pose.score(),
              RowFactory.create(box.x(), box.y(), box.width(), box.height()),
              pose.keypoints().stream()
                  .map(k -> RowFactory.create(k.name(), k.x(), k.y(), k.score()))
                  .toArray());
    }
    return rows;
  }

  /**
   * Reads a row of {@link PeopleSchema#images()} or {@link PeopleSchema#frames()}, in whatever
   * order its columns are. The skeleton is the first of coco18, coco17, body25 and mpii that has
   * all joints.
   *
   * @return what was found; empty if the row has an error
   * @throws IllegalArgumentException if columns are missing, or no skeleton has the joints
   */
  public static Optional<ImageResult> read(Row row) {
    return read(row, guess(row));
  }

  /**
   * The same with people of this skeleton.
   *
   * @throws IllegalArgumentException if columns are missing, or the skeleton lacks a joint
   */
  public static Optional<ImageResult> read(Row row, Skeleton skeleton) {
    if (row.getAs(ERROR) != null) {
      return Optional.empty();
    }
    boolean video = isFrame(row);
    List<PersonResult> people = new ArrayList<>();
    for (Row person : row.<Row>getList(row.fieldIndex(PEOPLE))) {
      int id = person.getAs(ID);
      people.add(
          new PersonResult(
              video ? OptionalInt.of(id) : OptionalInt.empty(), pose(person, skeleton)));
    }
    String model = row.getAs(MODEL);
    ImageResult result =
        new ImageResult(
            name(row),
            row.getAs(WIDTH),
            row.getAs(HEIGHT),
            people,
            Optional.of(model),
            Optional.empty());
    return Optional.of(
        video ? result.withFrame(row.<Long>getAs(FRAME), row.<Double>getAs(TIME)) : result);
  }

  /** The file of a row of {@link PeopleSchema#images()} or {@link PeopleSchema#frames()}. */
  static String name(Row row) {
    return row.getAs(isFrame(row) ? FILE : PATH);
  }

  static boolean isFrame(Row row) {
    return List.of(row.schema().fieldNames()).contains(FRAME);
  }

  private static Pose pose(Row person, Skeleton skeleton) {
    List<Keypoint> keypoints = new ArrayList<>();
    for (Row keypoint : person.<Row>getList(person.fieldIndex(KEYPOINTS))) {
      String name = keypoint.getAs(NAME);
      int joint = skeleton.indexOf(name);
      if (joint < 0) {
        throw new IllegalArgumentException(
            "skeleton " + skeleton.name() + " has no joint '" + name + "'; give the model's own");
      }
      keypoints.add(
          new Keypoint(joint, name, keypoint.getAs(X), keypoint.getAs(Y), keypoint.getAs(SCORE)));
    }
    return new Pose(skeleton, keypoints, person.getAs(SCORE));
  }

  private static Skeleton guess(Row row) {
    Set<String> names = new HashSet<>();
    List<Row> people =
        row.isNullAt(row.fieldIndex(PEOPLE)) ? List.of() : row.getList(row.fieldIndex(PEOPLE));
    for (Row person : people) {
      for (Row keypoint : person.<Row>getList(person.fieldIndex(KEYPOINTS))) {
        names.add(keypoint.getAs(NAME));
      }
    }
    return Skeletons.withJoints(names)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no skeleton that jpose knows has the joints %s; give the model's own"
                        .formatted(names)));
  }
}
