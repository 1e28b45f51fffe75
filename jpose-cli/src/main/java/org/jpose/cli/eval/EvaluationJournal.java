package org.jpose.cli.eval;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.cli.terminal.OutputException;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.LockedFile;
import org.jpose.data.coco.CocoDetection;

/**
 * What a run has done so far, so that the same run can go on where another was interrupted: the
 * settings, then a line for each image that is done, written at once. A line that was being written
 * when the program was killed is not there for the next. Failed images have no line: they are tried
 * again.
 */
final class EvaluationJournal implements AutoCloseable {
  private static final String FIRST_LINE = "jpose eval journal 1";

  private final Path file;
  private final LockedFile lock;
  private final FileChannel channel;
  private final Map<Long, List<CocoDetection>> done = new LinkedHashMap<>();

  private EvaluationJournal(Path file, LockedFile lock) {
    this.file = file;
    this.lock = lock;
    this.channel = lock.channel();
  }

  /**
   * Opens a journal and reads what is done; a new one if there is none.
   *
   * @param settings all that results depend on
   * @param fresh whether to forget what is done
   * @throws IllegalArgumentException if the journal is of a run with other settings; says which
   */
  static EvaluationJournal open(Path file, Map<String, String> settings, boolean fresh) {
    try {
      LockedFile lock = lock(file);
      try {
        EvaluationJournal journal = new EvaluationJournal(file, lock);
        journal.read(settings, fresh);
        return journal;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new FileException(file + ": cannot be opened: " + FileException.reason(e), e);
    }
  }

  private static LockedFile lock(Path file) throws IOException {
    return LockedFile.tryLock(file)
        .orElseThrow(
            () ->
                new FileException(
                    file
                        + ": another jpose eval is writing there; wait for it, or name another"
                        + " --out"));
  }

  private void read(Map<String, String> settings, boolean fresh) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // Reading goes on until the buffer is full.
    }
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    if (!text.startsWith(FIRST_LINE) && !FIRST_LINE.startsWith(text)) {
      throw new FileException(
          file + ": is there and not of jpose eval; name another --out, or move it away");
    }
    int whole = text.lastIndexOf('\n') + 1;
    List<String> lines = text.substring(0, whole).lines().toList();
    EvaluationSettings now = new EvaluationSettings(settings);
    EvaluationSettings before = EvaluationSettings.read(lines.stream().skip(1).toList());
    int header = 1 + before.count();
    if (fresh || lines.size() <= header) {
      // Not fresh: killed before the first image, nothing is lost.
      channel.truncate(0);
      append(FIRST_LINE + "\n" + now.text());
      return;
    }
    requireSame(before, now);
    for (String line : lines.subList(header, lines.size())) {
      restore(line);
    }
    channel.truncate(text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
    channel.position(channel.size());
  }

  private void requireSame(EvaluationSettings before, EvaluationSettings now) {
    before
        .difference(now)
        .ifPresent(
            difference -> {
              throw new IllegalArgumentException(
                  "%s: holds a run with other settings: %s; give the same to go on, --fresh to start anew, or another --out"
                      .formatted(file.toAbsolutePath().getParent(), difference));
            });
  }

  private void restore(String line) {
    try {
      String[] words = line.split(" ");
      long image = Long.parseLong(words[0]);
      int people = Integer.parseInt(words[1]);
      int each = people == 0 ? 0 : (words.length - 2) / people;
      List<CocoDetection> detections = new ArrayList<>();
      for (int i = 0, at = 2; i < people; i++) {
        int category = Integer.parseInt(words[at++]);
        double score = Double.parseDouble(words[at++]);
        float[] triplets = new float[each - 2];
        for (int j = 0; j < triplets.length; j++) {
          triplets[j] = Float.parseFloat(words[at++]);
        }
        detections.add(new CocoDetection(image, category, triplets, score));
      }
      done.put(image, detections);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new FileException(
          file + ": is damaged at '" + abbreviated(line) + "'; --fresh starts anew", e);
    }
  }

  private static String abbreviated(String line) {
    return line.length() > 40 ? line.substring(0, 40) + "..." : line;
  }

  /** What was done before, by image. */
  Map<Long, List<CocoDetection>> done() {
    return done;
  }

  /** Adds an image that is done. */
  void add(long image, List<CocoDetection> detections) {
    StringBuilder line = new StringBuilder().append(image).append(' ').append(detections.size());
    for (CocoDetection detection : detections) {
      line.append(' ').append(detection.category()).append(' ').append(detection.score());
      for (int joint = 0; joint < detection.count(); joint++) {
        line.append(' ').append(detection.x(joint));
        line.append(' ').append(detection.y(joint));
        line.append(' ').append(detection.jointScore(joint));
      }
    }
    try {
      append(line.append('\n').toString());
    } catch (IOException e) {
      throw new OutputException(
          new FileException(file + ": cannot be written: " + FileException.reason(e), e));
    }
  }

  private void append(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new FileException(file + ": cannot be closed: " + FileException.reason(e), e);
    }
  }
}
