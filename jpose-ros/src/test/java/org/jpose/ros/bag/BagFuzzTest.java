package org.jpose.ros.bag;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jpose.media.MediaException;
import org.jpose.ros.convert.RosImageDecoder;
import org.jpose.ros.message.CompressedImageMessage;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.MessageFormatException;
import org.jpose.ros.message.Text;
import org.jpose.ros.message.Time;
import org.jpose.testkit.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes in the place of a bag or a message are read, or refused. */
@Tag("fuzz")
class BagFuzzTest {
  private static final Header HEADER = new Header(1, new Time(500, 10), "eye");

  @TempDir Path folder;

  private static ImageMessage image(String encoding, int step) {
    return new ImageMessage(HEADER, 4, 6, encoding, false, step, ByteBuffer.allocate(4 * step));
  }

  private byte[] bag() throws IOException {
    Path file = folder.resolve("whole.bag");
    try (BagWriter bag = new BagWriter(file)) {
      for (int i = 0; i < 5; i++) {
        Time time = new Time(1000 + i, 0);
        bag.write("/words", time, Text.TYPE, new Text("word " + i));
        bag.write("/eye", time, ImageMessage.TYPE, image("bgr8", 18));
      }
      bag.complete();
    }
    return Files.readAllBytes(file);
  }

  private static byte[] compressed(String compression) throws IOException {
    byte[] word = Text.TYPE.bytes(new Text("word"));
    RawBag records =
        new RawBag()
            .connection(1, "/words", Text.TYPE.name(), Text.TYPE.md5())
            .message(1, word, word.length);
    return new RawBag().begin(0, 0, 0).chunk(compression, records).bytes();
  }

  @Test
  void bags() throws IOException {
    Path file = folder.resolve("damaged.bag");
    Fuzz.of("bag", bag(), compressed("bz2"), compressed("lz4"))
        .declaring(MediaException.class)
        .run(
            input -> {
              Files.write(file, input);
              try (BagReader bag = BagReader.open(file, connection -> true, fault -> {})) {
                Optional<BagMessage> message = bag.next();
                while (message.isPresent()) {
                  message = bag.next();
                }
              }
            });
  }

  @Test
  void images() {
    RosImageDecoder decoder = new RosImageDecoder();
    Fuzz.of(
            "ros-image",
            ImageMessage.TYPE.bytes(image("bgr8", 18)),
            ImageMessage.TYPE.bytes(image("mono16", 12)),
            ImageMessage.TYPE.bytes(image("bayer_rggb8", 6)))
        .declaring(MessageFormatException.class)
        .run(input -> decoder.decode(ImageMessage.TYPE.read(ByteBuffer.wrap(input))));
  }

  @Test
  void compressedImages() {
    CompressedImageMessage message =
        new CompressedImageMessage(HEADER, "jpeg", ByteBuffer.allocate(20));
    Fuzz.of("ros-compressed", CompressedImageMessage.TYPE.bytes(message))
        .declaring(MessageFormatException.class)
        .run(input -> CompressedImageMessage.TYPE.read(ByteBuffer.wrap(input)));
  }
}
