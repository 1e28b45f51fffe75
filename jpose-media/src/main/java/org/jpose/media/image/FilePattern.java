package org.jpose.media.image;

import java.io.File;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pattern of file names below a folder.
 *
 * @param folder the folder before the first wildcard
 * @param matchers what a path from there may look like
 * @param depth how many names a matching path has at most
 */
record FilePattern(Path folder, List<PathMatcher> matchers, int depth) {
  /** Splits a pattern at its first wildcard. */
  static FilePattern parse(String text) {
    String pattern = text.replace(File.separatorChar, '/');
    int wildcard = firstWildcard(pattern);
    int slash = pattern.lastIndexOf('/', wildcard);
    String folder = slash < 0 ? "" : slash == 0 ? "/" : pattern.substring(0, slash);
    String glob = pattern.substring(slash + 1);
    // In Java, **/x does not match x itself.
    String here = glob.replace("**/", "");
    List<PathMatcher> matchers =
        Stream.of(glob, here)
            .distinct()
            .map(g -> FileSystems.getDefault().getPathMatcher("glob:" + g))
            .toList();
    boolean deep = glob.contains("**");
    int depth = deep ? Integer.MAX_VALUE : (int) glob.chars().filter(c -> c == '/').count() + 1;
    return new FilePattern(Path.of(folder), matchers, depth);
  }

  private static int firstWildcard(String pattern) {
    int first = pattern.length();
    for (char wildcard : new char[] {'*', '?', '[', '{'}) {
      int at = pattern.indexOf(wildcard);
      first = at < 0 ? first : Math.min(first, at);
    }
    return first;
  }

  /** Whether a file in or below the folder is meant. */
  boolean matches(Path file) {
    Path relative = folder.toString().isEmpty() ? file : folder.relativize(file);
    return matchers.stream().anyMatch(matcher -> matcher.matches(relative));
  }
}
