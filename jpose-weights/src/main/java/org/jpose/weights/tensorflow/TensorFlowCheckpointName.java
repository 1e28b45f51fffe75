package org.jpose.weights.tensorflow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.FormatRecognition;

/**
 * A checkpoint among files: {@code PREFIX.index} and {@code PREFIX.data-00000-of-00001}.
 *
 * @param files where it lies; whoever asked for the name closes them
 * @param prefix what the names of its files begin with
 */
record TensorFlowCheckpointName(TensorFlowFiles files, String prefix) {
  private static final String INDEX = ".index";
  private static final Pattern SHARD = Pattern.compile("(.*)\\.data-\\d{5}-of-\\d{5}");
  private static final Pattern NEWEST =
      Pattern.compile("(?m)^\\s*model_checkpoint_path:\\s*\"(.*)\"");
  private static final String LIST = "checkpoint";
  private static final int LONGEST_LIST = 1 << 20;

  /**
   * Finds the checkpoint a path means.
   *
   * @throws NoSuchFileException if there is none
   * @throws ModelFormatException if there are several and no file {@code checkpoint} chooses
   */
  static TensorFlowCheckpointName find(Path path) throws IOException {
    Path file = path.toAbsolutePath().normalize();
    if (Files.isDirectory(file)) {
      return among(path.toString(), TensorFlowFiles.Folder.of(file));
    }
    Path name = file.getFileName();
    Path folder = file.getParent();
    if (name == null || folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(path + ": no such checkpoint");
    }
    if (name.toString().toLowerCase(Locale.ROOT).endsWith(".zip")
        || Files.isRegularFile(file) && FormatRecognition.isArchive(file)) {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(path + ": no such file");
      }
      TensorFlowFiles archive = new TensorFlowFiles.Archive(file);
      try {
        return among(path.toString(), archive);
      } catch (IOException | RuntimeException e) {
        archive.close();
        throw e;
      }
    }
    TensorFlowFiles files = TensorFlowFiles.Folder.of(folder);
    if (name.toString().equals(LIST)) {
      return among(folder.toString(), files);
    }
    String prefix = prefix(name.toString());
    if (!files.names().contains(prefix + INDEX)) {
      throw new NoSuchFileException(
          "%s: no checkpoint, there is no file %s%s beside it".formatted(path, prefix, INDEX));
    }
    return new TensorFlowCheckpointName(files, prefix);
  }

  private static String prefix(String name) {
    Matcher shard = SHARD.matcher(name);
    if (shard.matches()) {
      return shard.group(1);
    }
    return name.endsWith(INDEX) ? name.substring(0, name.length() - INDEX.length()) : name;
  }

  private static TensorFlowCheckpointName among(String what, TensorFlowFiles files)
      throws IOException {
    List<String> prefixes = new ArrayList<>();
    List<String> newest = new ArrayList<>();
    for (String name : files.names()) {
      if (name.endsWith(INDEX)) {
        prefixes.add(prefix(name));
      }
    }
    for (String name : files.names()) {
      if (name.equals(LIST) || name.endsWith("/" + LIST)) {
        String folder = name.substring(0, name.length() - LIST.length());
        newest(files, name).map(folder::concat).filter(prefixes::contains).ifPresent(newest::add);
      }
    }
    if (prefixes.isEmpty()) {
      throw new NoSuchFileException(
          "%s: has no TensorFlow checkpoint (a file that ends in %s)".formatted(what, INDEX));
    }
    if (prefixes.size() > 1 && newest.size() != 1) {
      throw new ModelFormatException(
          "%s: has several checkpoints, and no file '%s' says which is the newest; name one of %s"
              .formatted(what, LIST, prefixes.subList(0, Math.min(10, prefixes.size()))));
    }
    String prefix = prefixes.size() == 1 ? prefixes.get(0) : newest.get(0);
    return new TensorFlowCheckpointName(files, prefix);
  }

  /** Returns the last part of the path that a file {@code checkpoint} gives for the newest. */
  private static Optional<String> newest(TensorFlowFiles files, String list) throws IOException {
    try (InputStream in = files.open(list)) {
      String text = new String(in.readNBytes(LONGEST_LIST), StandardCharsets.UTF_8);
      Matcher path = NEWEST.matcher(text);
      return path.find()
          ? Optional.of(path.group(1).replaceFirst(".*[/\\\\]", ""))
          : Optional.empty();
    }
  }

  /** Returns the name of the index. */
  String index() {
    return prefix + INDEX;
  }

  /** Returns the name of a file with tensors. */
  String shard(int shard, int shards) {
    return "%s.data-%05d-of-%05d".formatted(prefix, shard, shards);
  }
}
