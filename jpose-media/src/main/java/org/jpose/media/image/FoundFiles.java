package org.jpose.media.image;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@link ImageFiles#find} found. Immutable.
 *
 * @param files files to read, each once, in the order of the arguments and sorted within each
 * @param problems one message for each argument that gave nothing and each folder that could not be
 *     listed, naming it
 */
public record FoundFiles(List<Path> files, List<String> problems) {
  /** Copies. */
  public FoundFiles {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }
}
