package org.jpose.weights.pickle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text in a pickle: characters, or, as Python 2 wrote it, bytes. */
public final class PickledText {
  private static final int LONGEST = 4096;

  private PickledText() {}

  /** Returns a value's text; empty if it is none, or longer than any name. */
  public static Optional<String> of(Object value) {
    if (value instanceof String text) {
      return text.length() <= LONGEST ? Optional.of(text) : Optional.empty();
    }
    if (value instanceof ByteRegion region && region.length() <= LONGEST) {
      try {
        return Optional.of(new String(region.bytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.empty();
  }
}
