package org.jpose.core.natives;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jpose.core.disk.DiskFault;

/**
 * Why the system refused a native library, from what its loader says: glibc's and musl's on Linux,
 * macOS's, Windows', and the JVM's own words.
 */
final class LoadFailure {
  private static final Pattern GLIBC_MISSING =
      Pattern.compile("([^\\s:/]+): cannot open shared object file");
  private static final Pattern MUSL_MISSING =
      Pattern.compile("Error loading shared library ([^\\s:/]+): No such file");
  private static final Pattern MACOS_MISSING = Pattern.compile("Library not loaded: (\\S+)");
  private static final Pattern VERSION = Pattern.compile("version [`']([A-Z]+_[0-9.]+)' not found");

  /** What jpose's own launchers say of themselves. */
  private static final String LAUNCHER = "jpose.launcher";

  private static final String PACKAGE = "jpose.package";

  private LoadFailure() {}

  /**
   * The rest of a sentence that begins with the library's name: why and what to do.
   *
   * @param there whether its files were found on the class path
   */
  static String describe(NativePart part, boolean there, Throwable failure) {
    String said = said(failure);
    return temporary(failure)
        .or(() -> missing(part, said))
        .or(() -> refused(said))
        .orElseGet(() -> there ? "the system says: " + said : absent(part, said));
  }

  /** Libraries make files of their own as they start. */
  private static Optional<String> temporary(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      Path folder = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
      if (at instanceof FileSystemException disk
          && disk.getFile() != null
          && Path.of(disk.getFile()).toAbsolutePath().startsWith(folder)) {
        return Optional.of(
            "the temporary folder %s %s; name another with JAVA_OPTS=-Djava.io.tmpdir=DIR"
                .formatted(
                    folder, Files.isDirectory(folder) ? DiskFault.words(disk) : "is not there"));
      }
    }
    return Optional.empty();
  }

  /** What is to be said where neither the class path nor the system has the library. */
  private static String absent(NativePart part, String said) {
    if (!part.isForThisPlatform()) {
      return "it is not published for this machine (%s), only for %s"
          .formatted(
              part.platform(), String.join(", ", part.platforms().stream().sorted().toList()));
    }
    String here = "its native library for " + part.platform() + " is not ";
    if (System.getProperty(PACKAGE) != null) {
      return here + "in this package of jpose; install the one that has all, jpose-training";
    }
    return launcher()
        .map(launcher -> here + "here yet; " + launcher + " fetches it when a command needs it")
        .orElseGet(() -> here + "on the class path; add " + part.artifacts() + " (" + said + ")");
  }

  /** The launcher that has started this program and fetches natives, if one has. */
  static Optional<String> launcher() {
    return Optional.ofNullable(System.getProperty(LAUNCHER));
  }

  private static Optional<String> missing(NativePart part, String said) {
    for (Pattern pattern : List.of(GLIBC_MISSING, MUSL_MISSING, MACOS_MISSING)) {
      Matcher matcher = pattern.matcher(said);
      if (matcher.find()) {
        return Optional.of(missingObject(part, matcher.group(1)));
      }
    }
    if (said.contains("Can't find dependent libraries")) {
      return Optional.of(
          "a library of Windows is missing; install Microsoft's Visual C++ Redistributable");
    }
    return Optional.empty();
  }

  private static String missingObject(NativePart part, String object) {
    if (object.startsWith("ld-linux") || object.startsWith("libc.so.6")) {
      return "it needs glibc, and this system has another C library ("
          + object
          + " is missing); use a system with glibc, such as Debian";
    }
    List<String> packages =
        Stream.concat(DebianPackages.of(object).stream(), part.packages().stream())
            .distinct()
            .sorted()
            .toList();
    String advice =
        packages.isEmpty()
            ? "install the package that has it"
            : "install it (Debian: apt-get install " + String.join(" ", packages) + ")";
    return object + " is missing on this system; " + advice;
  }

  private static Optional<String> refused(String said) {
    Matcher version = VERSION.matcher(said);
    if (version.find()) {
      return Optional.of(
          "this system is too old: its libraries do not have %s; use a newer one, such as Debian 12"
              .formatted(version.group(1)));
    }
    if (said.contains("failed to map segment") || said.contains("Operation not permitted")) {
      return Optional.of(
          "the folder it was unpacked to forbids programs (mounted noexec); set JPOSE_HOME to a"
              + " folder elsewhere ("
              + said
              + ")");
    }
    if (said.toLowerCase(Locale.ROOT).contains("cannot allocate memory")) {
      return Optional.of("there is not enough memory for it; close other programs or allow more");
    }
    if (said.contains("wrong ELF class")
        || said.contains("Exec format error")
        || said.contains("incompatible architecture")
        || said.contains("Possible cause: can't load")) {
      return Optional.of(
          "it is for another kind of machine than this Java (%s); use the Java of this machine (%s)"
              .formatted(System.getProperty("os.arch"), said));
    }
    if (said.contains("file too short") || said.contains("invalid ELF header")) {
      return Optional.of("its file is damaged; delete it (" + said + ")");
    }
    return Optional.empty();
  }

  /**
   * The loader's words: those of the innermost failure to link, since the outer ones only say that
   * another place has no such library either; else those of the innermost failure that has any.
   */
  private static String said(Throwable failure) {
    String said = failure.toString();
    boolean linking = false;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      boolean links = at instanceof UnsatisfiedLinkError;
      if (at.getMessage() != null && (links || !linking)) {
        said = at.getMessage();
        linking |= links;
      }
    }
    return said;
  }
}
