package org.jpose.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_500_000_000), ZoneOffset.UTC);

  @TempDir private Path folder;

  private byte[] only() throws Exception {
    try (var files = Files.list(folder)) {
      return Files.readAllBytes(files.findFirst().orElseThrow());
    }
  }

  /** How every file that TensorFlow writes begins: length 24 and that length's checksum. */
  @Test
  void beginsAsTensorFlowsFiles() throws Exception {
    EventFile.create(folder, CLOCK).close();
    byte[] file = only();
    assertEquals("1800000000000000a37f4b22", HexFormat.of().formatHex(file, 0, 12));
    assertEquals(8 + 4 + 24 + 4, file.length);
    // Field 1, a double: the time; field 3, 13 bytes: the version.
    assertEquals(0x09, file[12]);
    assertEquals(1_500_000_000.0, littleEndian(file).getDouble(13));
    assertArrayEquals(new byte[] {0x1a, 13}, Arrays.copyOfRange(file, 21, 23));
    assertEquals("brain.Event:2", new String(file, 23, 13, StandardCharsets.US_ASCII));
  }

  @Test
  void scalarIsInTheFileAtOnce() throws Exception {
    try (EventFile events = EventFile.create(folder, CLOCK)) {
      int before = only().length;
      events.scalar("loss", 300, 0.25);
      byte[] file = only();
      byte[] event = Arrays.copyOfRange(file, before + 12, file.length - 4);
      assertEquals(event.length, littleEndian(file).getLong(before));
      // time; step 300; summary { value { "loss"; 0.25 } }
      String expected = "10ac02" + "2a0d" + "0a0b" + "0a046c6f7373" + "150000803e";
      assertEquals(expected, HexFormat.of().formatHex(event, 9, event.length));
    }
  }

  /** A session that starts at step 300: TensorBoard forgets what others have from there on. */
  @Test
  void startIsASession() throws Exception {
    try (EventFile events = EventFile.create(folder, CLOCK)) {
      int before = only().length;
      events.start(300);
      byte[] file = only();
      String event = HexFormat.of().formatHex(file, before + 12 + 9, file.length - 4);
      assertEquals("10ac02" + "3a02" + "0801", event);
    }
  }

  @Test
  void pictureHasItsSizeAndBytes() throws Exception {
    byte[] png = {1, 2, 3};
    try (EventFile events = EventFile.create(folder, CLOCK)) {
      int before = only().length;
      events.picture("heat", 1, 640, 480, png);
      byte[] file = only();
      String event = HexFormat.of().formatHex(file, before + 12 + 9, file.length - 4);
      String image = "08e003" + "108005" + "1803" + "2203010203";
      assertEquals("1001" + "2a17" + "0a15" + "0a0468656174" + "220d" + image, event);
    }
  }

  @Test
  void filesOfOneFolderStandBesideEachOther() throws Exception {
    EventFile.create(folder, CLOCK).close();
    EventFile.create(folder, Clock.offset(CLOCK, java.time.Duration.ofSeconds(1))).close();
    try (var files = Files.list(folder)) {
      assertTrue(
          files.allMatch(f -> f.getFileName().toString().startsWith("events.out.tfevents.")));
    }
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
