package org.jpose.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jpose.core.disk.FileException;

/**
 * A list of inputs, in a file, a pipe or standard input: one a line, or, where there is a zero byte
 * in it, each with a zero byte behind it, as {@code find -print0} writes them. UTF-8; empty lines
 * are skipped.
 */
public final class FileList {
  private static final Pattern ZERO = Pattern.compile("\\x00");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private FileList() {}

  /**
   * Reads a list.
   *
   * @param list a file, or {@code -} for standard input
   * @return the names as they are written, relative ones relative to the folder the program runs in
   * @throws FileException if it cannot be read, names nothing, or names standard input
   */
  public static List<String> read(String list) {
    boolean standard = StandardInput.isMeant(list);
    String name = standard ? StandardInput.NAME : list;
    List<String> names = split(text(list, standard, name));
    if (names.isEmpty()) {
      throw new FileException(name + ": names no file; expected one name a line");
    }
    if (names.stream().anyMatch(StandardInput::isMeant)) {
      throw new FileException(
          name + ": '-' in a list does not mean standard input; a file of that name is ./-");
    }
    return names;
  }

  private static String text(String list, boolean standard, String name) {
    try (InputStream bytes = standard ? System.in : Files.newInputStream(Path.of(list))) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new FileException(name + ": no such file; expected a list of files", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new FileException(
          name + ": the list of files cannot be read: " + FileException.reason(e), e);
    }
  }

  private static List<String> split(String text) {
    String list = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    Stream<String> names = list.indexOf('\0') >= 0 ? ZERO.splitAsStream(list) : list.lines();
    return names.filter(name -> !name.isBlank()).toList();
  }
}
