package org.jpose.cli.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jpose.Jpose;
import org.jpose.cli.Clips;
import org.jpose.cli.terminal.StopSignal;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.FileException;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Outputs of a video of which one cannot be written. */
@Timeout(120)
class VideoRunTest {
  private static final int FRAMES = 20;

  @TempDir Path folder;

  private final StringWriter err = new StringWriter();
  private Path clip;
  private Path json;
  private Path csv;

  @BeforeEach
  void nameFiles() {
    clip = Clips.write(folder.resolve("walk.mp4"), FRAMES);
    json = folder.resolve("people.jsonl");
    csv = folder.resolve("people.csv");
  }

  /** A video that cannot take a frame, or be finished. */
  private static final class Sink implements PeopleSink {
    private int failingFrame = FRAMES;
    private Runnable atFirst = () -> {};
    private int written;
    private boolean complete;
    private boolean closed;

    @Override
    public void write(FramePeople people) {
      if (written == 0) {
        atFirst.run();
      }
      if (written++ == failingFrame) {
        throw new FileException("out.mp4: disk full");
      }
    }

    @Override
    public void complete() {
      complete = true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private VideoRun.Outcome run(Sink sink) {
    VideoArguments arguments = CommandLine.populateCommand(new VideoArguments());
    VideoTargets targets =
        new VideoTargets(
            Optional.of(Path.of("out.mp4")),
            Optional.of(json.toString()),
            Optional.of(csv.toString()),
            Set.of());
    PrintWriter report = new PrintWriter(new StringWriter());
    try (PoseEstimator estimator = Jpose.estimator("lite-int8", EstimatorOptions.defaults())) {
      VideoRun.Outcome outcome =
          new VideoRun(
                  estimator,
                  PipelineOptions.defaults().withAhead(1),
                  arguments,
                  "lite-int8",
                  new StopSignal(code -> {}),
                  report,
                  new PrintWriter(err, true),
                  false)
              .process(
                  clip.toString(),
                  VideoSources.open(clip.toString(), VideoOptions.defaults()),
                  targets,
                  name -> sink);
      assertTrue(sink.closed);
      return outcome;
    }
  }

  private List<Integer> frames() throws IOException {
    return Files.readAllLines(json).stream().map(VideoRunTest::frame).toList();
  }

  private static int frame(String line) {
    try {
      return new ObjectMapper().readTree(line).get("frame").asInt();
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private Set<Integer> framesOfRows() throws IOException {
    List<String> rows = Files.readAllLines(csv);
    int column = List.of(rows.get(0).split(",")).indexOf("frame");
    return rows.stream()
        .skip(1)
        .map(row -> Integer.valueOf(row.split(",")[column]))
        .collect(Collectors.toSet());
  }

  @Test
  void aVideoThatCannotBeWrittenLeavesTheOthersWhole() throws IOException {
    Sink sink = new Sink();
    sink.failingFrame = 3;
    assertEquals(VideoRun.Outcome.FAILED, run(sink));
    assertEquals("jpose: " + clip + ": out.mp4: disk full\n", err.toString());
    List<Integer> frames = frames();
    assertTrue(frames.size() > 3, frames.toString());
    assertTrue(frames.size() < FRAMES, "no more is read: " + frames);
    for (int i = 0; i < frames.size(); i++) {
      assertEquals(i, frames.get(i));
    }
    assertEquals(Set.copyOf(frames), framesOfRows());
    assertEquals(4, sink.written);
    assertFalse(sink.complete);
  }

  /** Frames are all there, and the name of one file is taken by a folder meanwhile. */
  @Test
  void resultsThatCannotBeFinishedLeaveTheOthersWhole() throws IOException {
    Sink sink = new Sink();
    sink.atFirst =
        () -> {
          try {
            Files.createDirectories(json.resolve("taken"));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };
    assertEquals(VideoRun.Outcome.FAILED, run(sink));
    assertTrue(
        err.toString().startsWith("jpose: " + clip + ": " + json + ": could not be written: "),
        err.toString());
    assertEquals(FRAMES, framesOfRows().size());
    assertEquals(FRAMES, sink.written);
    assertTrue(sink.complete);
  }

  @Test
  void whereTheFirstFrameCannotBeWrittenEarlierFilesStay() throws IOException {
    Files.writeString(json, "earlier");
    Sink sink = new Sink();
    sink.failingFrame = 0;
    assertEquals(VideoRun.Outcome.FAILED, run(sink));
    assertEquals("jpose: " + clip + ": out.mp4: disk full\n", err.toString());
    assertEquals("earlier", Files.readString(json));
    assertFalse(Files.exists(csv));
    assertFalse(sink.complete);
  }
}
