package org.jpose.media.video.ffmpeg;

import java.util.List;
import java.util.Set;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;
import org.jpose.core.natives.JavaCpp;
import org.jpose.core.natives.NativeLibrary;
import org.jpose.core.natives.NativeLibraryException;
import org.jpose.core.natives.NativePart;
import org.jpose.media.MediaException;

/**
 * FFmpeg in two parts: what reads and writes files and streams, which needs nothing but a C
 * library, and the cameras, whose part also knows sound cards and screens and needs their
 * libraries.
 */
public final class FfmpegLibrary {
  private static final Set<String> PLATFORMS =
      Set.of("linux-x86_64", "linux-arm64", "macosx-x86_64", "macosx-arm64", "windows-x86_64");

  /** Reads and writes video files. */
  public static final NativeLibrary VIDEOS =
      new NativeLibrary(
          part("FFmpeg", "videos and streams", List.of()),
          avutil.class,
          files -> {
            JavaCpp.use(files);
            for (Class<?> part :
                List.of(avutil.class, avcodec.class, avformat.class, swscale.class)) {
              Loader.load(part);
            }
            LastErrorLine.install();
            avformat.avformat_network_init();
          });

  /** Reads cameras. */
  public static final NativeLibrary CAMERAS =
      new NativeLibrary(
          part(
              "FFmpeg's part for cameras",
              "cameras",
              List.of("libasound2", "libpulse0", "libxcb1", "libxcb-shm0")),
          avutil.class,
          files -> {
            VIDEOS.require();
            Loader.load(avdevice.class);
            avdevice.avdevice_register_all();
          });

  private FfmpegLibrary() {}

  private static NativePart part(String name, String use, List<String> packages) {
    return JavaCpp.part(
        name,
        use,
        Loader.getPlatform(),
        PLATFORMS,
        List.of(new JavaCpp.Preset("ffmpeg", "jniavutil", List.of())),
        packages);
  }

  /**
   * Loads a part, unless it is loaded.
   *
   * @throws MediaException if it cannot be loaded
   */
  static void require(NativeLibrary part) {
    try {
      part.require();
    } catch (NativeLibraryException e) {
      throw new MediaException(e.getMessage(), e);
    }
  }
}
