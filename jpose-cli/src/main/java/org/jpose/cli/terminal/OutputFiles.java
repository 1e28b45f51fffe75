package org.jpose.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jpose.core.disk.FileException;

/** The files a run is going to write: none is an input, no two are the same, links followed. */
public final class OutputFiles {
  private final Set<Path> inputs = new HashSet<>();
  private final Map<Path, Path> taken = new HashMap<>();

  /** None is planned yet. */
  public OutputFiles(Collection<Path> inputs) {
    inputs.forEach(input -> this.inputs.add(real(input)));
  }

  /**
   * Checks an option for what is not text.
   *
   * @throws IllegalArgumentException if it is the name of standard output
   */
  public static void requireNamed(String option, Path output) {
    if (output != null && output.toString().equals(StandardOutput.NAME)) {
      throw new IllegalArgumentException(
          option + ": cannot go to standard output; name a file or folder");
    }
  }

  /** Whether an output could have this name. */
  public boolean isFree(Path output) {
    Path real = real(output);
    return !inputs.contains(real) && !taken.containsKey(real);
  }

  /**
   * Notes one more output.
   *
   * @throws FileException if it would replace an input or an earlier output
   */
  public void add(Path output) {
    Path real = real(output);
    if (inputs.contains(real)) {
      throw new FileException(
          output + ": writing there would replace an input; name another file or folder");
    }
    if (Files.exists(real) && !Files.isRegularFile(real)) {
      return; // a folder, or a device that takes any number of outputs
    }
    if (taken.putIfAbsent(real, output) != null) {
      throw new FileException(
          output + ": two outputs would have this name; name another file or folder");
    }
  }

  private static Path real(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException missing) {
      Path folder = absolute.getParent();
      return folder == null || !Files.exists(folder)
          ? absolute
          : real(folder).resolve(absolute.getFileName());
    }
  }
}
