package org.jpose.core.natives;

import java.util.List;
import java.util.Set;

/**
 * A native library as its users know it.
 *
 * @param name what messages call it, such as {@code FFmpeg}
 * @param use what needs it, such as {@code videos and streams}
 * @param platform this machine's, in the library's own words
 * @param platforms those it is published for
 * @param artifacts what has to be on the class path, in words
 * @param files where its libraries are on the class path
 * @param packages Debian's packages that it needs beyond a minimal system
 */
public record NativePart(
    String name,
    String use,
    String platform,
    Set<String> platforms,
    String artifacts,
    List<NativeFiles> files,
    List<String> packages) {
  public NativePart {
    platforms = Set.copyOf(platforms);
    files = List.copyOf(files);
    packages = List.copyOf(packages);
  }

  /** Whether it is published for this machine. */
  boolean isForThisPlatform() {
    return platforms.contains(platform);
  }
}
