package org.jpose.media.results;

/** Fields of CSV, quoted as in RFC 4180, that long and wide tables have in common. */
final class CsvText {
  private CsvText() {}

  /** Names of {@link #image}'s columns. */
  static String imageColumns(boolean frames) {
    return "file" + (frames ? ",frame,time" : "");
  }

  /** The file, and for a table of frames number and time. */
  static String image(ImageResult result, boolean frames) {
    String file = quoted(result.file());
    if (!frames) {
      return file;
    }
    return file
        + result
            .frame()
            .map(frame -> "," + frame.number() + "," + Numbers.seconds(frame.seconds()))
            .orElse(",,");
  }

  static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
