package org.jpose.cli.video;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jpose.cli.Clips;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.core.image.Image;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSink;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.media.video.write.VideoSinks;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code jpose video}, from a video file to what is written. */
@Timeout(120)
class VideoCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FRAMES = 12;

  @TempDir static Path clips;
  private static Path clip;

  @TempDir Path folder;

  @BeforeAll
  static void writeClip() {
    clip = Clips.write(clips.resolve("walk.mp4"), FRAMES);
  }

  private static Program video(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("video"));
    all.addAll(Arrays.asList(arguments));
    return Program.run(all.toArray());
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return new TreeSet<>(
          files
              .filter(Files::isRegularFile)
              .map(file -> folder.relativize(file).toString())
              .toList());
    }
  }

  @Test
  void peopleAreDrawnFollowedAndWritten() throws IOException {
    Path out = folder.resolve("people.mp4");
    Path json = folder.resolve("people.jsonl");
    Path csv = folder.resolve("people.csv");
    Program program =
        video(clip, "--out", out, "--json", json, "--csv", csv, "--track", "--angles").succeeds();
    List<Frame> frames = Clips.read(clip);
    List<Frame> drawn = Clips.read(out);
    assertEquals(FRAMES, frames.size());
    assertEquals(
        frames.stream().map(Frame::time).toList(), drawn.stream().map(Frame::time).toList());
    List<JsonNode> lines = lines(json);
    assertEquals(FRAMES, lines.size());
    double first = nose(lines.get(0), 1);
    for (int i = 0; i < FRAMES; i++) {
      JsonNode line = lines.get(i);
      assertEquals(clip.toString(), line.get("file").asText());
      assertEquals(i, line.get("frame").asInt());
      assertEquals(i / 10.0, line.get("time").asDouble(), 0.002);
      assertEquals("base", line.get("model").asText());
      assertEquals(2, line.get("people").size(), line.toString());
      assertEquals(first + Clips.DRIFT * i, nose(line, 1), 6, line.toString());
      assertTrue(line.get("people").get(0).has("angles"));
      assertChanged(frames.get(i), drawn.get(i), line.get("people").get(0));
    }
    List<String> rows = Files.readAllLines(csv);
    assertEquals("file,frame,time,person,joint,x,y,score,angle", rows.get(0));
    assertTrue(rows.stream().anyMatch(row -> row.startsWith(clip + ",11,1.1,2,")), rows.toString());
    assertTrue(
        program
            .out()
            .contains(clip + ": 12 frames, 24 people in all, at most 2 in a frame, 2 tracks;"),
        program.out());
    assertTrue(
        program
            .out()
            .matches(
                "(?s).*processor time: decode [0-9.]+ %, preparation .*network .*encoding .* %\\R"),
        program.out());
    assertEquals(Set.of("people.csv", "people.jsonl", "people.mp4"), files());
  }

  private static double nose(JsonNode line, int person) {
    for (JsonNode one : line.get("people")) {
      if (one.get("id").asInt() == person) {
        return Photos.keypoint(one, "nose").get("x").asDouble();
      }
    }
    throw new AssertionError("no person " + person + " in " + line);
  }

  /** The neck is painted over, a corner of the picture is as it was. */
  private static void assertChanged(Frame before, Frame after, JsonNode person) {
    JsonNode neck = Photos.keypoint(person, "neck");
    int x = neck.get("x").asInt();
    int y = neck.get("y").asInt();
    assertTrue(difference(before, after, x, y) > 60, person.toString());
    assertTrue(difference(before, after, Clips.WIDTH - 5, Clips.HEIGHT - 5) < 30);
  }

  private static int difference(Frame a, Frame b, int x, int y) {
    int difference = 0;
    for (int c = 0; c < 3; c++) {
      difference += Math.abs(a.image().value(x, y, c) - b.image().value(x, y, c));
    }
    return difference;
  }

  @Test
  void aPartOfAVideoEveryOtherFrame() throws IOException {
    Path json = folder.resolve("part.json");
    Path out = folder.resolve("frames/f_%03d.png");
    Files.createDirectory(folder.resolve("frames"));
    video(
            clip,
            "--from",
            "3",
            "--to",
            "0.8s",
            "--step",
            "2",
            "--json",
            json,
            "--json-format",
            "jpose",
            "--out",
            out,
            "--on-black",
            "--quiet")
        .succeeds();
    List<Integer> indices = new ArrayList<>();
    JSON.readTree(json.toFile()).get("images").forEach(i -> indices.add(i.get("frame").asInt()));
    assertEquals(List.of(3, 5, 7), indices);
    assertEquals(
        Set.of("frames/f_003.png", "frames/f_005.png", "frames/f_007.png", "part.json"), files());
  }

  @Test
  void severalVideosGoIntoFoldersAndABadOneStopsNothing() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.mp4"), "no video");
    Path second = Files.copy(clip, folder.resolve("second.mp4"));
    Path drawn = folder.resolve("drawn");
    Path tables = folder.resolve("tables");
    Path keypoints = folder.resolve("keypoints");
    Program program =
        video(
            clip,
            bad,
            second,
            "--to",
            "2",
            "--out",
            drawn,
            "--csv",
            tables,
            "--csv-layout",
            "wide",
            "--boxes",
            "--json",
            keypoints,
            "--json-format",
            "openpose",
            "--quiet");
    assertEquals(ExitCode.SOME_FAILED, program.code(), program.err());
    assertEquals("", program.out());
    assertTrue(program.err().startsWith("jpose: " + bad + ": cannot be read as a video: "));
    assertEquals(1, program.err().lines().count(), program.err());
    assertEquals(
        Set.of(
            "bad.mp4",
            "drawn/second.mp4",
            "drawn/walk.mp4",
            "keypoints/second/second_000000000000_keypoints.json",
            "keypoints/second/second_000000000001_keypoints.json",
            "keypoints/walk/walk_000000000000_keypoints.json",
            "keypoints/walk/walk_000000000001_keypoints.json",
            "second.mp4",
            "tables/second.csv",
            "tables/walk.csv"),
        files());
    List<String> rows = Files.readAllLines(tables.resolve("walk.csv"));
    assertEquals(1 + 2 * 2, rows.size());
    assertTrue(rows.get(0).endsWith(",upper_body_box_height"), rows.get(0));
  }

  @Test
  void openPoseAndCocoOfFrames() throws IOException {
    Path one = folder.resolve("keypoints");
    video(clip, "--to", "2", "--track", "--json", one, "--json-format", "openpose-body25", "-q")
        .succeeds();
    JsonNode person =
        JSON.readTree(one.resolve("walk_000000000001_keypoints.json").toFile())
            .get("people")
            .get(0);
    assertEquals(1, person.get("person_id").get(0).asInt());
    assertEquals(75, person.get("pose_keypoints_2d").size());
    Path coco = folder.resolve("coco.json");
    video(clip, "--from", "5", "--to", "7", "--json", coco, "--json-format", "coco", "-q")
        .succeeds();
    JsonNode people = JSON.readTree(coco.toFile());
    assertEquals(4, people.size());
    assertEquals(6, people.get(3).get("image_id").asInt());
  }

  @Test
  void standardOutputHasResultsOnly() throws IOException {
    Program program = video(clip, "--to", "3", "--json", "-");
    assertEquals(ExitCode.OK, program.code());
    assertEquals(3, program.piped().lines().count());
    assertEquals("", program.out());
    assertTrue(program.err().contains(": 3 frames, 6 people in all"), program.err());
    List<Integer> expected = List.of(0, 1, 2);
    List<Integer> found = new ArrayList<>();
    for (String line : program.piped().lines().toList()) {
      found.add(JSON.readTree(line).get("frame").asInt());
    }
    assertEquals(expected, found);
  }

  /** A part of a video decides nothing on its numbers: the first frame is frame 100. */
  @Test
  void aRealDancerIsOnePerson() throws IOException {
    Path dance = SharedFolder.require("video/Dance.mp4");
    Path json = folder.resolve("dance.jsonl");
    Path out = folder.resolve("dance.mp4");
    Program.run(
            "video", dance, "--from", "100", "--to", "5s", "--smooth", "--json", json, "--out", out)
        .succeeds();
    List<JsonNode> lines = lines(json);
    assertEquals(20, lines.size());
    assertEquals(100, lines.get(0).get("frame").asInt());
    for (JsonNode line : lines) {
      assertEquals(1, line.get("people").size(), line.toString());
      assertEquals(1, line.get("people").get(0).get("id").asInt());
    }
    assertEquals(20, Clips.read(out).size());
  }

  @Test
  void noFrameIsAnErrorAndLeavesNothing() throws IOException {
    Program program = video(clip, "--from", "1:00", "--out", folder.resolve("none.mp4"));
    assertEquals(ExitCode.FAILED, program.code());
    assertTrue(program.err().startsWith("jpose: " + clip + ": has 12 frames"), program.err());
    assertEquals(Set.of(), files());
  }

  /** A video that stops in the middle of its bytes: what was whole is written. */
  @Test
  void aVideoCutOffIsDoneUpToThere() throws IOException {
    Path whole = Clips.write(clips.resolve("whole.mkv"), 3 * FRAMES);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.mkv"), Arrays.copyOf(bytes, bytes.length / 4));
    Path json = folder.resolve("cut.jsonl");
    Path out = folder.resolve("out.mkv");
    Program program = video(cut, "--json", json, "--out", out);
    int done = lines(json).size();
    assertTrue(done > 0 && done < FRAMES, done + " frames");
    assertEquals(done, Clips.read(out).size());
    assertEquals(ExitCode.SOME_FAILED, program.code(), program.err());
    assertTrue(program.err().startsWith("jpose: " + cut + ": "), program.err());
    assertEquals(Set.of("cut.jsonl", "cut.mkv", "out.mkv"), files());
  }

  @Test
  void anOutputThatCannotBeWrittenLeavesNothing() throws IOException {
    Path json = folder.resolve("people.jsonl");
    Program program = video(clip, "--json", json, "--out", folder.resolve("no/such/people.mp4"));
    assertEquals(ExitCode.FAILED, program.code());
    assertTrue(program.err().contains("there is no folder"), program.err());
    assertEquals(Set.of(), files());
    // At once: the video is not even looked at frame by frame.
    Program kind = video(clip, "--json", "-", "--out", folder.resolve("people.wmv"));
    assertEquals(ExitCode.FAILED, kind.code());
    assertTrue(kind.err().contains("people.wmv: not a video file jpose writes"), kind.err());
    assertEquals("", kind.piped());
  }

  @Test
  void whatWasFoundIsWrittenWhenAnotherOutputFails() throws IOException {
    // A file for each frame; the place of the fourth is taken by a folder.
    Path taken = folder.resolve("poses/walk_000000000003_keypoints.json");
    Files.createDirectories(taken);
    Path csv = folder.resolve("people.csv");
    Path out = folder.resolve("people.mp4");
    Program program =
        video(
            clip,
            "--json",
            folder.resolve("poses"),
            "--json-format",
            "openpose",
            "--csv",
            csv,
            "--out",
            out);
    assertEquals(ExitCode.FAILED, program.code());
    assertTrue(program.err().startsWith("jpose: " + clip + ": " + taken + ": is a folder"));
    assertEquals(1, program.complaints().size(), program.err());
    int drawn = Clips.read(out).size();
    assertTrue(drawn > 3, drawn + " frames");
    List<String> rows = Files.readAllLines(csv);
    for (int i = 0; i < drawn; i++) {
      String start = clip + "," + i + ",";
      assertTrue(rows.stream().anyMatch(row -> row.startsWith(start)), rows.toString());
    }
  }

  /** As {@code jpose video ... --json - | head -1}: the rest is for nobody. */
  @Test
  void aReaderThatIsGoneEndsTheRun() {
    AtomicInteger writes = new AtomicInteger();
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            writes.incrementAndGet();
            throw new IOException("Broken pipe");
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            write(0);
          }
        };
    StringWriter err = new StringWriter();
    PrintStream standard = System.out;
    System.setOut(new PrintStream(gone, false, StandardCharsets.UTF_8));
    int code;
    try {
      code =
          Program.commandLine()
              .setErr(new PrintWriter(err, true))
              .execute("video", clip.toString(), "--json", "-");
    } finally {
      System.setOut(standard);
    }
    assertEquals(ExitCode.FAILED, code, err.toString());
    assertTrue(err.toString().contains("standard output: could not be written"), err.toString());
    assertTrue(writes.get() < FRAMES / 2, writes + " writes");
  }

  /** By the mean rate the range has no frame; by the frames' own times it has one. */
  @Test
  void theLastFrameOfAVideoOfVariableRateIsDone() throws IOException {
    Path file = folder.resolve("variable.mp4");
    VideoFacts facts;
    try (FrameSource source = VideoSources.open(clip.toString(), VideoOptions.defaults())) {
      facts = source.facts();
    }
    try (FrameSink sink = VideoSinks.open(file.toString(), facts, RecordingOptions.defaults())) {
      for (Frame frame : Clips.read(clip)) {
        boolean last = frame.index() == FRAMES - 1;
        sink.write(
            new Frame(frame.index(), last ? Duration.ofMillis(1950) : frame.time(), frame.image()));
      }
      sink.complete();
    }
    Path tables = folder.resolve("tables");
    video(file, "--from", "1.95s", "--json", tables).succeeds();
    assertEquals(1, lines(tables.resolve("variable.jsonl")).size());
  }

  /** An address is named in reports, results and names of files; its password is not. */
  @Test
  void passwordsOfAddressesAreNotShownOrWritten() throws IOException {
    byte[] walk = Files.readAllBytes(Clips.write(folder.resolve("walk.mkv"), 2));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, walk.length);
            exchange.getResponseBody().write(walk);
          }
        });
    server.start();
    String place = "127.0.0.1:" + server.getAddress().getPort();
    String address = "http://ann:secret@" + place;
    Path tables = folder.resolve("tables");
    Program program;
    try {
      program = video(address, "--json", tables, "--csv", tables).succeeds();
    } finally {
      server.stop(0);
    }
    assertTrue(
        program.out().contains("http://ann:***@" + place + ": 2 frames, 4 people"), program.out());
    assertFalse(program.out().contains("secret"), program.out());
    assertEquals(Set.of("tables/127.0.0.csv", "tables/127.0.0.jsonl", "walk.mkv"), files());
    assertEquals(
        "http://ann:***@" + place,
        lines(tables.resolve("127.0.0.jsonl")).get(1).get("file").asText());
    assertFalse(Files.readString(tables.resolve("127.0.0.csv")).contains("secret"));
    Program gone = video("http://ann:secret@127.0.0.1:9/v.mp4", "--json", tables);
    assertTrue(
        gone.err().startsWith("jpose: http://ann:***@127.0.0.1:9/v.mp4: cannot be opened: "),
        gone.err());
    assertFalse(gone.err().contains("secret"), gone.err());
  }

  @Test
  void anInputIsNotWrittenOver() throws IOException {
    byte[] before = Files.readAllBytes(clip);
    Program program = video(clip, "--out", clip);
    assertEquals(ExitCode.FAILED, program.code());
    assertTrue(program.err().contains("would replace an input"), program.err());
    assertArrayEquals(before, Files.readAllBytes(clip));
    assertFalse(video(clip, clip, "--csv", folder).code() == ExitCode.OK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--codec mjpeg|--draw, --on-black and --codec go with --out FILE, the video to write",
        "--keep-audio --fps 10 --out o.mp4|--keep-audio does not go with --fps, which changes the"
            + " speed of the pictures only",
        "http://me:secret@camera/b.mp4 --keep-audio --out o|http://me:***@camera/b.mp4:"
            + " --keep-audio takes the sound of video files; download it first, or leave it out",
        "src --keep-audio --out o|src: --keep-audio takes the sound of video files; download it"
            + " first, or leave it out",
        "f_%03d.png --keep-audio --out o|f_%03d.png: --keep-audio takes the sound of video files;"
            + " download it first, or leave it out",
        "--keep-audio|--fps and --keep-audio go with --out FILE, the video to write",
        "--from x1|--from: 'x1': expected a frame (120) or a time (12.5s, 1:20, 1:02:03.5)",
        "--from 9 --to 3|from frame 9 to frame 3 is no frame; exchange them?",
        "--step 0|step 0 must be 1 or more",
        "--threads -1|threads is -1, expected 0 or more",
        "--threads 1001|1001 runs at once and 3 frames ahead: both must be 1 to 1000",
        "--angles|--angles goes with --json in the formats jsonl or jpose, or with --csv",
        "--boxes --csv a.csv|--boxes goes with --json in the formats jsonl or jpose, or with"
            + " --csv-layout wide",
        "--json - --csv -|--json and --csv cannot both go to standard output; name a file for one"
            + " of them",
        "--json-format coco|--json-format goes with --json",
        "--json-format jsonl --csv a.csv|--json-format goes with --json",
        "--json - --json-format openpose|--json-format openpose has a file for each frame; name a"
            + " folder",
        "--json - b.mp4|results of 2 videos cannot go to standard output; name a folder",
        "--show|--show needs a screen, and there is none: run it on a desktop with a whole Java"
            + " (Debian: openjdk-17-jre; not the headless one), or write a file and leave --show"
            + " out",
        "--out o.mp4 --fps 0|0.0 frames a second: must be positive, 1000.0 at most",
      })
  void wrongCommandLines(String options, String message) {
    List<Object> arguments = new ArrayList<>(List.of("video", "a.mp4"));
    arguments.addAll(List.of(options.split(" ")));
    Program.run(arguments.toArray()).refuses("jpose video", message);
  }

  @Test
  void aFolderThatCannotBeMadeIsToldWithTheReason() throws IOException {
    Path results = Files.createFile(folder.resolve("file")).resolve("results");
    Program run = Program.run("video", clip, "--json", results);
    assertEquals(
        "jpose: "
            + clip
            + ": "
            + results
            + ": folder cannot be made: Not a directory; choose another place or allow it\n",
        run.err());
  }

  /** What is seen does not depend on how a video is stored; pixels and aspect are the file's. */
  @Test
  void pixelsThatAreNotSquare() throws IOException {
    JsonNode square = firstFrame(stored("square.mkv", 656, 352, 1), "square.mp4");
    JsonNode narrow = firstFrame(stored("narrow.mkv", 328, 352, 2), "narrow.mp4");
    JsonNode flat = firstFrame(stored("flat.mkv", 656, 264, 0.75), "flat.mp4");
    assertFalse(square.has("pixel_aspect"));
    assertEquals(2, narrow.get("pixel_aspect").asDouble());
    assertEquals(0.75, flat.get("pixel_aspect").asDouble());
    assertSamePeople(square, narrow, 2, 1);
    assertSamePeople(square, flat, 1, 4 / 3.0);
  }

  private static void assertSamePeople(JsonNode square, JsonNode stored, double x, double y) {
    assertEquals(2, square.get("people").size());
    assertEquals(2, stored.get("people").size());
    for (int i = 0; i < 2; i++) {
      JsonNode seen = square.get("people").get(i);
      JsonNode found = stored.get("people").get(i);
      assertEquals(seen.get("score").asDouble(), found.get("score").asDouble(), 0.06);
      for (String joint : List.of("neck", "left_shoulder", "right_shoulder", "right_elbow")) {
        JsonNode expected = Photos.keypoint(seen, joint);
        JsonNode there = Photos.keypoint(found, joint);
        assertEquals(expected.get("x").asDouble(), x * there.get("x").asDouble(), 16, joint);
        assertEquals(expected.get("y").asDouble(), y * there.get("y").asDouble(), 16, joint);
      }
      assertEquals(
          angleSeen(found, stored.path("pixel_aspect").asDouble(1)),
          found.get("angles").get("right_elbow").asDouble(),
          0.2);
    }
  }

  private static double angleSeen(JsonNode person, double aspect) {
    JsonNode elbow = Photos.keypoint(person, "right_elbow");
    double[] directions = new double[2];
    for (int i = 0; i < 2; i++) {
      JsonNode end = Photos.keypoint(person, i == 0 ? "right_shoulder" : "right_wrist");
      directions[i] =
          Math.atan2(
              end.get("y").asDouble() - elbow.get("y").asDouble(),
              aspect * (end.get("x").asDouble() - elbow.get("x").asDouble()));
    }
    double between = Math.abs(Math.toDegrees(directions[0] - directions[1]));
    return Math.min(between, 360 - between);
  }

  /** The sample in so many pixels, shown as the sample. */
  private Path stored(String name, int width, int height, double aspect) throws IOException {
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    scaled
        .createGraphics()
        .drawImage(
            Photos.pixels().getScaledInstance(width, height, java.awt.Image.SCALE_AREA_AVERAGING),
            0,
            0,
            null);
    Path file = folder.resolve(name);
    VideoFacts facts =
        new VideoFacts(name, width, height, 10, OptionalLong.of(1), Optional.empty(), false);
    try (FrameSink sink = VideoSinks.open(file.toString(), facts, RecordingOptions.defaults())) {
      sink.write(new Frame(0, Duration.ZERO, Image.of(scaled).withPixelAspect(aspect)));
      sink.complete();
    }
    return file;
  }

  private JsonNode firstFrame(Path video, String out) throws IOException {
    Path json = folder.resolve(out + ".jsonl");
    video(video, "--angles", "--json", json, "--out", folder.resolve(out), "-q", "--to", "1");
    try (FrameSource source =
        VideoSources.open(folder.resolve(out).toString(), VideoOptions.defaults())) {
      double aspect = lines(json).get(0).path("pixel_aspect").asDouble(1);
      assertEquals(aspect, source.next().orElseThrow().image().pixelAspect());
    }
    return lines(json).get(0);
  }
}
