package org.jpose.ros.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jpose.ros.message.Marker.Colour;
import org.jpose.ros.message.Marker.Point;
import org.jpose.ros.message.Marker.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTypeTest {
  private static final Header HEADER = new Header(4_000_000_000L, new Time(17, 23), "kamera ä");

  /** A message with its type. */
  record Example<T>(MessageType<T> type, T message) {
    byte[] bytes() {
      return type.bytes(message);
    }
  }

  static Stream<Example<?>> examples() {
    List<Point> points = List.of(new Point(1, 2, 3), new Point(-1, 0.5, 1));
    Colour colour = new Colour(1, 0.5f, 0);
    return Stream.of(
        new Example<>(Text.TYPE, new Text("Wörter")),
        new Example<>(Clock.TYPE, new Clock(new Time(0xffffffffL, 999_999_999))),
        new Example<>(Log.TYPE, new Log(HEADER, Log.Level.WARN, "/node", "something")),
        new Example<>(
            ImageMessage.TYPE,
            new ImageMessage(HEADER, 2, 1, "bgr8", true, 3, ByteBuffer.wrap(new byte[6]))),
        new Example<>(
            CompressedImageMessage.TYPE,
            new CompressedImageMessage(HEADER, "png", ByteBuffer.wrap(new byte[] {1, 2, 3}))),
        new Example<>(
            Persons.TYPE,
            new Persons(
                List.of(
                    new Persons.Person(List.of(new Persons.BodyPart(17, 0.25f, 0.75f, 0.5f))),
                    new Persons.Person(List.of())),
                640,
                480,
                HEADER)),
        new Example<>(
            MarkerArray.TYPE,
            new MarkerArray(
                List.of(
                    new Marker(HEADER, "", 0, Shape.NOTHING, 0, colour, List.of(), ""),
                    new Marker(HEADER, "limbs", 1, Shape.LINES, 0.5, colour, points, ""),
                    new Marker(
                        HEADER, "ids", 1, Shape.TEXT, 0.5, colour, points.subList(0, 1), "1")))));
  }

  @Test
  void sumsAreThoseOfRos() {
    assertEquals("599d56444c93fa962e2fbdbd99eb4501", Persons.TYPE.md5());
    assertEquals("060021388200f6f0f447d0fcd9c64743", ImageMessage.TYPE.md5());
    assertEquals("8f7a12909da2c9d3332d540a0977563f", CompressedImageMessage.TYPE.md5());
    assertEquals("d155b9ce5188fbaf89745847fd5882d7", MarkerArray.TYPE.md5());
    assertEquals("992ce8a1687cec8c8bd883ec73ca41d1", Text.TYPE.md5());
    assertEquals("acffd30cd6b6de30f120938c17c593fb", Log.TYPE.md5());
    assertEquals("a9c97c1d230cfc112e270351a944ee47", Clock.TYPE.md5());
  }

  @Test
  void bytesAreLowestFirstInTheOrderOfTheDefinition() {
    Persons one =
        new Persons(
            List.of(new Persons.Person(List.of(new Persons.BodyPart(2, 1, 0, 0.5f)))),
            3,
            4,
            new Header(5, new Time(6, 7), "c"));
    byte[] expected = {
      1,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      2,
      0,
      0,
      0,
      0,
      0,
      (byte) 0x80,
      0x3f,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0x3f,
      3,
      0,
      0,
      0,
      4,
      0,
      0,
      0,
      5,
      0,
      0,
      0,
      6,
      0,
      0,
      0,
      7,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      'c'
    };
    assertArrayEquals(expected, Persons.TYPE.bytes(one));
  }

  @ParameterizedTest
  @MethodSource("examples")
  <T> void whatIsWrittenIsRead(Example<T> example) {
    assertEquals(example.message(), example.type().read(ByteBuffer.wrap(example.bytes())));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whatIsCutOffOrTooLongIsNoMessage(Example<?> example) {
    byte[] bytes = example.bytes();
    for (int length = 0; length < bytes.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
      MessageFormatException error =
          assertThrows(MessageFormatException.class, () -> example.type().read(cut));
      assertTrue(error.getMessage().startsWith(example.type().name() + ": "), error.getMessage());
    }
    ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1));
    MessageFormatException error =
        assertThrows(MessageFormatException.class, () -> example.type().read(longer));
    assertTrue(error.getMessage().contains("1 of the message's"), error.getMessage());
  }

  @Test
  void aLengthOfFourGigabytesIsNotBelieved() {
    byte[] bytes = new byte[12];
    Arrays.fill(bytes, (byte) 0xff);
    MessageFormatException error =
        assertThrows(MessageFormatException.class, () -> Persons.TYPE.read(ByteBuffer.wrap(bytes)));
    assertEquals(
        "tfpose_ros/Persons: persons needs 4294967295 bytes, the message has 8 more of its 12",
        error.getMessage());
  }
}
