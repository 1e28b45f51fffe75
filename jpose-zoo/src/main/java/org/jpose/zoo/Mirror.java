package org.jpose.zoo;

import java.net.URI;
import java.util.Locale;

/** A user's own place to fetch from. */
public final class Mirror {
  private Mirror() {}

  /**
   * Checks that it is an address of the web.
   *
   * @throws IllegalArgumentException if it is not
   */
  static void require(URI mirror) {
    String scheme = mirror.getScheme() == null ? "" : mirror.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https") || mirror.getHost() == null) {
      throw refusal(mirror.toString());
    }
  }

  /** Without what may be a password. */
  static IllegalArgumentException refusal(String mirror) {
    return new IllegalArgumentException(
        "mirror '%s' is not an address; expected http://... or https://..."
            .formatted(mirror.replaceFirst("//.*@", "//***@")));
  }

  /**
   * The address of a model's file there: the mirror itself if it has a query or ends as the file
   * does, else {@code MIRROR/NAME/FILE}.
   */
  public static URI address(URI mirror, ModelCard card, String file) {
    String path = mirror.getPath() == null ? "" : mirror.getPath();
    boolean whole =
        mirror.getQuery() != null
            || path.toLowerCase(Locale.ROOT).endsWith(file.substring(file.lastIndexOf('.')));
    if (whole) {
      return mirror;
    }
    String base = mirror.toString();
    return URI.create((base.endsWith("/") ? base : base + "/") + card.name() + "/" + file);
  }
}
