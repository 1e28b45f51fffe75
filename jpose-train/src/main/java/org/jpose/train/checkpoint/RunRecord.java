package org.jpose.train.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFile;

/**
 * What a run is: {@code run.json}.
 *
 * @param settings all that the weights depend on, by name, and what else was asked for
 * @param sessions the processes that worked on it, in order
 */
public record RunRecord(Map<String, String> settings, List<RunSession> sessions) {
  /** Name of the file. */
  public static final String FILE = "run.json";

  private static final String FORMAT = "jpose-run/1";

  /** What earlier records call a setting, and what it is called. */
  private static final Map<String, String> RENAMED = Map.of("input", "size", "batch-size", "batch");

  /** Copies, keeping the order. */
  public RunRecord {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    sessions = List.copyOf(sessions);
  }

  /** Whether a folder is a run's. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /**
   * Reads a run's record.
   *
   * @throws FileException if there is none or it is damaged
   */
  public static RunRecord read(Path folder) {
    Path file = folder.resolve(FILE);
    JsonNode root = JsonFile.read(file, FORMAT);
    Map<String, String> settings = new LinkedHashMap<>();
    JsonFile.require(file, root, "settings")
        .properties()
        .forEach(
            setting ->
                settings.put(
                    RENAMED.getOrDefault(setting.getKey(), setting.getKey()),
                    setting.getValue().asText()));
    List<RunSession> sessions = new ArrayList<>();
    try {
      for (JsonNode session : JsonFile.require(file, root, "sessions")) {
        sessions.add(
            new RunSession(
                session.path("program").asText(),
                Instant.parse(JsonFile.require(file, session, "started").asText()),
                Instant.parse(JsonFile.require(file, session, "ended").asText()),
                JsonFile.require(file, session, "firstStep").asLong(),
                JsonFile.require(file, session, "lastStep").asLong(),
                JsonFile.require(file, session, "end").asText(),
                session.path("damagedSamples").asInt()));
      }
    } catch (DateTimeException e) {
      throw new FileException(file + ": " + e.getMessage() + "; is it damaged?", e);
    }
    return new RunRecord(settings, sessions);
  }

  /**
   * Writes it into a folder, in place of an older one.
   *
   * @throws IOException if it cannot be written; the older one stays
   */
  public void write(Path folder) throws IOException {
    ObjectNode root = JsonFile.object().put("format", FORMAT);
    ObjectNode values = root.putObject("settings");
    settings.forEach(values::put);
    ArrayNode list = root.putArray("sessions");
    for (RunSession session : sessions) {
      list.addObject()
          .put("program", session.program())
          .put("started", session.started().toString())
          .put("ended", session.ended().toString())
          .put("firstStep", session.firstStep())
          .put("lastStep", session.lastStep())
          .put("end", session.end())
          .put("damagedSamples", session.damaged());
    }
    try (PendingFile file = PendingFile.beside(folder.resolve(FILE))) {
      try {
        Files.write(file.path(), JsonFile.bytes(root));
        file.commit();
      } catch (IOException e) {
        throw new IOException(file.failure(e).getMessage(), e);
      }
    }
  }

  /** The same with its last session changed. */
  public RunRecord withLastSession(RunSession session) {
    List<RunSession> changed = new ArrayList<>(sessions);
    changed.set(changed.size() - 1, session);
    return new RunRecord(settings, changed);
  }

  /** The same run, with other settings where they may change, and one more session. */
  public RunRecord resumed(Map<String, String> newSettings, RunSession session) {
    List<RunSession> longer = new ArrayList<>(sessions);
    longer.add(session);
    return new RunRecord(newSettings, longer);
  }

  /**
   * Names of settings that differ, those left out of the comparison apart.
   *
   * @param wanted settings of the run to compare with
   * @param free names that may differ
   * @return a line each: name, what the run has, what is wanted
   */
  public List<String> differences(Map<String, String> wanted, List<String> free) {
    List<String> found = new ArrayList<>();
    Map<String, String> all = new LinkedHashMap<>(settings);
    wanted.forEach(all::putIfAbsent);
    for (String name : all.keySet()) {
      String here = settings.getOrDefault(name, "");
      String there = wanted.getOrDefault(name, "");
      if (!free.contains(name) && !here.equals(there)) {
        found.add(
            "%s is %s, the run has %s"
                .formatted(name, quoted(there, "not given"), quoted(here, "none")));
      }
    }
    return found;
  }

  private static String quoted(String value, String nothing) {
    return value.isEmpty() ? nothing : "'" + value + "'";
  }
}
