package org.jpose.cli.arguments;

import java.util.Arrays;
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

  @Override
  public String toString() {
    return name;
  }
}
