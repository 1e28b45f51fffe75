package org.jpose.zoo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.FileException;
import org.jpose.zoo.download.Checksum;

/**
 * What the store remembers of an installed model: its files with their hashes, where they came from
 * and, for a user's own model, its card. Written last; a folder without it is no model.
 */
final class InstallationRecord {
  static final String FILE = "model.properties";

  private static final String FORMAT = "format";
  private static final String VERSION = "1";

  private InstallationRecord() {}

  static byte[] text(InstalledModel model) {
    Properties record = new Properties();
    record.setProperty(FORMAT, VERSION);
    record.setProperty("origin", model.origin());
    record.setProperty("trusted", Boolean.toString(model.trusted()));
    for (int i = 0; i < model.files().size(); i++) {
      StoredFile file = model.files().get(i);
      String key = "stored." + (i + 1);
      record.setProperty(key + ".name", file.name());
      record.setProperty(key + ".bytes", Long.toString(file.bytes()));
      record.setProperty(key + ".sha256", file.checksum().hex());
    }
    if (ModelZoo.card(model.card().name()).isEmpty()) {
      CardProperties.write(model.card(), record);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStreamWriter writer = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
      record.store(writer, "Written by jpose; the hashes are checked whenever the model is used.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Reads the record of a model's folder, if there is one.
   *
   * @throws ModelFormatException if there is one that cannot be understood
   */
  static Optional<InstalledModel> read(String name, Path folder) {
    Path file = folder.resolve(FILE);
    Properties record = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      record.load(reader);
      if (!VERSION.equals(record.getProperty(FORMAT))) {
        throw new IllegalArgumentException("its format is not " + VERSION);
      }
      ModelCard card = ModelZoo.card(name).orElseGet(() -> CardProperties.read(name, record));
      return Optional.of(
          new InstalledModel(
              card,
              folder,
              files(record),
              record.getProperty("origin", ""),
              Boolean.parseBoolean(record.getProperty("trusted"))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelFormatException(
          "%s: the cache's record of %s is damaged (%s); %s"
              .formatted(file, name, FileException.reason(e), InstalledModel.remedy(name)),
          e);
    }
  }

  private static List<StoredFile> files(Properties record) {
    List<StoredFile> files = new ArrayList<>();
    for (int i = 1; record.getProperty("stored." + i + ".name") != null; i++) {
      String key = "stored." + i;
      String name = record.getProperty(key + ".name");
      if (name.contains("/") || name.contains("\\") || name.startsWith(".")) {
        throw new IllegalArgumentException("file name '" + name + "'");
      }
      files.add(
          new StoredFile(
              name,
              Long.parseLong(record.getProperty(key + ".bytes", "")),
              Checksum.parse("sha256:" + record.getProperty(key + ".sha256", ""))));
    }
    return files;
  }
}
