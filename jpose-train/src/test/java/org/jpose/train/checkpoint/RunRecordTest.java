package org.jpose.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.disk.FileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00.25Z");

  @TempDir private Path folder;

  private static RunRecord record() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model", "lite");
    settings.put("lr", "0.001");
    settings.put("epochs", "60");
    RunSession session = new RunSession("jpose 0.1", START, START, 0, 0, RunSession.RUNNING);
    return new RunRecord(settings, List.of(session));
  }

  @Test
  void comesBackAsItWas() throws IOException {
    assertFalse(RunRecord.isIn(folder));
    RunRecord stopped =
        record()
            .withLastSession(
                record().sessions().get(0).ended(START.plusSeconds(90), 41, "stopped"));
    RunSession next = new RunSession("jpose 0.2", START, START, 41, 41, RunSession.RUNNING);
    RunRecord resumed = stopped.resumed(stopped.settings(), next);
    resumed.write(folder);
    assertTrue(RunRecord.isIn(folder));
    RunRecord read = RunRecord.read(folder);
    assertEquals(resumed, read);
    assertEquals(List.copyOf(resumed.settings().keySet()), List.copyOf(read.settings().keySet()));
    assertEquals(41, read.sessions().get(0).lastStep());
  }

  @Test
  void settingsOfEarlierRunsHaveTheirNamesOfToday() throws IOException {
    Map<String, String> earlier = Map.of("input", "64x64", "batch-size", "2", "seed", "1");
    new RunRecord(earlier, List.of()).write(folder);
    RunRecord read = RunRecord.read(folder);
    assertEquals(Map.of("size", "64x64", "batch", "2", "seed", "1"), read.settings());
  }

  @Test
  void tellsWhatDiffers() {
    Map<String, String> wanted = Map.of("model", "cmu", "lr", "0.001", "clip", "1", "epochs", "9");
    assertEquals(
        List.of("model is 'cmu', the run has 'lite'", "clip is '1', the run has none"),
        record().differences(wanted, List.of("epochs")));
    assertEquals(
        List.of("lr is not given, the run has '0.001'"),
        record().differences(Map.of("model", "lite", "epochs", "60"), List.of()));
    assertEquals(List.of(), record().differences(record().settings(), List.of()));
  }

  @Test
  void damageIsNamed() throws IOException {
    Path file = folder.resolve(RunRecord.FILE);
    assertEquals(
        file + ": no such file",
        assertThrows(FileException.class, () -> RunRecord.read(folder)).getMessage());
    record().write(folder);
    Files.writeString(file, Files.readString(file).replace("T10:00", "T99:00"));
    String message = assertThrows(FileException.class, () -> RunRecord.read(folder)).getMessage();
    assertTrue(message.startsWith(file + ": Text '2026-11-22T99:00:00.250Z'"), message);
  }
}
