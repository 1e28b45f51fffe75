package org.jpose.spark;

/** What went wrong, as a row has it. */
final class Failure {
  private Failure() {}

  /** In one line that begins with the file's name. */
  static String line(String name, Throwable error) {
    return line(name, name, error);
  }

  /**
   * The same of what knew the file by another name.
   *
   * @param other the other name, which becomes the file's own
   */
  static String line(String name, String other, Throwable error) {
    String message = error.getMessage();
    String said =
        message == null || message.isBlank() ? error.getClass().getSimpleName() : message.strip();
    // Names from files may hold anything.
    String line =
        said.replace(other, name).replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    return line.startsWith(name) ? line : name + ": " + line;
  }
}
