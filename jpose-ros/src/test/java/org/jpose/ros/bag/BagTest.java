package org.jpose.ros.bag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jpose.media.MediaException;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoOptions;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.Text;
import org.jpose.ros.message.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bags of our own writer: whole, cut, damaged, lying. */
class BagTest {
  private static final int COUNT = 60;

  @TempDir Path folder;

  /** What could be read, and what was said. */
  private record Reading(List<String> words, List<String> faults) {}

  private static Reading read(Path file) {
    List<String> words = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    try (BagReader bag =
        BagReader.open(file, connection -> connection.topic().equals("/words"), faults::add)) {
      Optional<BagMessage> message = bag.next();
      while (message.isPresent()) {
        words.add(message.get().as(Text.TYPE).data());
        message = bag.next();
      }
    }
    return new Reading(words, faults);
  }

  /** Words, and pictures so large that a chunk has two. */
  private Path bag() {
    Path file = folder.resolve("whole.bag");
    byte[] pixels = new byte[400 * 300 * 3];
    new Random(5).nextBytes(pixels);
    try (BagWriter bag = new BagWriter(file)) {
      for (int i = 0; i < COUNT; i++) {
        Time time = new Time(1000 + i, 0);
        bag.write("/words", time, Text.TYPE, new Text("word " + i));
        Header header = new Header(i, new Time(500, i * 10_000_000), "eye");
        bag.write(
            "/eye",
            time,
            ImageMessage.TYPE,
            new ImageMessage(header, 300, 400, "bgr8", false, 1200, ByteBuffer.wrap(pixels)));
      }
      bag.complete();
    }
    return file;
  }

  private static List<String> words(int count) {
    return Stream.iterate(0, i -> i + 1).limit(count).map(i -> "word " + i).toList();
  }

  @Test
  void whatIsWrittenIsRead() {
    Path file = bag();
    assertEquals(new Reading(words(COUNT), List.of()), read(file));
    assertEquals(
        "{/eye=Topic[type=sensor_msgs/Image, messages=60], "
            + "/words=Topic[type=std_msgs/String, messages=60]}",
        BagTopics.of(file).toString());
    assertTrue(BagTopics.isBag(file));
  }

  @Test
  void aTopicIsAVideoWithTheTimesOfItsHeaders() {
    VideoOptions options = VideoOptions.defaults().withFrom(FramePosition.parse("10")).withStep(5);
    try (FrameSource video = BagVideo.open(bag(), Optional.empty(), options)) {
      assertEquals(400, video.facts().width());
      assertEquals(300, video.facts().height());
      assertEquals(100 / 5.0, video.facts().framesPerSecond(), 1e-6);
      assertEquals(10, video.facts().frames().orElseThrow());
      assertFalse(video.facts().live());
      List<Long> numbers = new ArrayList<>();
      for (Optional<Frame> frame = video.next(); frame.isPresent(); frame = video.next()) {
        numbers.add(frame.get().index());
        assertEquals(Duration.ofMillis(10 * frame.get().index()), frame.get().time());
      }
      assertEquals(List.of(10L, 15L, 20L, 25L, 30L, 35L, 40L, 45L, 50L, 55L), numbers);
    }
  }

  @Test
  void picturesHaveTheSameNumbersWhereverReadingBegins() throws IOException {
    Path file = folder.resolve("unreadable.bag");
    try (BagWriter bag = new BagWriter(file)) {
      for (int i = 0; i < 8; i++) {
        Time time = new Time(100 + i, 0);
        String encoding = i == 0 || i == 3 ? "unknown" : "mono8";
        ByteBuffer pixels = ByteBuffer.wrap(new byte[4]);
        Header header = new Header(i, time, "eye");
        bag.write(
            "/eye",
            time,
            ImageMessage.TYPE,
            new ImageMessage(header, 2, 2, encoding, false, 2, pixels));
      }
      bag.complete();
    }
    assertEquals(
        List.of("1 1 s", "2 2 s", "4 4 s", "5 5 s", "6 6 s", "7 7 s"),
        frames(file, VideoOptions.defaults()));
    assertEquals(
        List.of("5 5 s", "6 6 s", "7 7 s"),
        frames(file, VideoOptions.defaults().withFrom(FramePosition.parse("5"))));
  }

  private static List<String> frames(Path file, VideoOptions options) {
    List<String> frames = new ArrayList<>();
    try (FrameSource video = BagVideo.open(file, Optional.empty(), options)) {
      for (Optional<Frame> frame = video.next(); frame.isPresent(); frame = video.next()) {
        frames.add(frame.get().index() + " " + frame.get().time().toSeconds() + " s");
      }
    }
    return frames;
  }

  @Test
  void whereverABagIsCutEveryWholeMessageIsRead() throws IOException {
    byte[] whole = Files.readAllBytes(bag());
    Path cut = folder.resolve("cut.bag");
    Random random = new Random(11);
    for (int i = 0; i < 50; i++) {
      int length =
          i < 10
              ? BagFormat.MAGIC.length() + random.nextInt(5000)
              : BagFormat.MAGIC.length() + random.nextInt(whole.length - 20);
      Files.write(cut, Arrays.copyOf(whole, length));
      int there = wholeWords(whole, length);
      Reading reading = read(cut);
      assertEquals(words(there), reading.words(), "cut to " + length);
      assertFalse(reading.faults().isEmpty(), "cut to " + length);
      assertTrue(reading.faults().get(0).contains("cut off"), () -> reading.faults().toString());
    }
  }

