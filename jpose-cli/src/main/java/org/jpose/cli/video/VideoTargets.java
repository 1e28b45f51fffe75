package org.jpose.cli.video;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jpose.cli.arguments.JsonFormat;
import org.jpose.cli.terminal.OutputFiles;
import org.jpose.cli.terminal.StandardOutput;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.Folders;
import org.jpose.media.StandardInput;
import org.jpose.media.video.read.VideoSources;

/**
 * Where the people of one video go.
 *
 * @param video a video with people drawn, if wanted
 * @param json people as JSON, if wanted; {@code -} is standard output
 * @param csv people as CSV, if wanted; {@code -} is standard output
 * @param folders those that were named to hold what the program names itself
 */
record VideoTargets(
    Optional<Path> video, Optional<String> json, Optional<String> csv, Set<Path> folders) {
  /**
   * Plans before the first video is opened, so that no output replaces an input or another output.
   *
   * @param out a file for one video; a folder, which is made if missing, for any number; or null
   * @return targets by video, in order
   * @throws FileException if that does not go together
   */
  static Map<String, VideoTargets> plan(List<String> videos, Path out, VideoArguments arguments) {
    OutputFiles outputs =
        new OutputFiles(videos.stream().map(VideoTargets::path).flatMap(Optional::stream).toList());
    boolean one = videos.size() == 1;
    Map<String, VideoTargets> targets = new LinkedHashMap<>();
    for (String video : videos) {
      String jsonEnd =
          VideoArguments.isFolder(arguments.jsonFormat().format())
              ? ""
              : arguments.jsonFormat() == JsonFormat.JSONL ? ".jsonl" : ".json";
      VideoTargets planned =
          new VideoTargets(
              Optional.ofNullable(out).map(name -> file(name, video, videoEnd(video), one)),
              target(arguments.json, video, jsonEnd, one),
              target(arguments.csv, video, ".csv", one),
              Stream.of(
                      Optional.ofNullable(out),
                      Optional.ofNullable(arguments.json).map(Path::of),
                      Optional.ofNullable(arguments.csv).map(Path::of))
                  .flatMap(Optional::stream)
                  .filter(name -> !hasExtension(name))
                  .collect(Collectors.toUnmodifiableSet()));
      planned.video.ifPresent(outputs::add);
      planned.json.filter(VideoTargets::isFile).ifPresent(name -> outputs.add(Path.of(name)));
      planned.csv.filter(VideoTargets::isFile).ifPresent(name -> outputs.add(Path.of(name)));
      if (targets.put(video, planned) != null) {
        throw new FileException(
            VideoSources.shownName(video) + ": is named twice; name each video once");
      }
    }
    return targets;
  }

  private static boolean isFile(String target) {
    return !target.equals(StandardOutput.NAME);
  }

  private static Optional<Path> path(String video) {
    return video.contains("://") || StandardInput.isMeant(video)
        ? Optional.empty()
        : Optional.of(Path.of(video));
  }

  private static Optional<String> target(String given, String video, String end, boolean one) {
    if (given == null || given.equals(StandardOutput.NAME)) {
      return Optional.ofNullable(given);
    }
    Path name = Path.of(given);
    // A folder of one file a frame is named as it is.
    return Optional.of((end.isEmpty() && one ? name : file(name, video, end, one)).toString());
  }

  /** The file itself for one video; else a file in this folder, by the video's name. */
  private static Path file(Path name, String video, String end, boolean one) {
    boolean folder = Files.isDirectory(name) || !hasExtension(name);
    boolean series = name.toString().contains("%");
    if (one && (series || !folder)) {
      return name;
    }
    if (series || !folder || Files.isRegularFile(name)) {
      throw new FileException(
          name + ": is one file for the results of several videos; name a folder");
    }
    return name.resolve(stem(video) + end);
  }

  private static boolean hasExtension(Path name) {
    return name.getFileName() != null && name.getFileName().toString().lastIndexOf('.') > 0;
  }

  /**
   * The name of a video without folder and extension; of anything else, what a file can have, but
   * no user and password.
   */
  static String stem(String video) {
    String name =
        video
            .replaceFirst("^-$", StandardInput.NAME)
            .replaceFirst("://[^/]*@", "://")
            .replaceFirst("/+$", "")
            .replaceFirst(".*[/\\\\]", "");
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return stem.isEmpty() ? "video" : stem.replaceAll("[^\\p{L}\\p{N}._-]", "_");
  }

  /** A video keeps its kind where that can be written. */
  private static String videoEnd(String video) {
    String name = video.toLowerCase(Locale.ROOT);
    return List.of(".mkv", ".mov", ".avi", ".webm").stream()
        .filter(name::endsWith)
        .findFirst()
        .orElse(".mp4");
  }

  /**
   * Makes the folders of all targets.
   *
   * @throws FileException if one cannot be made
   */
  void makeFolders() {
    video.ifPresent(this::makeFolder);
    json.filter(VideoTargets::isFile).map(Path::of).ifPresent(this::makeFolder);
    csv.filter(VideoTargets::isFile).map(Path::of).ifPresent(this::makeFolder);
  }

  private void makeFolder(Path file) {
    Path folder = file.getParent();
    // A folder above a file the user has named is the user's to make, as everywhere.
    if (folder == null
        || Files.isDirectory(folder)
        || (hasExtension(file) && !folders.contains(folder))) {
      return;
    }
    Folders.make(folder);
  }
}
