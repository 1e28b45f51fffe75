package org.jpose.media.video.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jpose.core.disk.FileException;
import org.jpose.core.natives.NativeLibrary;
import org.jpose.core.web.WebAddress;
import org.jpose.media.MediaException;
import org.jpose.media.StandardInput;
import org.jpose.media.image.FoundFiles;
import org.jpose.media.image.ImageFiles;
import org.jpose.media.image.SeriesPattern;
import org.jpose.media.image.SourceView;
import org.jpose.media.video.Delivery;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.NewestFrames;
import org.jpose.media.video.RawVideo;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.ffmpeg.Demuxer;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.jpose.media.video.ffmpeg.FfmpegLibrary;
import org.jpose.media.video.ffmpeg.InputAddress;
import org.jpose.media.video.ffmpeg.Interruption;

/**
 * Opens whatever gives frames: video files, cameras, streams, series of images. Colours are BGR of
 * 8 bits by the video's own matrix and range; frames are upright and have the pixels that are
 * stored, with {@link org.jpose.core.image.Image#pixelAspect} where these are not square. Needs
 * FFmpeg's natives ({@code org.bytedeco:ffmpeg} and {@code javacpp} with the platform's classifier)
 * on the class path, series of images do not.
 */
public final class VideoSources {
  private static final Pattern CAMERA_NUMBER = Pattern.compile("\\d{1,3}");
  private static final Pattern ADDRESS = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+)://.*");
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");
  private static final String FILE_SCHEME = "^(?i:file)://";
  private static final String CAMERA = "camera:";

  /** Standard input as a file, on systems that have it. */
  private static final Path STANDARD_INPUT = Path.of("/dev/stdin");

  /** What a name means. */
  private enum Kind {
    FILE,
    PIPE,
    IMAGE,
    SERIES,
    NUMBERED,
    CAMERA,
    STREAM
  }

  private VideoSources() {}

  /** FFmpeg as a native library, which is loaded when a video is first read or written. */
  public static NativeLibrary library() {
    return FfmpegLibrary.VIDEOS;
  }

  /** The part of FFmpeg for cameras, which is loaded when the first is opened. */
  public static NativeLibrary cameraLibrary() {
    return FfmpegLibrary.CAMERAS;
  }

  /**
   * Opens a source by what its name says:
   *
   * <ul>
   *   <li>{@code 0}: the first camera, {@code 1} the second; {@code /dev/video2} or {@code
   *       camera:NAME}: a camera by device or the name the system gives it;
   *   <li>{@code rtsp://...}, {@code http://...} and other addresses: a stream, or a video that is
   *       not stored here;
   *   <li>a folder, {@code photos/*.jpg} or {@code frame_%04d.png}: a series of images, sorted by
   *       name or number; an image file alone is a series of one;
   *   <li>{@code -}: standard input; a pipe or device by its name: a video that is read once, from
   *       its beginning;
   *   <li>anything else, also {@code file://...}: a video file, of any format FFmpeg reads.
   * </ul>
   *
   * A file or folder that is there is meant before everything else.
   *
   * @throws MediaException if it is missing, no video, empty, damaged from the start, without video
   *     stream, or not there within {@link VideoOptions#timeout}
   * @throws IllegalArgumentException if the options do not fit, such as to loop a camera
   */
  public static FrameSource open(String source, VideoOptions options) {
    return select(raw(source, options), options);
  }

  /**
   * The frames of a source as they are looked at.
   *
   * @param source closed with the result, also where it has no such part
   * @throws MediaException if the part that is to be cut out is not in its frames
   */
  public static FrameSource viewed(FrameSource source, SourceView view) {
    try {
      return view.isWhole() ? source : new ViewedFrames(source, view);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /**
   * The frames that the options want of a video of another kind.
   *
   * @param video closed with the source
   * @throws IllegalArgumentException if the options do not fit, such as to loop a live video
   */
  public static FrameSource select(RawVideo video, VideoOptions options) {
    SelectedFrames frames = new SelectedFrames(video, options);
    boolean newest =
        options.delivery() == Delivery.NEWEST
            || (options.delivery() == Delivery.BY_SOURCE && frames.facts().live());
    return newest ? new NewestFrames(frames) : frames;
  }

  /**
   * Whether a name means a file of video, which may have sound: no stream, camera, folder or image.
   * The file need not be there.
   *
   * @throws MediaException if it cannot be a name
   * @throws IllegalArgumentException if it is a wrong pattern of numbered files
   */
  public static boolean isVideoFile(String source) {
    return kind(source.replaceFirst(FILE_SCHEME, "")) == Kind.FILE;
  }

  /**
   * Whether a name means one image file, a video of one frame.
   *
   * @throws MediaException if it cannot be a name
   */
  public static boolean isImageFile(String source) {
    return kind(source.replaceFirst(FILE_SCHEME, "")) == Kind.IMAGE;
  }

  private static RawVideo raw(String given, VideoOptions options) {
    String source = given.replaceFirst(FILE_SCHEME, "");
    return switch (kind(source)) {
      case FILE -> file(path(source), options);
      case PIPE -> pipe(source, options);
      case IMAGE -> new ImageSeries(source, List.of(path(source)), options);
      case SERIES -> series(source, options);
      case NUMBERED -> numbered(SeriesPattern.parse(source).orElseThrow(), options);
      case CAMERA -> camera(source, options);
      case STREAM -> stream(source, options);
    };
  }

  private static Kind kind(String source) {
    if (StandardInput.isMeant(source)) {
      return Kind.PIPE;
    }
    if (exists(source)) {
      return kindOfFile(source);
    }
    if (ADDRESS.matcher(source).matches()) {
      return Kind.STREAM;
    }
    if (CAMERA_NUMBER.matcher(source).matches() || source.startsWith(CAMERA)) {
      return Kind.CAMERA;
    }
    if (SeriesPattern.parse(source).isPresent()) {
      return Kind.NUMBERED;
    }
    return WILDCARD.matcher(source).find() ? Kind.SERIES : kindOfFile(source);
  }

  private static Kind kindOfFile(String name) {
    Path path = path(name);
    if (Files.isDirectory(path)) {
      return Kind.SERIES;
    }
    if (path.toString().startsWith("/dev/video")) {
      return Kind.CAMERA;
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      return Kind.PIPE;
    }
    boolean image =
        ImageFiles.isNamedAsImage(path) && !name.toLowerCase(Locale.ROOT).endsWith(".gif");
    return image ? Kind.IMAGE : Kind.FILE;
  }

  private static boolean exists(String source) {
    try {
      return !source.isEmpty() && Files.exists(Path.of(source));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Path path(String source) {
    try {
      return Path.of(source);
    } catch (InvalidPathException e) {
      throw new MediaException(source + ": not the name of a file: " + e.getMessage(), e);
    }
  }

  private static RawVideo file(Path file, VideoOptions options) {
    checkIsFile(file);
    String url = "file:" + file.toAbsolutePath();
    return stored(
        new InputAddress(file.toString(), url, Optional.empty(), options.inputOptions()),
        options,
        "; is it a video, and whole?");
  }

  private static RawVideo pipe(String source, VideoOptions options) {
    boolean standard = StandardInput.isMeant(source);
    String name = standard ? StandardInput.NAME : source;
    Path file = standard ? STANDARD_INPUT : path(source);
    String url;
    if (Files.isRegularFile(file)) {
      // "< FILE": as good as the file itself, which can go back.
      url = "file:" + file;
    } else {
      url = standard ? "pipe:0" : "file:" + file.toAbsolutePath();
    }
    return stored(
        new InputAddress(name, url, Optional.empty(), options.inputOptions()),
        // Who writes into a pipe takes the time he likes.
        options.withTimeout(Duration.ofDays(1)),
        "; is it a video, and whole? From a pipe, an MP4 can be read only if its head comes first"
            + " (ffmpeg -movflags +faststart)");
  }

  private static RawVideo stored(InputAddress address, VideoOptions options, String question) {
    Interruption interruption = new Interruption();
    interruption.allow(options.timeout());
    try {
      return new StoredVideo(
          address, StoredVideo.open(address, options, interruption), options, interruption);
    } catch (FfmpegException e) {
      interruption.close();
      throw new MediaException(
          address.name()
              + ": cannot be read as a video: "
              + e.getMessage()
              + (e instanceof Demuxer.NoSuchStream ? "; name a file with one" : question),
          e);
    }
  }

  private static void checkIsFile(Path file) {
    if (Files.notExists(file)) {
      throw new MediaException(file + ": no such file; check the name");
    }
    if (!Files.isReadable(file)) {
      throw new MediaException(file + ": cannot be opened for reading; check its permissions");
    }
    try {
      if (Files.size(file) == 0) {
        throw new MediaException(
            file + ": is empty (0 bytes), expected a video; copy or download it again");
      }
    } catch (IOException e) {
      throw new MediaException(file + ": cannot be read: " + FileException.reason(e), e);
    }
  }

  private static RawVideo series(String source, VideoOptions options) {
    FoundFiles found = ImageFiles.find(List.of(source), false);
    if (found.files().isEmpty()) {
      throw new MediaException(String.join("; ", found.problems()));
    }
    found.problems().forEach(options.listener());
    found.leftOut().ifPresent(left -> options.listener().accept(source + ": " + left));
    return new ImageSeries(source, found.files(), options);
  }

  private static RawVideo numbered(SeriesPattern pattern, VideoOptions options) {
    List<Path> files = pattern.files();
    if (files.isEmpty()) {
      throw new MediaException(
          "%s: there is no file %s or of another number; check the name"
              .formatted(pattern, pattern.name(0)));
    }
    return new ImageSeries(pattern.toString(), files, options);
  }

  private static RawVideo camera(String source, VideoOptions options) {
    String device = source.startsWith(CAMERA) ? source.substring(CAMERA.length()) : source;
    Map<String, String> settings = options.inputOptions();
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    boolean number = CAMERA_NUMBER.matcher(device).matches();
    InputAddress address;
    if (system.startsWith("mac")) {
      address = new InputAddress("camera " + device, device, Optional.of("avfoundation"), settings);
    } else if (system.startsWith("windows")) {
      if (number) {
        throw new MediaException(
            "camera " + device + ": cameras have names on Windows; write camera:NAME");
      }
      String url = "video=" + device;
      address = new InputAddress("camera " + device, url, Optional.of("dshow"), settings);
    } else {
      String url = number ? "/dev/video" + device : device;
      if (!Files.exists(Path.of(url))) {
        throw new MediaException(
            "camera " + device + ": there is no " + url + "; cameras found: " + cameras());
      }
      address = new InputAddress("camera " + device, url, Optional.of("video4linux2"), settings);
    }
    return live(address, options);
  }

  private static String cameras() {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      if (Files.exists(Path.of("/dev/video" + i))) {
        found.add("/dev/video" + i);
      }
    }
    return found.isEmpty() ? "none" : String.join(", ", found);
  }

  private static RawVideo stream(String url, VideoOptions options) {
    Map<String, String> settings = new HashMap<>();
    // The declared rate will do: FFmpeg would wait for some seconds of frames to measure it.
    settings.put("fpsprobesize", "0");
    settings.put("max_ts_probe", "1");
    if (url.regionMatches(true, 0, "rtsp", 0, 4)) {
      settings.put("rtsp_flags", "prefer_tcp");
    }
    settings.putAll(options.inputOptions());
    return live(new InputAddress(shownName(url), url, Optional.empty(), settings), options);
  }

  /**
   * A source as results and messages call it: standard input by name, addresses without password.
   */
  public static String shownName(String source) {
    if (StandardInput.isMeant(source)) {
      return StandardInput.NAME;
    }
    return source.contains("://") ? WebAddress.shown(source) : source;
  }

  private static RawVideo live(InputAddress address, VideoOptions options) {
    Interruption interruption = new Interruption();
    interruption.allow(options.timeout());
    VideoReader reader = null;
    try {
      reader = LiveVideo.open(address, options, interruption);
      if (!StoredVideo.isStored(reader)) {
        return new LiveVideo(address, reader, options, interruption);
      }
      reader.close();
      interruption.allow(options.timeout());
      reader = StoredVideo.open(address, options, interruption);
      return new StoredVideo(address, reader, options, interruption);
    } catch (FfmpegException e) {
      interruption.close();
      throw new MediaException(
          "%s: cannot be opened: %s; check the name, and that it is on and in reach"
              .formatted(address.name(), e.getMessage()),
          e);
    }
  }
}
