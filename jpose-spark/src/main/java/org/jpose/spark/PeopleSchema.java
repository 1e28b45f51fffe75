package org.jpose.spark;

import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of people. Coordinates are pixels of the upright image or frame, the origin at the
 * centre of the top-left pixel. A row either has people, of whom there may be none, or an {@link
 * #ERROR}: then {@link #WIDTH}, {@link #HEIGHT} and {@link #PEOPLE} are null.
 */
public final class PeopleSchema {
  /** Where an image is, as it was named. */
  public static final String PATH = "path";

  /** The bytes of an image file, in what goes in. */
  public static final String CONTENT = "content";

  /** Where a video is, as it was named. */
  public static final String FILE = "file";

  /** Number of a frame in its video, from 0; frames left out are counted. */
  public static final String FRAME = "frame";

  /** When a frame is shown: seconds from the beginning of its video. */
  public static final String TIME = "time";

  /** Pixels in a row. */
  public static final String WIDTH = "width";

  /** Rows of pixels. */
  public static final String HEIGHT = "height";

  /** Name of the model that found the people. */
  public static final String MODEL = "model";

  /** The people, best first. */
  public static final String PEOPLE = "people";

  /** What was wrong with the file, in one line; null if nothing was. */
  public static final String ERROR = "error";

  /** In a followed video the person's number through it, else the place in the list, from 0. */
  public static final String ID = "id";

  /** Confidence in a person, or in a keypoint. */
  public static final String SCORE = "score";

  /** The smallest upright rectangle around a person's keypoints. */
  public static final String BOX = "box";

  /** The joints that were found, in the skeleton's order; others are absent. */
  public static final String KEYPOINTS = "keypoints";

  /** Name of a joint. */
  public static final String NAME = "name";

  /** Pixels to the right. */
  public static final String X = "x";

  /** Pixels downwards. */
  public static final String Y = "y";

  private static final StructType KEYPOINT_TYPE =
      struct(
          required(NAME, DataTypes.StringType),
          required(X, DataTypes.FloatType),
          required(Y, DataTypes.FloatType),
          required(SCORE, DataTypes.FloatType));

  private static final StructType BOX_TYPE =
      struct(
          required(X, DataTypes.FloatType),
          required(Y, DataTypes.FloatType),
          required(WIDTH, DataTypes.FloatType),
          required(HEIGHT, DataTypes.FloatType));

  private static final StructType PERSON_TYPE =
      struct(
          required(ID, DataTypes.IntegerType),
          required(SCORE, DataTypes.FloatType),
          required(BOX, BOX_TYPE),
          required(KEYPOINTS, DataTypes.createArrayType(KEYPOINT_TYPE, false)));

  private static final StructType FOUND_TYPE =
      struct(
          optional(WIDTH, DataTypes.IntegerType),
          optional(HEIGHT, DataTypes.IntegerType),
          required(MODEL, DataTypes.StringType),
          optional(PEOPLE, DataTypes.createArrayType(PERSON_TYPE, false)),
          optional(ERROR, DataTypes.StringType));

  private static final StructType IMAGES_TYPE =
      before(FOUND_TYPE, optional(PATH, DataTypes.StringType));

  private static final StructType FRAMES_TYPE =
      before(
          FOUND_TYPE,
          required(FILE, DataTypes.StringType),
          optional(FRAME, DataTypes.LongType),
          optional(TIME, DataTypes.DoubleType));

  private PeopleSchema() {}

  /** A row an image: path, width, height, model, people, error. */
  public static StructType images() {
    return IMAGES_TYPE;
  }

  /** A row a frame: file, frame, time, width, height, model, people, error. */
  public static StructType frames() {
    return FRAMES_TYPE;
  }

  /** What the function for SQL returns: width, height, model, people, error. */
  public static StructType found() {
    return FOUND_TYPE;
  }

  private static StructType before(StructType end, StructField... first) {
    StructType type = struct(first);
    for (StructField field : end.fields()) {
      type = type.add(field);
    }
    return type;
  }

  private static StructType struct(StructField... fields) {
    return DataTypes.createStructType(List.of(fields));
  }

  private static StructField required(String name, DataType type) {
    return DataTypes.createStructField(name, type, false);
  }

  private static StructField optional(String name, DataType type) {
    return DataTypes.createStructField(name, type, true);
  }
}
