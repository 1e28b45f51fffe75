package org.jpose.core.natives;

import java.util.List;

/**
 * The files of a native library in a jar: one that is surely among them, and those beside it.
 *
 * @param anchor resource name of one file, such as {@code org/bytedeco/x/linux-x86_64/libx.so}
 * @param stems parts of file names, one of which a file's must have to be unpacked; all if empty
 */
public record NativeFiles(String anchor, List<String> stems) {
  private static final List<String> KINDS = List.of(".so", ".dylib", ".jnilib", ".dll");

  public NativeFiles {
    if (anchor.lastIndexOf('/') < 1) {
      throw new IllegalArgumentException("anchor '" + anchor + "' is in no folder");
    }
    stems = List.copyOf(stems);
  }

  /** All libraries beside a file. */
  public static NativeFiles beside(String anchor) {
    return new NativeFiles(anchor, List.of());
  }

  /** The folder of the resources, with a slash at its end. */
  String folder() {
    return anchor.substring(0, anchor.lastIndexOf('/') + 1);
  }

  /** Whether an entry of the jar is one of the files. */
  boolean include(String entry) {
    if (!entry.startsWith(folder())) {
      return false;
    }
    String name = entry.substring(folder().length());
    return !name.contains("/")
        && KINDS.stream().anyMatch(name::contains)
        && (stems.isEmpty() || entry.equals(anchor) || stems.stream().anyMatch(name::contains));
  }
}
