package org.jpose.media.video;

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
record InputAddress(String name, String url, Optional<String> format, Map<String, String> options) {
  InputAddress {
    options = Map.copyOf(options);
  }
}
