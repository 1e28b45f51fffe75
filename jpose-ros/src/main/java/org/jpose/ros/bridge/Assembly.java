package org.jpose.ros.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;

/**
 * Puts operations together that a server sent in parts ({@code fragment}) or packed in pictures
 * ({@code png}). Not thread-safe.
 */
final class Assembly {
  /** The longest text; a picture of 4K in Base64 has less. */
  static final int LONGEST = 1 << 27;

  private static final int MOST_PARTS = 100_000;

  /** Operations of which parts are missing; older ones are given up. */
  private static final int MOST_UNFINISHED = 8;

  private final ImageFileReader pictures =
      new ImageFileReader(ImageReadOptions.defaults().withMaxPixels(LONGEST / 3));

  private final Map<String, Parts> unfinished = new LinkedHashMap<>();

  /**
   * Takes an operation.
   *
   * @return the operation it is, or it completes; null if parts are missing
   * @throws IOException if it is damaged
   */
  Map<?, ?> take(Map<?, ?> operation) throws IOException {
    Map<?, ?> whole = operation;
    for (int depth = 0; depth < 4; depth++) {
      Object kind = whole.get("op");
      boolean part = "fragment".equals(kind) || whole.containsKey("total");
      if (!part && !"png".equals(kind)) {
        return whole;
      }
      String data = part ? join(whole) : text(whole, "data");
      if (data == null) {
        return null;
      }
      whole = JsonTree.json("png".equals(kind) ? unpack(data) : data);
    }
    throw new IOException("an operation packed again and again");
  }

  private static String text(Map<?, ?> operation, String name) throws IOException {
    if (operation.get(name) instanceof String text) {
      return text;
    }
    throw new IOException(operation.get("op") + " without " + name);
  }

  private static int number(Map<?, ?> operation, String name) throws IOException {
    if (operation.get(name) instanceof Number number) {
      return number.intValue();
    }
    throw new IOException(operation.get("op") + " without " + name);
  }

  private String join(Map<?, ?> fragment) throws IOException {
    int total = number(fragment, "total");
    int place = number(fragment, "num");
    String id = String.valueOf(fragment.get("id"));
    if (total < 1 || total > MOST_PARTS || place < 0 || place >= total) {
      throw new IOException("part %d of %d of an operation".formatted(place, total));
    }
    Parts parts = unfinished.get(id);
    if (parts == null || parts.texts.length != total) {
      parts = new Parts(total);
      unfinished.put(id, parts);
      if (unfinished.size() > MOST_UNFINISHED) {
        unfinished.remove(unfinished.keySet().iterator().next());
      }
    }
    parts.put(place, text(fragment, "data"));
    if (parts.length > LONGEST) {
      unfinished.remove(id);
      throw new IOException("an operation of more than " + LONGEST + " characters in parts");
    }
    if (parts.missing > 0) {
      return null;
    }
    unfinished.remove(id);
    return String.join("", parts.texts);
  }

  /** The parts of one operation that have come. */
  private static final class Parts {
    private final String[] texts;
    private int missing;
    private long length;

    Parts(int total) {
      texts = new String[total];
      missing = total;
    }

    void put(int place, String text) {
      missing -= texts[place] == null ? 1 : 0;
      length += text.length() - (texts[place] == null ? 0 : texts[place].length());
      texts[place] = text;
    }
  }

  /** The bytes of a PNG's pixels, red, green, blue, filled up with line feeds at the end. */
  private String unpack(String data) throws IOException {
    byte[] file;
    try {
      file = Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException e) {
      throw new IOException("a png that is no Base64: " + e.getMessage(), e);
    }
    try {
      Image picture = pictures.read(file, "a png");
      byte[] bytes = new byte[picture.width() * picture.height() * 3];
      int red = picture.order().red();
      for (int i = 0; i < bytes.length; i += 3) {
        bytes[i] = picture.pixels()[i + red];
        bytes[i + 1] = picture.pixels()[i + 1];
        bytes[i + 2] = picture.pixels()[i + 2 - red];
      }
      return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    } catch (MediaException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
