package org.jpose.media.image;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jpose.core.disk.FileException;
import org.jpose.media.MediaException;

/**
 * Names of numbered files, such as {@code frames/frame_%04d.png}: one {@code %d}, {@code %nd} or
 * {@code %0nd} in the last name of a path.
 *
 * @param folder where the files are
 * @param before what a name begins with
 * @param digits least number of digits; 1 without leading zeros
 * @param after what a name ends with
 */
public record SeriesPattern(Path folder, String before, int digits, String after) {
  private static final Pattern NUMBER = Pattern.compile("%0?(\\d{1,2})?d");

  /**
   * Reads a pattern.
   *
   * @return empty if the text has no {@code %d}
   * @throws IllegalArgumentException if it has more than one, or one in a folder's name
   */
  public static Optional<SeriesPattern> parse(String text) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    int slash = Math.max(text.lastIndexOf('/'), text.lastIndexOf(File.separatorChar));
    int start = matcher.start();
    int end = matcher.end();
    String digits = matcher.group(1);
    if (matcher.find() || start < slash) {
      throw new IllegalArgumentException(
          text + ": expected one number, in the name of the files: frames/frame_%04d.png");
    }
    String folder = slash < 0 ? "" : slash == 0 ? text.substring(0, 1) : text.substring(0, slash);
    return Optional.of(
        new SeriesPattern(
            Path.of(folder),
            text.substring(slash + 1, start),
            digits == null ? 1 : Math.max(1, Integer.parseInt(digits)),
            text.substring(end)));
  }

  /** The name of a number. */
  public String name(long number) {
    String plain = Long.toString(number);
    return before + "0".repeat(Math.max(0, digits - plain.length())) + plain + after;
  }

  /**
   * The files there are, by their numbers, which may begin anywhere and have gaps.
   *
   * @throws MediaException if the folder cannot be listed
   */
  public List<Path> files() {
    Pattern names =
        Pattern.compile(Pattern.quote(before) + "(\\d{" + digits + ",18})" + Pattern.quote(after));
    record Numbered(long number, Path file) {}
    Path listed = folder.toString().isEmpty() ? Path.of(".") : folder;
    try (Stream<Path> files = Files.list(listed)) {
      return files
          .map(Path::getFileName)
          .map(Path::toString)
          .map(names::matcher)
          .filter(Matcher::matches)
          .map(m -> new Numbered(Long.parseLong(m.group(1)), folder.resolve(m.group())))
          .sorted(Comparator.comparingLong(Numbered::number))
          .map(Numbered::file)
          .toList();
    } catch (IOException e) {
      throw new MediaException(
          this + ": the folder cannot be listed: " + FileException.reason(e) + "; check its name",
          e);
    }
  }

  @Override
  public String toString() {
    String number = digits == 1 ? "%d" : "%0" + digits + "d";
    return folder.resolve(before + number + after).toString();
  }
}
