package org.jpose.cli;

import org.jpose.media.results.ResultFormat;

/** Names of JSON formats on the command line. */
enum JsonFormat {
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

  ResultFormat format() {
    return format;
  }

  @Override
  public String toString() {
    return name;
  }
}
