package org.jpose.media.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts the scans of a JPEG file (ITU-T T.81, annex B). Each goes over all pixels again, however
 * few bytes it has: a file of 150 kB can ask for a minute of work.
 */
final class JpegScanCount {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private int components;
  private boolean progressive;
  private int scans;

  private JpegScanCount(InputStream in) {
    this.in = in;
  }

  /**
   * Counts.
   *
   * @return the number of scans, as far as the file goes
   */
  static int of(EncodedImage file) throws IOException {
    try (InputStream in = new BufferedInputStream(file.open(), BUFFER)) {
      return new JpegScanCount(in).count();
    }
  }

  private int count() throws IOException {
    int marker = nextMarker();
    while (marker >= 0 && marker != 0xd9) {
      boolean alone = marker == 0x01 || marker >= 0xd0 && marker <= 0xd8;
      if (!alone && isLast(marker)) {
        return scans;
      }
      marker = nextMarker();
    }
    return scans;
  }

  /** Reads a segment; whether no further scan is looked at after it. */
  private boolean isLast(int marker) throws IOException {
    int length = (in.read() << 8 | in.read()) - 2;
    byte[] segment = in.readNBytes(Math.max(0, length));
    boolean frame = marker >= 0xc0 && marker <= 0xcf && (marker & 3) != 0 || marker == 0xc0;
    if (frame && segment.length > 5) {
      progressive |= (marker & 3) == 2;
      components = segment[5];
    }
    if (marker != 0xda) {
      return false;
    }
    scans++;
    return !progressive && segment.length > 0 && segment[0] == components;
  }

  /** The next marker; bytes between are a scan's, or stray. -1 at the end of the file. */
  private int nextMarker() throws IOException {
    int before = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      boolean within = next == 0 || next == 0xff || next >= 0xd0 && next <= 0xd7;
      if (before == 0xff && !within) {
        return next;
      }
      before = next;
    }
    return -1;
  }
}
