package org.jpose.media.video.read;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jpose.testkit.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What jpose itself reads of containers takes any bytes without complaint; the rest is FFmpeg's.
 */
@Tag("fuzz")
class ContainerFuzzTest {
  @Test
  void declaredSizes() {
    byte[] mp4 =
        ByteBuffer.allocate(DeclaredSize.HEAD_BYTES)
            .putInt(24)
            .put("ftypisom".getBytes(StandardCharsets.US_ASCII))
            .putInt(24, 5000)
            .position(28)
            .put("moov".getBytes(StandardCharsets.US_ASCII))
            .array();
    byte[] avi =
        ByteBuffer.allocate(DeclaredSize.HEAD_BYTES)
            .put("RIFF\0\1\0\0AVI LIST".getBytes(StandardCharsets.US_ASCII))
            .array();
    byte[] mkv =
        ByteBuffer.allocate(DeclaredSize.HEAD_BYTES)
            .putInt(0x1a45dfa3)
            .put((byte) 0x84)
            .putInt(0)
            .putInt(0x18538067)
            .putLong(0x0100000000001000L)
            .array();
    Fuzz.of("declared-size", mp4, avi, mkv)
        .run(
            input -> {
              DeclaredSize.in(input);
              DeclaredSize.isOfWholePackets(input, input.length * 3L);
            });
  }
}
