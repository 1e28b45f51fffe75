package org.jpose.media.image;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jpose.core.Counted;

/**
 * Pictures of kinds that jpose does not read, so that nobody believes they were looked at: raw
 * files of cameras, several pages of JPEG 2000, files of drawing programs and others.
 */
final class OtherPictures {
  private static final Set<String> EXTENSIONS =
      Set.of(
          "3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "iiq", "kdc", "mef", "mos", "mrw",
          "nef", "nrw", "orf", "pef", "raf", "raw", "rw2", "sr2", "srf", "srw", "x3f", "jpm", "ai",
          "cur", "dcm", "dds", "dicom", "djvu", "emf", "eps", "exr", "fits", "flif", "hdr", "ico",
          "icns", "jng", "jxl", "jxr", "pcd", "pct", "pcx", "pfm", "pict", "psb", "psd", "qoi",
          "ras", "sgi", "svg", "svgz", "wdp", "wmf", "xbm", "xcf", "xpm");

  private final Map<String, Integer> counts = new TreeMap<>();

  /** Counts a file if its name is that of a picture jpose does not read. */
  void note(Path file) {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (name.indexOf('.') >= 0
        && EXTENSIONS.contains(extension)
        && ImageKind.ofName(file).isEmpty()) {
      counts.merge("." + extension, 1, Integer::sum);
    }
  }

  int count() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many of which kind, those with most first; empty if there are none. */
  String describe() {
    int all = count();
    return all == 0
        ? ""
        : counts.entrySet().stream()
            .sorted(
                Comparator.comparing((Map.Entry<String, Integer> e) -> -e.getValue())
                    .thenComparing(Map.Entry::getKey))
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", ", Counted.of(all, "file") + " left out: ", ""));
  }
}
