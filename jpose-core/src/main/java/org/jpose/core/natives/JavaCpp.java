package org.jpose.core.natives;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Libraries that JavaCPP loads. It keeps unpacked files as {@link NativeLibrary} does, in the
 * folder that a property names: what is there already, whole, it takes as it is.
 */
public final class JavaCpp {
  private static final String FOLDER = "org.bytedeco.javacpp.cachedir";

  private JavaCpp() {}

  /**
   * A library among JavaCPP's.
   *
   * @param name what messages call it
   * @param use what needs it
   * @param platform JavaCPP's name of this machine
   * @param platforms those it is published for
   * @param files its files; JavaCPP's own are added
   * @param packages Debian's packages that it needs beyond a minimal system
   */
  public static NativePart part(
      String name,
      String use,
      String platform,
      Set<String> platforms,
      List<Preset> files,
      List<String> packages) {
    List<NativeFiles> all =
        Stream.concat(Stream.of(new Preset("javacpp", "jnijavacpp", List.of())), files.stream())
            .map(preset -> preset.files(platform))
            .toList();
    return new NativePart(
        name,
        use,
        platform,
        platforms,
        "org.bytedeco:"
            + String.join(", org.bytedeco:", files.stream().map(Preset::artifact).toList())
            + " and org.bytedeco:javacpp with the classifier "
            + platform,
        all,
        packages);
  }

  /**
   * The files of one of JavaCPP's artifacts.
   *
   * @param artifact its name, as {@code ffmpeg}
   * @param library a library that is surely there, without prefix and extension
   * @param stems parts of names of the files that are needed; all if empty
   */
  public record Preset(String artifact, String library, List<String> stems) {
    NativeFiles files(String platform) {
      return new NativeFiles(
          "org/bytedeco/%s/%s/%s".formatted(artifact, platform, System.mapLibraryName(library)),
          stems);
    }
  }

  /** Lets JavaCPP take files where they were unpacked, unless the program has said otherwise. */
  public static void use(Optional<NativeLibrary.Unpacked> files) {
    if (files.isPresent() && System.getProperty(FOLDER) == null) {
      System.setProperty(FOLDER, files.get().root().toString());
    }
  }
}
