package org.jpose.ros.bridge;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

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
  private static String unpack(String data) throws IOException {
    byte[] file;
    try {
      file = Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException e) {
      throw new IOException("a png that is no Base64: " + e.getMessage(), e);
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > LONGEST / 3) {
        throw new IOException("a png of " + pixels + " pixels, which is longer than any message");
      }
      BufferedImage picture = reader.read(0);
      byte[] bytes = new byte[picture.getWidth() * picture.getHeight() * 3];
      for (int y = 0, i = 0; y < picture.getHeight(); y++) {
        for (int x = 0; x < picture.getWidth(); x++) {
          int rgb = picture.getRGB(x, y);
          bytes[i++] = (byte) (rgb >> 16);
          bytes[i++] = (byte) (rgb >> 8);
          bytes[i++] = (byte) rgb;
        }
      }
      return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    } catch (RuntimeException e) {
      throw new IOException("a damaged png: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }
}
