package org.jpose.media.video.ffmpeg;

import java.util.Map;
import java.util.Optional;

/**
 * What FFmpeg opens.
 *
 * @param name what people call it
 * @param url FFmpeg's address of it
 * @param format FFmpeg's name of the format, where it cannot tell itself: a kind of camera
 * @param options FFmpeg's options of the input
 */
public record InputAddress(
    String name, String url, Optional<String> format, Map<String, String> options) {
  public InputAddress {
    options = Map.copyOf(options);
  }
}
