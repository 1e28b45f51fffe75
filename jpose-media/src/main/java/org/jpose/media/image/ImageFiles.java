package org.jpose.media.image;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jpose.core.disk.FileException;
import org.jpose.core.web.WebAddress;
import org.jpose.media.StandardInput;

/** Finds the image files that arguments of a command line mean. */
public final class ImageFiles {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");
  private static final Pattern ADDRESS = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+://");

  private final Map<Path, Path> files = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final OtherPictures others = new OtherPictures();

  private ImageFiles() {}

  /**
   * Finds files. An argument is
   *
   * <ul>
   *   <li>{@code -}: {@link StandardInput#FILE};
   *   <li>a file or a pipe, taken whatever its name;
   *   <li>a folder: the files in it with an extension of an image, in {@link NaturalOrder}; hidden
   *       ones are skipped;
   *   <li>numbered files, {@code frames/f_%04d.png} or {@code f_%d.png}: all of this name, by
   *       number;
   *   <li>or, if there is neither of that name, a pattern such as {@code photos/*.jpg}, with {@code
   *       *}, <code>**</code> (any folders), {@code ?}, {@code [a-z]} and {@code {a,b}} as in
   *       {@link java.nio.file.FileSystem#getPathMatcher}, for the same kind of files.
   * </ul>
   *
   * <p>A file found twice is listed once. Nothing is thrown for a bad argument: it is a problem of
   * the result.
   *
   * @param arguments files, folders, patterns
   * @param recursive whether folders include their subfolders
   */
  public static FoundFiles find(List<String> arguments, boolean recursive) {
    ImageFiles found = new ImageFiles();
    for (String argument : arguments) {
      try {
        found.add(argument, recursive);
      } catch (InvalidPathException | PatternSyntaxException e) {
        found.problems.add(argument + ": not a file name or pattern: " + e.getMessage());
      } catch (FileException | IllegalArgumentException e) {
        found.problems.add(e.getMessage());
      }
    }
    return new FoundFiles(
        List.copyOf(found.files.values()),
        found.problems,
        Optional.of(found.others.describe()).filter(text -> !text.isEmpty()),
        found.remarks);
  }

  /** Whether a file's extension is that of an image jpose reads. */
  public static boolean isNamedAsImage(Path file) {
    return ImageKind.ofName(file).isPresent();
  }

  private void add(String argument, boolean recursive) {
    if (StandardInput.isMeant(argument)) {
      files.putIfAbsent(StandardInput.FILE, StandardInput.FILE);
      return;
    }
    if (ADDRESS.matcher(argument).lookingAt() && !existsLiterally(argument)) {
      problems.add(
          WebAddress.shown(argument)
              + ": images are read from files and folders; download it first");
      return;
    }
    // Windows refuses wildcards in a path.
    boolean wildcards = WILDCARD.matcher(argument).find();
    Optional<SeriesPattern> series = SeriesPattern.parse(argument);
    if (series.isPresent() && !existsLiterally(argument)) {
      addSeries(series.get());
      return;
    }
    Path path = wildcards && !existsLiterally(argument) ? null : Path.of(argument);
    if (path == null) {
      addMatches(argument);
    } else if (Files.isDirectory(path)) {
      addFolder(path, recursive);
    } else if (Files.exists(path)) {
      add(path);
    } else {
      problems.add(argument + ": no such file or folder; check the name");
    }
  }

  private static boolean existsLiterally(String argument) {
    try {
      return Files.exists(Path.of(argument));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private void add(Path file) {
    files.putIfAbsent(file.toAbsolutePath().normalize(), file);
  }

  private void addSeries(SeriesPattern series) {
    List<Path> numbered = series.files();
    if (numbered.isEmpty()) {
      problems.add(
          "%s: there is no file %s or of another number; check the name"
              .formatted(series, series.name(0)));
    }
    SeriesGaps.of(numbered).ifPresent(gaps -> remarks.add(series + ": " + gaps));
    numbered.forEach(this::add);
  }

  private void addFolder(Path folder, boolean recursive) {
    FolderWalk walk = FolderWalk.of(folder, recursive ? Integer.MAX_VALUE : 1);
    problems.addAll(walk.problems());
    Collection<Path> images = walk.images(path -> true);
    walk.noteOthers(path -> true, others);
    if (images.isEmpty() && walk.problems().isEmpty()) {
      problems.add(
          folder
              + ": no image files ("
              + ImageKind.labels()
              + ") in this folder"
              + (recursive ? " or its subfolders" : "; its subfolders were not searched"));
    }
    images.forEach(this::add);
  }

  private void addMatches(String argument) {
    FilePattern pattern = FilePattern.parse(argument);
    if (!Files.isDirectory(pattern.folder())) {
      problems.add(argument + ": there is no folder " + pattern.folder() + "; check the name");
      return;
    }
    FolderWalk walk = FolderWalk.of(pattern.folder(), pattern.depth());
    problems.addAll(walk.problems());
    Collection<Path> images = walk.images(pattern::matches);
    walk.noteOthers(pattern::matches, others);
    if (images.isEmpty()) {
      problems.add(
          argument + ": matches no image file (" + ImageKind.labels() + "); check the pattern");
    }
    images.forEach(this::add);
  }
}
