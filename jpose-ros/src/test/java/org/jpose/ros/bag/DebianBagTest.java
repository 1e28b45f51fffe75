package org.jpose.ros.bag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoOptions;
import org.jpose.ros.DebianRos;
import org.jpose.ros.message.Text;
import org.jpose.ros.message.Time;
import org.jpose.testkit.EncodedBackend;
import org.jpose.testkit.RandomPeople;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bags of Debian's rosbag read, and ours read by it. */
class DebianBagTest {
  private static final int COUNT = 40;

  @TempDir Path folder;

  private Path record(DebianRos ros, String compression, String... more) throws Exception {
    Path file = folder.resolve(compression + ".bag");
    List<Object> arguments = new ArrayList<>(List.of(file, compression, COUNT));
    arguments.addAll(List.of(more));
    Process process = ros.script("record.py", arguments.toArray());
    assertEquals(0, process.waitFor(), () -> "record.py failed");
    return file.resolveSibling(file.getFileName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "bz2", "lz4"})
  void itsChunksAreRead(String compression) throws Exception {
    DebianRos.require();
    try (DebianRos ros = DebianRos.withoutMaster(folder)) {
      Path file = record(ros, compression);
      try (FrameSource video = BagVideo.open(file, Optional.empty(), VideoOptions.defaults())) {
        assertEquals(10, video.facts().framesPerSecond(), 1e-6);
        assertEquals(COUNT, video.facts().frames().orElseThrow());
        int count = 0;
        for (Optional<Frame> frame = video.next(); frame.isPresent(); frame = video.next()) {
          assertEquals(Duration.ofMillis(100L * count), frame.get().time());
          byte[] pixels = frame.get().image().pixels();
          for (int i = 0; i < pixels.length; i++) {
            assertEquals((byte) ((count * 7 + i * 13) % 251), pixels[i]);
          }
          count++;
        }
        assertEquals(COUNT, count);
      }

      byte[] whole = Files.readAllBytes(file);
      Random random = new Random(23);
      int most = 0;
      for (int i = 0; i < 50; i++) {
        Path cut = folder.resolve("cut.bag");
        int length = 20 + random.nextInt(whole.length - 40);
        Files.write(cut, Arrays.copyOf(whole, length));
        most = Math.max(most, assertBeginning(cut));
      }
      assertTrue(most > COUNT / 2, "at most " + most);
    }
  }

  /** Reads words and checks that none but the last are missing, and that the cut is told. */
  private static int assertBeginning(Path file) {
    List<String> faults = new ArrayList<>();
    int count = 0;
    try (BagReader bag = BagReader.open(file, c -> c.topic().equals("/words"), faults::add)) {
      for (Optional<BagMessage> m = bag.next(); m.isPresent(); m = bag.next()) {
        assertEquals("word " + count, m.get().as(Text.TYPE).data());
        assertEquals(new Time(3000 + count, 0), m.get().time());
        count++;
      }
    }
    assertFalse(faults.isEmpty());
    return count;
  }

  @Test
  void aRecordingThatWasKilledHasNoIndexAndIsRead() throws Exception {
    DebianRos.require();
    try (DebianRos ros = DebianRos.withoutMaster(folder)) {
      Path file = record(ros, "none", "keep-open");
      assertTrue(BagTopics.of(file).containsKey("/camera/image_raw"));
      assertTrue(assertBeginning(file) > COUNT / 2);
    }
  }

  @Test
  void aDamagedChunkIsPassed() throws Exception {
    DebianRos.require();
    try (DebianRos ros = DebianRos.withoutMaster(folder)) {
      for (String compression : List.of("bz2", "lz4")) {
        byte[] bytes = Files.readAllBytes(record(ros, compression));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int second =
            text.indexOf("compression=", text.indexOf("compression=" + compression) + 1) + 200;
        for (int i = 0; i < 40; i++) {
          bytes[second + i] ^= 0x55;
        }
        Path file = Files.write(folder.resolve("damaged.bag"), bytes);
        List<String> faults = new ArrayList<>();
        List<String> words = new ArrayList<>();
        try (BagReader bag = BagReader.open(file, c -> c.topic().equals("/words"), faults::add)) {
          for (Optional<BagMessage> m = bag.next(); m.isPresent(); m = bag.next()) {
            words.add(m.get().as(Text.TYPE).data());
          }
        }
        assertTrue(words.contains("word 0") && words.contains("word 39"), words::toString);
        assertTrue(words.size() >= COUNT - 12, words::toString);
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains("is damaged: "), faults::toString);
      }
    }
  }

  @Test
  void itReadsOurPeopleAndPictures() throws Exception {
    DebianRos.require();
    EncodedBackend backend = new EncodedBackend();
    List<Image> pictures = new ArrayList<>();
    RandomPeople people = new RandomPeople(new Random(9), 320, 240);
    for (int i = 0; i < 3; i++) {
      pictures.add(backend.picture(320, 240, people.people(2, 80, 150, 30)));
    }
    Path file = folder.resolve("ours.bag");
    List<FramePeople> written = new ArrayList<>();
    try (PoseEstimator estimator = new PoseEstimator(backend, EstimatorOptions.defaults());
        FramePipeline pipeline =
            new FramePipeline(new Series(pictures), estimator, PipelineOptions.defaults());
        BagRecorder recorder = new BagRecorder(file, new Time(77, 5), "eye")) {
      pipeline.forEachRemaining(
          frame -> {
            written.add(frame);
            recorder.write(frame);
          });
      recorder.complete();
    }
    try (DebianRos ros = DebianRos.withoutMaster(folder)) {
      Process process = ros.script("replay.py", file);
      assertEquals(0, process.waitFor(), () -> "replay.py failed");
      List<String> lines = ros.said("replay.py").lines().toList();
      assertEquals(7, lines.size(), lines::toString);
      assertEquals("chunks of none 6", lines.get(6));
      for (int i = 0; i < 3; i++) {
        String time = "77.%09d".formatted(5 + i * 40_000_000);
        String persons = lines.get(2 * i);
        assertTrue(
            persons.startsWith(
                "/pose_estimator/pose tfpose_ros/Persons " + time + " 320x240 " + time + " eye"),
            persons);
        assertEquals(written.get(i).poses().size(), persons.split(" \\|").length - 1, persons);
        long sum = 0;
        for (byte value : pictures.get(i).pixels()) {
          sum += value & 0xff;
        }
        assertEquals(
            "/pose_estimator/picture sensor_msgs/Image " + time + " 320x240 rgb8 " + sum,
            lines.get(2 * i + 1));
      }
      String info = ros.run("/usr/bin/rosbag", "info", file.toString());
      assertTrue(info.contains("tfpose_ros/Persons [599d56444c93fa962e2fbdbd99eb4501]"), info);
    }
  }
}