  /** Words that end before a place: found as text, since nothing is compressed. */
  private static int wholeWords(byte[] bag, int length) {
    String text = new String(bag, 0, length, StandardCharsets.ISO_8859_1);
    int count = 0;
    while (text.contains("\0word " + count)
        && text.indexOf("\0word " + count) + 6 + ("" + count).length() <= length) {
      count++;
    }
    return count;
  }

  @Test
  void aVideoThatIsCutOffEndsWithAnExceptionAfterItsPictures() throws IOException {
    byte[] whole = Files.readAllBytes(bag());
    Path cut = Files.write(folder.resolve("cut.bag"), Arrays.copyOf(whole, whole.length / 2));
    try (FrameSource video = BagVideo.open(cut, Optional.of("eye"), VideoOptions.defaults())) {
      int count = 0;
      MediaException error = null;
      while (error == null) {
        try {
          assertTrue(video.next().isPresent(), "ended as if whole");
          count++;
        } catch (MediaException e) {
          error = e;
        }
      }
      assertTrue(count >= 28 && count <= 31, "pictures: " + count);
      assertTrue(error.getMessage().startsWith(cut + ": cut off: a chunk of "), error.getMessage());
      assertTrue(
          error.getMessage().endsWith("; the " + count + " pictures that were whole are good"),
          error.getMessage());
    }
  }

  @Test
  void lyingLengthsCostTheirChunkOnly() throws IOException {
    byte[] whole = Files.readAllBytes(bag());
    int third = chunk(whole, 3);
    // The length of the first record in the chunk, and of the chunk itself.
    for (int place : List.of(dataOf(whole, third), dataOf(whole, third) - 4, third)) {
      for (int lie : List.of(-1, 0x7fffffff, 0x0fffffff, 3)) {
        byte[] lying = whole.clone();
        ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putInt(place, lie);
        Path file = Files.write(folder.resolve("lying.bag"), lying);
        Reading reading = read(file);
        assertFalse(reading.faults().isEmpty(), "at " + place + ": " + lie);
        assertTrue(
            reading.words().size() >= COUNT - 4, () -> reading.words() + " " + reading.faults());
        assertTrue(reading.words().contains("word 59"));
      }
    }
  }

  /** Where the record of a chunk begins. */
  private static int chunk(byte[] bag, int number) {
    String text = new String(bag, StandardCharsets.ISO_8859_1);
    int place = 0;
    for (int i = 0; i < number; i++) {
      place = text.indexOf("compression=none", place + 1);
    }
    return place - 8;
  }

  private static int dataOf(byte[] bag, int record) {
    int header = ByteBuffer.wrap(bag).order(ByteOrder.LITTLE_ENDIAN).getInt(record);
    return record + 4 + header + 4;
  }

  @Test
  void damagedBytesNeverBreakTheReader() throws IOException {
    byte[] whole = Files.readAllBytes(bag());
    long seed = 17;
    Random random = new Random(seed);
    for (int i = 0; i < 150; i++) {
      byte[] damaged = whole.clone();
      int place = BagFormat.MAGIC.length() + random.nextInt(damaged.length - 20);
      for (int j = 0; j < 8; j++) {
        damaged[Math.min(damaged.length - 1, place + j)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("damaged.bag"), damaged);
      Reading reading = read(file);
      assertTrue(
          reading.words().size() >= COUNT - 4,
          "seed " + seed + ", damage " + i + " at " + place + ": " + reading);
    }
  }

  @Test
  void whatIsNoBagIsSaid() throws IOException {
    assertMessage("no such file; check the name", folder.resolve("none.bag"));
    assertMessage("is no bag of ROS 1", Files.writeString(folder.resolve("a.bag"), "hello"));
    assertMessage("is no bag of ROS 1", Files.write(folder.resolve("b.bag"), new byte[0]));
    assertMessage(
        "is #ROSBAG V1.2, expected version 2.0",
        Files.writeString(folder.resolve("c.bag"), "#ROSBAG V1.2\n"));
    Path words = folder.resolve("words.bag");
    try (BagWriter bag = new BagWriter(words)) {
      bag.write("/words", new Time(1, 0), Text.TYPE, new Text("only"));
      bag.complete();
    }
    assertMessage("has no topic of pictures; its topics: /words (std_msgs/String)", words);
    MediaException error =
        assertThrows(
            MediaException.class,
            () -> BagVideo.open(words, Optional.of("/words"), VideoOptions.defaults()));
    assertTrue(
        error.getMessage().contains("topic /words is of type std_msgs/String, expected pictures"),
        error.getMessage());
  }

  private static void assertMessage(String message, Path file) {
    MediaException error =
        assertThrows(
            MediaException.class,
            () -> BagVideo.open(file, Optional.empty(), VideoOptions.defaults()));
    assertTrue(error.getMessage().startsWith(file + ": " + message), error.getMessage());
  }

  @Test
  void aBagThatIsNotCompleteLeavesNothing() throws IOException {
    Path file = folder.resolve("left.bag");
    try (BagWriter bag = new BagWriter(file)) {
      bag.write("/words", new Time(1, 0), Text.TYPE, new Text("lost"));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }
}
