package org.jpose.media.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link ImageFiles#find} found. Immutable.
 *
 * @param files files to read, each once, in the order of the arguments and in natural order ({@link
 *     NaturalOrder}) within each
 * @param problems one message for each argument that gave nothing and each folder that could not be
 *     listed, naming it
 * @param leftOut how many pictures of folders and patterns are of kinds jpose does not read, such
 *     as "3 files left out: .psd 2, .dng 1"; empty if there are none
 * @param remarks what is worth telling besides, such as numbers that are missing in a series
 */
public record FoundFiles(
    List<Path> files, List<String> problems, Optional<String> leftOut, List<String> remarks) {
  public FoundFiles {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
    Objects.requireNonNull(leftOut, "leftOut");
    remarks = List.copyOf(remarks);
  }
}
