package org.jpose.media.image;

import org.jpose.core.image.Image;
import org.jpose.media.MediaException;

/**
 * Decodes the kinds of pictures for which Java has no reader. {@link ImageFileReader} finds
 * implementations by {@link java.util.ServiceLoader}. Thread-safe.
 */
public interface PictureDecoder {
  /** A kind of picture. */
  enum Kind {
    /** HEIC and other HEIF, as of telephones, and AVIF. */
    HEIF,
    /** JPEG 2000, with or without JP2's head. */
    JPEG_2000,
    /** PBM, PGM, PPM and PAM. */
    PNM,
    /** Targa. */
    TGA
  }

  /** Is asked before pixels are decoded. */
  interface SizeCheck {
    /**
     * Allows a picture of this size.
     *
     * @throws MediaException if it is too large
     */
    void check(int width, int height);
  }

  /**
   * Decodes a picture.
   *
   * @param encoded the whole file
   * @param kind what it is
   * @param size asked before memory for the pixels is taken
   * @return an upright image; of several the main one
   * @throws BadPictureException if it is damaged
   * @throws MediaException if this decoder cannot be had, or the size is refused
   */
  Image decode(byte[] encoded, Kind kind, SizeCheck size) throws BadPictureException;

  /** A picture cannot be decoded; the message is the reason alone. */
  final class BadPictureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a reason. */
    public BadPictureException(String reason, Throwable cause) {
      super(reason, cause);
    }
  }
}
