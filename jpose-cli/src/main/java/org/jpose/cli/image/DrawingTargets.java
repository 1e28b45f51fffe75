package org.jpose.cli.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jpose.cli.terminal.OutputFiles;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.Folders;
import org.jpose.media.StandardInput;
import org.jpose.media.image.ImageFileWriter;

/**
 * Which file each drawing goes to. Planned before the first image, so that no two drawings share a
 * name and no input is drawn over.
 */
final class DrawingTargets {
  private static final Set<String> WRITABLE = Set.of("png", "jpg", "jpeg", "bmp");

  private final Map<Path, Path> targets = new HashMap<>();
  private final OutputFiles outputs;

  private DrawingTargets(OutputFiles outputs) {
    this.outputs = outputs;
  }

  /**
   * Plans.
   *
   * @param out an image file for one input; a folder, which is made if missing, for any number
   * @param files the inputs
   * @param outputs takes the drawings' names
   * @throws FileException if that does not go together, or an input or another output would be
   *     drawn over
   */
  static DrawingTargets plan(Path out, List<Path> files, OutputFiles outputs) {
    DrawingTargets plan = new DrawingTargets(outputs);
    if (files.size() == 1 && !Files.isDirectory(out) && hasExtension(out)) {
      ImageFileWriter.check(out);
      plan.add(files.get(0), out);
      return plan;
    }
    if (!Files.isDirectory(out) && hasExtension(out)) {
      throw new FileException(
          out + ": is one file for the drawings of " + files.size() + " images; name a folder");
    }
    Path root = commonFolder(files);
    for (Path file : files) {
      if (isWritten(file)) {
        plan.add(file, beside(out, root, file));
      }
    }
    for (Path file : files) {
      if (!isWritten(file)) {
        plan.add(file, plan.free(beside(out, root, file)));
      }
    }
    return plan;
  }

  private static boolean isWritten(Path file) {
    String name = StandardInput.nameOf(file);
    return WRITABLE.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /** Where an input's drawing goes that has the input's name. */
  private static Path beside(Path out, Path root, Path file) {
    Path named = Path.of(StandardInput.nameOf(file)).toAbsolutePath().normalize();
    return out.resolve(root.relativize(named));
  }

  /** With {@code .png} after it, and a number before that where there is an input of this name. */
  private Path free(Path named) {
    Path target = named.resolveSibling(named.getFileName() + ".png");
    for (int i = 2; !outputs.isFree(target); i++) {
      target = named.resolveSibling(named.getFileName() + "-" + i + ".png");
    }
    return target;
  }

  private static boolean hasExtension(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    return name.lastIndexOf('.') > 0;
  }

  private static Path commonFolder(List<Path> files) {
    Path common = files.get(0).toAbsolutePath().normalize().getParent();
    for (Path file : files) {
      Path absolute = file.toAbsolutePath().normalize();
      while (!absolute.startsWith(common)) {
        common = common.getParent();
      }
    }
    return common;
  }

  private void add(Path file, Path target) {
    outputs.add(target);
    targets.put(file, target);
  }

  /** The file for the drawing of an input; its folder exists. */
  Path target(Path file) {
    Path target = targets.get(file);
    Path folder = target.toAbsolutePath().getParent();
    Folders.make(folder);
    return target;
  }
}
