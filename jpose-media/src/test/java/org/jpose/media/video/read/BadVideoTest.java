package org.jpose.media.video.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.video.FakeCamera;
import org.jpose.media.video.Ffmpeg;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.Frames;
import org.jpose.media.video.VideoOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer is an exception that says what is wrong, or all frames there are; never a hang. */
class BadVideoTest {
  private static final Duration GUARD = Duration.ofSeconds(30);

  @TempDir static Path folder;

  private static Path clip;

  @BeforeAll
  static void makeClip() {
    clip = make("clip.mp4", "-c:v", "mpeg4", "-movflags", "+faststart");
  }

  /** 75 frames of 25 a second with sound. */
  private static Path make(String name, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=96x64:rate=25:duration=3",
                "-f",
                "lavfi",
                "-i",
                "sine=duration=3"));
    arguments.addAll(List.of(more));
    return Ffmpeg.make(folder.resolve(name), arguments.toArray(String[]::new));
  }

  private record Reading(int frames, String message, List<String> told) {}

  private static Reading read(String source) {
    return assertTimeoutPreemptively(
        GUARD,
        () -> {
          List<String> told = new ArrayList<>();
          int frames = 0;
          VideoOptions options = VideoOptions.defaults().withListener(told::add);
          try (FrameSource video = VideoSources.open(source, options)) {
            for (Optional<Frame> f = video.next(); f.isPresent(); f = video.next()) {
              assertEquals(frames, f.get().index());
              frames++;
            }
            return new Reading(frames, "", told);
          } catch (MediaException e) {
            return new Reading(frames, e.getMessage(), told);
          }
        });
  }

  private static void assertRefused(Path file, String expected) {
    assertEquals(new Reading(0, file + ": " + expected, List.of()), read(file.toString()));
  }

  private static Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static Path start(Path whole, String name, double part) throws IOException {
    byte[] bytes = Files.readAllBytes(whole);
    return write(name, Arrays.copyOf(bytes, (int) (bytes.length * part)));
  }

  @Test
  void missing() {
    assertRefused(folder.resolve("none.mp4"), "no such file; check the name");
  }

  @Test
  void empty() throws IOException {
    assertRefused(
        write("empty.mp4", new byte[0]),
        "is empty (0 bytes), expected a video; copy or download it again");
  }

  @Test
  void folderWithoutImages() throws IOException {
    assertRefused(
        Files.createDirectory(folder.resolve("videos")),
        "no image files (JPEG, PNG, BMP, GIF, TIFF, WebP, HEIC, AVIF, JPEG 2000, PNM, TGA) in this folder; its subfolders were not"
            + " searched");
  }

  @Test
  void pipe() {
    assertRefused(
        Path.of("/dev/null"),
        "cannot be read as a video: Invalid data found when processing input; is it a video, and"
            + " whole? From a pipe, an MP4 can be read only if its head comes first (ffmpeg"
            + " -movflags +faststart)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.txt", "notes.mp4", "notes", "list.m3u8"})
  void text(String name) throws IOException {
    byte[] bytes = "Dear diary,\ntoday I moved my arms.\n".repeat(200).getBytes();
    Reading reading = read(write(name, bytes).toString());
    assertEquals(0, reading.frames);
    assertTrue(
        reading.message.startsWith(folder.resolve(name) + ": cannot be read as a video: "),
        reading.message);
    assertTrue(reading.message.endsWith("; is it a video, and whole?"), reading.message);
  }

  @Test
  void anArtOfTextIsNoVideo() throws IOException {
    Path file = write("art.ans", "\u001b[31mred\n".repeat(100).getBytes());
    assertRefused(file, "cannot be read as a video: it is a text; is it a video, and whole?");
  }

  @Test
  void headAtTheEndCutOff() throws IOException {
    Path whole = make("late.mp4", "-c:v", "mpeg4");
    assertRefused(
        start(whole, "late-cut.mp4", 0.9),
        "cannot be read as a video: Invalid data found when processing input (moov atom not"
            + " found); is it a video, and whole?");
  }

  @Test
  void cutOffInTheMiddle() throws IOException {
    Path cut = start(clip, "cut.mp4", 0.5);
    Reading reading = read(cut.toString());
    assertTrue(reading.frames > 20 && reading.frames < 60, reading.toString());
    assertEquals(
        "%s: damaged or cut off after %d frames: its data ends before its head says; the frames before are good; copy or download it again for the others"
            .formatted(cut, reading.frames),
        reading.message);
  }

  @Test
  void cutOffByAByte() throws IOException {
    Path file = make("tight.mp4", "-an", "-c:v", "mjpeg", "-movflags", "+faststart");
    byte[] bytes = Files.readAllBytes(file);
    Reading reading =
        read(write("tight-cut.mp4", Arrays.copyOf(bytes, bytes.length - 100)).toString());
    assertTrue(reading.frames >= 74, reading.toString());
    assertTrue(reading.message.contains("its data ends before its head says"), reading.message);
  }

  private static void assertCutOff(Path cut, Reading reading) {
    assertCutOff(cut, reading, reading.message);
  }

  private static void assertCutOff(Path cut, Reading reading, String what) {
    assertTrue(
        reading.message.startsWith(
            cut + ": damaged or cut off after " + reading.frames + " frames: "),
        what);
  }

  @ParameterizedTest
  @CsvSource({"cut.mkv, libvpx", "cut.avi, mpeg4"})
  void cutOffWithoutATable(String name, String codec) throws IOException {
    Path cut = start(make("whole-" + name, "-c:v", codec), name, 0.4);
    Reading reading = read(cut.toString());
    assertTrue(reading.frames > 5 && reading.frames < 60, reading.toString());
    assertCutOff(cut, reading);
  }

  /** Within a packet of the stream, and between two, where only a frame is not whole. */
  @ParameterizedTest
  @ValueSource(strings = {"libopenh264", "mpeg4", "mpeg2video"})
  void transportStreamsCutOff(String codec) throws IOException {
    Path whole = makeShort("whole-" + codec + ".ts", codec, 25);
    assertEquals(new Reading(25, "", List.of()), read(whole.toString()));
    byte[] bytes = Files.readAllBytes(whole);
    List<Integer> lengths = new ArrayList<>(List.of(bytes.length / 2 / 188 * 188 + 94));
    for (int at = bytes.length / 4 / 188 * 188; at < bytes.length; at += 7 * 188) {
      // Where the next packet begins a frame, those before it are whole.
      if ((bytes[at + 1] & 0x40) == 0) {
        lengths.add(at);
      }
    }
    assertTrue(lengths.size() > 10, lengths.toString());
    for (int length : lengths) {
      Path cut = write("cut.ts", Arrays.copyOf(bytes, length));
      Reading reading = read(cut.toString());
      assertTrue(reading.frames > 3 && reading.frames <= 25, reading.toString());
      assertCutOff(cut, reading, length + ": " + reading);
    }
  }

  @ParameterizedTest
  @CsvSource({"short.mkv, mpeg4", "short.webm, libvpx", "short.flv, flv", "short.avi, mpeg4"})
  void shortVideosCutOff(String name, String codec) throws IOException {
    Path whole = makeShort("whole-" + name, codec, 12);
    assertEquals(new Reading(12, "", List.of()), read(whole.toString()));
    Path cut = start(whole, name, 2 / 3.0);
    Reading reading = read(cut.toString());
    assertTrue(reading.frames > 3 && reading.frames < 12, reading.toString());
    assertCutOff(cut, reading);
  }

  @ParameterizedTest
  @CsvSource({"few.mkv, mpeg4", "few.webm, libvpx", "few.flv, flv", "few.avi, mpeg4"})
  void theShortestVideosAreWhole(String name, String codec) {
    for (int frames = 1; frames <= 3; frames++) {
      Path file = makeShort(name, codec, frames);
      assertEquals(new Reading(frames, "", List.of()), read(file.toString()), name);
    }
  }

  private static Path makeShort(String name, String codec, int frames) {
    return Ffmpeg.make(
        folder.resolve(name),
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=160x120:rate=10",
        "-frames:v",
        Integer.toString(frames),
        "-c:v",
        codec);
  }

  /** The decoder is some frames behind what it was given when the connection breaks. */
  @Test
  void framesBeforeALostConnectionAreGiven() throws IOException {
    Path whole = make("ordered.mp4", "-c:v", "mpeg4", "-bf", "2", "-movflags", "+faststart");
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = start(whole, "half.mp4", 0.5);
    Reading local = read(cut.toString());
    try (FakeCamera server =
        new FakeCamera(
            sender ->
                sender
                    .text(
                        "HTTP/1.0 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: "
                            + bytes.length
                            + "\r\n\r\n")
                    .bytes(Arrays.copyOf(bytes, bytes.length / 2)))) {
      Reading remote = read(server.url());
      assertEquals(local.frames, remote.frames, remote.toString());
      assertTrue(remote.message.contains("damaged or cut off after"), remote.message);
    }
  }

  /** Two recordings in one file, as {@code cat} makes it: times begin anew in the middle. */
  @Test
  void timesThatBeginAnewGoOn() throws IOException {
    byte[] bytes = Files.readAllBytes(makeShort("one.ts", "mpeg4", 12));
    byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
    System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
    Path file = write("two.ts", twice);
    try (FrameSource source = VideoSources.open(file.toString(), VideoOptions.defaults())) {
      List<Long> millis = Frames.millis(Frames.all(source));
      assertEquals(24, millis.size());
      for (int i = 0; i < 24; i++) {
        assertEquals(100 * i, millis.get(i), 1, millis.toString());
      }
    }
  }

  @Test
  void wholeVideosAreNot() {
    for (String name : List.of("w.mp4", "w.mkv", "w.avi", "w.ts")) {
      assertEquals(
          new Reading(75, "", List.of()), read(make(name, "-c:v", "mpeg4").toString()), name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "1.7"})
  void neitherAreThoseCutWithScissors(String from) {
    Path file =
        Ffmpeg.make(
            folder.resolve("scissors.mp4"), "-ss", from, "-i", clip.toString(), "-c", "copy");
    int shown = (int) Math.round((3 - Double.parseDouble(from)) * 25);
    Reading reading = read(file.toString());
    assertEquals("", reading.message);
    assertEquals(List.of(), reading.told);
    assertEquals(shown, reading.frames, 1);
    try (FrameSource source = VideoSources.open(file.toString(), VideoOptions.defaults())) {
      assertEquals(reading.frames, source.facts().frames().orElseThrow());
    }
    List<Frame> all;
    try (FrameSource source = VideoSources.open(file.toString(), VideoOptions.defaults())) {
      all = Frames.all(source);
    }
    VideoOptions sought = VideoOptions.defaults().withFrom(FramePosition.frame(20));
    try (FrameSource source = VideoSources.open(file.toString(), sought)) {
      Frame first = source.next().orElseThrow();
      assertEquals(20, first.index());
      assertEquals(Frames.hash(all.get(20)), Frames.hash(first));
    }
  }

  @Test
  void longerSoundIsNoDamage() {
    Path file =
        Ffmpeg.make(
            folder.resolve("long.mp4"),
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=96x64:rate=25:duration=1",
            "-f",
            "lavfi",
            "-i",
            "sine=duration=4",
            "-c:v",
            "mpeg4");
    assertEquals(new Reading(25, "", List.of()), read(file.toString()));
  }

  @Test
  void soundOnly() {
    Path file = Ffmpeg.make(folder.resolve("sound.m4a"), "-f", "lavfi", "-i", "sine=duration=1");
    assertRefused(
        file,
        "cannot be read as a video: it has no video stream (audio only); name a file with one");
  }

  @Test
  void aCoverPictureIsNoVideo() {
    Path cover =
        Ffmpeg.make(folder.resolve("c.png"), "-f", "lavfi", "-i", "testsrc", "-frames:v", "1");
    Path file =
        Ffmpeg.make(
            folder.resolve("song.mp3"),
            "-f",
            "lavfi",
            "-i",
            "sine=duration=1",
            "-i",
            cover.toString(),
            "-map",
            "0",
            "-map",
            "1",
            "-c:v",
            "copy",
            "-disposition:v",
            "attached_pic");
    assertRefused(
        file,
        "cannot be read as a video: it has no video stream (audio only); name a file with one");
  }

  @Test
  void zeroFrames() {
    Path file = make("zero.mkv", "-frames:v", "0", "-c:v", "mpeg4", "-an");
    Reading reading = read(file.toString());
    assertEquals(0, reading.frames);
    assertTrue(reading.message.startsWith(file + ": cannot be read as a video: "), reading.message);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 5", "97, 61", "2, 200", "1921, 17"})
  void oddSizes(int width, int height) {
    Path file =
        Ffmpeg.make(
            folder.resolve("odd%dx%d.mkv".formatted(width, height)),
            "-f",
            "lavfi",
            "-i",
            "color=red:size=%dx%d:rate=5:duration=1".formatted(width, height),
            "-c:v",
            "ffv1",
            "-pix_fmt",
            "yuv444p");
    try (FrameSource source = VideoSources.open(file.toString(), VideoOptions.defaults())) {
      List<Frame> frames = Frames.all(source);
      assertEquals(5, frames.size());
      for (Frame frame : frames) {
        assertEquals(width, frame.image().width());
        assertEquals(height, frame.image().height());
        assertEquals(255, frame.image().value(width - 1, height - 1, 2), 3);
        assertEquals(0, frame.image().value(width - 1, height - 1, 0), 3);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"82, 50", "66, 34", "90, 18", "2, 2", "18, 16"})
  void theLastColumnIsConvertedAsWell(int width, int height) {
    Path file =
        Ffmpeg.make(
            folder.resolve("even%dx%d.mkv".formatted(width, height)),
            "-f",
            "lavfi",
            "-i",
            "color=red:size=%dx%d:rate=5:duration=1".formatted(width, height),
            "-c:v",
            "ffv1",
            "-pix_fmt",
            "yuv420p");
    try (FrameSource source = VideoSources.open(file.toString(), VideoOptions.defaults())) {
      Image image = source.next().orElseThrow().image();
      for (int x = 0; x < width; x++) {
        for (int y = 0; y < height; y++) {
          assertEquals(255, image.value(x, y, 2), 3);
          assertEquals(0, image.value(x, y, 1), 3);
        }
      }
    }
  }

  @Test
  void sizeThatChangesOnTheWay() throws IOException {
    Path small = make("small.ts", "-an", "-c:v", "mpeg2video", "-t", "1");
    Path large =
        Ffmpeg.make(
            folder.resolve("large.ts"),
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=192x128:rate=25:duration=1",
            "-c:v",
            "mpeg2video");
    byte[] first = Files.readAllBytes(small);
    byte[] second = Files.readAllBytes(large);
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    Path file = write("both.ts", both);
    try (FrameSource source = VideoSources.open(file.toString(), VideoOptions.defaults())) {
      List<Frame> frames = Frames.all(source);
      assertTrue(frames.size() >= 48, frames.size() + " frames");
      assertTrue(frames.stream().allMatch(f -> f.image().width() == 96), "one size");
    }
  }

  @Test
  void damageInTheMiddle() throws IOException {
    Path whole = make("solid.avi", "-an", "-c:v", "mjpeg");
    byte[] bytes = Files.readAllBytes(whole);
    for (int i = bytes.length / 2; i < bytes.length / 2 + 4000; i++) {
      bytes[i] = 0;
    }
    Reading reading = read(write("holed.avi", bytes).toString());
    assertTrue(reading.frames > 40 && reading.frames < 75, reading.toString());
    assertEquals(1, reading.told.size(), reading.toString());
    assertTrue(
        reading
            .told
            .get(0)
            .contains("holed.avi: " + reading.frames + " frames came, its head says 75; "),
        reading.toString());
  }

  /** Nanoseconds of three hundred years do not fit into a long. */
  @Test
  void aHeadThatSaysThousandsOfYearsLies() throws IOException {
    byte[] bytes = Files.readAllBytes(makeShort("years.mkv", "mpeg4", 12));
    ByteBuffer head = ByteBuffer.wrap(bytes);
    int at = 0;
    // Duration (RFC 9559): its number, a size of 8 bytes, a double of milliseconds.
    while (head.getShort(at) != 0x4489 || bytes[at + 2] != (byte) 0x88) {
      at++;
    }
    head.putDouble(at + 3, 1e13);
    Path file = write("years.mkv", bytes);
    Reading reading = read(file.toString());
    assertEquals(12, reading.frames);
    assertTrue(reading.message.contains(": it ends at 1.20 s, its head says "), reading.message);
  }

  @ParameterizedTest(name = "-Djpose.seed={0}")
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void randomDamageEndsInFramesOrAMessage(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = Files.readAllBytes(clip);
    int holes = 1 + random.nextInt(40);
    for (int i = 0; i < holes; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    Reading reading = read(write("random.mp4", bytes).toString());
    assertTrue(reading.frames <= 80, reading.toString());
    assertTrue(reading.frames > 0 || !reading.message.isEmpty(), reading.toString());
  }

  @Test
  void noCamera() {
    Reading reading = read("63");
    assertTrue(
        reading.message.startsWith("camera 63: there is no /dev/video63; cameras found: "),
        reading.message);
  }

  @Test
  void nobodyListens() {
    Reading reading = read("http://name:secret@127.0.0.1:9/video");
    assertEquals(
        "http://name:***@127.0.0.1:9/video: cannot be opened: Connection refused (Connection to"
            + " tcp://127.0.0.1:9 failed: Connection refused); check the name, and that it is on"
            + " and in reach",
        reading.message);
  }
}
