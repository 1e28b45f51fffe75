package org.jpose.cli.arguments;

import java.util.Arrays;
import java.util.Optional;
import org.jpose.core.pose.Skeleton;
import org.jpose.media.results.ResultFormat;
import picocli.CommandLine.TypeConversionException;

/** Names of JSON formats on the command line. */
public enum JsonFormat {
  JPOSE("jpose", ResultFormat.JSON),
  JSONL("jsonl", ResultFormat.JSON_LINES),
  OPENPOSE("openpose", ResultFormat.OPENPOSE),
  OPENPOSE_BODY25("openpose-body25", ResultFormat.OPENPOSE_BODY25),
  COCO("coco", ResultFormat.COCO);

  private final String name;
  private final ResultFormat format;

  JsonFormat(String name, ResultFormat format) {
    this.name = name;
    this.format = format;
  }

  /**
   * The format of this name.
   *
   * @throws TypeConversionException if there is none
   */
  public static JsonFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.name.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of " + Arrays.toString(values()) + " but was '" + name + "'"));
  }

  /** What the name stands for. */
  public ResultFormat format() {
    return format;
  }

  /**
   * Refuses files without anybody in them: they must not be all that a format has of people that
   * were found.
   *
   * @param skeleton the model's
   * @throws IllegalArgumentException if the format has a skeleton without a joint of it
   */
  public void requireJoints(Skeleton skeleton) {
    Optional<Skeleton> target = format.skeleton();
    if (target.isPresent() && !skeleton.convertsTo(target.get())) {
      throw new IllegalArgumentException(
          "--json-format %s writes skeleton %s, which has no joint of the model's, %s; use jpose or jsonl"
              .formatted(this, target.get(), skeleton));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
