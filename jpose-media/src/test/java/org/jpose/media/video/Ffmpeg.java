package org.jpose.media.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.jpose.core.natives.NativeLibraryException;
import org.jpose.media.video.read.VideoSources;
import org.junit.jupiter.api.Assumptions;

/** FFmpeg's programs: those of the library's jar, and Debian's, which somebody else built. */
public final class Ffmpeg {
  private Ffmpeg() {}

  /** Skips the test where FFmpeg's part for cameras, which its programs need too, is not there. */
  public static void requireCameraPart() {
    Optional<NativeLibraryException> problem = VideoSources.cameraLibrary().problem();
    Assumptions.assumeTrue(
        problem.isEmpty(), () -> problem.map(NativeLibraryException::getMessage).orElse(""));
  }

  private static String program(Class<?> program) {
    requireCameraPart();
    return Loader.load(program);
  }

  /** Makes a video with the jar's program. */
  public static Path make(Path file, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(program(org.bytedeco.ffmpeg.ffmpeg.class), "-v", "error", "-nostdin", "-y"));
    command.addAll(List.of(arguments));
    command.add(file.toString());
    run(command);
    return file;
  }

  /** Sends a test picture by RTSP; whether anybody took it is not asked. */
  public static void send(String url, String... input) {
    List<String> command =
        new ArrayList<>(
            List.of(program(org.bytedeco.ffmpeg.ffmpeg.class), "-v", "error", "-nostdin", "-f"));
    command.add("lavfi");
    command.addAll(List.of(input));
    command.addAll(List.of("-c:v", "mpeg4", "-f", "rtsp", "-rtsp_transport", "tcp", url));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.waitFor(30, TimeUnit.SECONDS);
      process.destroyForcibly();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the jar's ffprobe says of a file: one value. */
  public static String probe(Path file, String stream, String entry) {
    return run(List.of(
            program(org.bytedeco.ffmpeg.ffprobe.class),
            "-v",
            "error",
            "-count_frames",
            "-select_streams",
            stream,
            "-show_entries",
            entry,
            "-of",
            "csv=p=0",
            file.toString()))
        .strip();
  }

  /** A program of Debian's package ffmpeg, without which the test is skipped. */
  static String debian(String program) {
    Path path = Path.of("/usr/bin", program);
    Assumptions.assumeTrue(
        Files.isExecutable(path), path + " is missing; install Debian's package ffmpeg");
    return path.toString();
  }

  /** Runs a program to its end, a minute at most, and gives what it wrote. */
  static String run(List<String> command) {
    try {
      Path out = Files.createTempFile("ffmpeg", ".out");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(out, StandardCharsets.ISO_8859_1);
        assertTrue(ended, () -> command + " takes more than a minute");
        assertEquals(0, process.exitValue(), () -> command + ": " + text);
        return text;
      } finally {
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
