package org.jpose.media.image;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jpose.core.disk.FileException;

/** A walk over a folder that skips what is hidden and goes on where a part cannot be listed. */
final class FolderWalk extends SimpleFileVisitor<Path> {
  private final Path root;
  private final List<Path> files = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private FolderWalk(Path root) {
    this.root = root;
  }

  /** Walks now; links are followed, each loop once. */
  static FolderWalk of(Path root, int depth) {
    FolderWalk walk = new FolderWalk(root);
    try {
      Files.walkFileTree(root, Set.of(FileVisitOption.FOLLOW_LINKS), depth, walk);
    } catch (IOException e) {
      walk.note(root, e);
    }
    return walk;
  }

  /** Files named as images that pass a test, in natural order. */
  List<Path> images(Predicate<Path> test) {
    return files.stream()
        .filter(file -> ImageKind.ofName(file).isPresent())
        .filter(test)
        .sorted(new NaturalOrder())
        .toList();
  }

  /** Counts the pictures of other kinds that pass a test. */
  void noteOthers(Predicate<Path> test, OtherPictures others) {
    files.stream().filter(test).forEach(others::note);
  }

  /** Folders that could not be listed. */
  List<String> problems() {
    return problems;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    // A dangling link is kept, so that reading it reports it.
    if ((attributes.isRegularFile() || attributes.isSymbolicLink()) && !isHidden(file)) {
      files.add(file);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) {
    if (!(failure instanceof FileSystemLoopException)) {
      note(file, failure);
    }
    return FileVisitResult.CONTINUE;
  }

  private boolean isHidden(Path path) {
    return !path.equals(root) && path.getFileName().toString().startsWith(".");
  }

  private void note(Path path, IOException failure) {
    problems.add(
        "%s: cannot be listed; check its permissions (%s)"
            .formatted(path, FileException.reason(failure)));
  }
}
