package org.jpose.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jpose.core.Backend;
import org.jpose.core.Execution;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.Sha256;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.data.PoseDataset;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoFile;
import org.jpose.data.coco.CocoPerson;
import org.jpose.data.lmdb.LmdbDataset;
import org.jpose.data.lmdb.LmdbOptions;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageFiles;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.onnx.OnnxBackend;
import org.jpose.weights.Tensor;
import org.jpose.weights.convert.WeightsFile;

/**
 * What becomes of files with random damages: an error, the same as before, or something else, which
 * nobody notices. A damage is a bit, up to eight bytes, a block of 512 bytes that is zero or
 * random, a block that is lost, or the end that is cut off.
 */
public final class DamageTable {
  private static final int BLOCK = 512;
  private static final int MOST_FRAMES = 40;

  /** Answers that are no fault of jpose. */
  private static final List<Class<? extends Exception>> DECLARED =
      List.of(FileException.class, ModelFormatException.class);

  private DamageTable() {}

  private enum Outcome {
    ERROR,
    SAME,
    WRONG
  }

  /**
   * Prints the table.
   *
   * @param arguments the number of damages of each file, then files: images, videos, model files,
   *     weights (.safetensors), COCO's annotations, data.mdb of an LMDB
   */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    print("| file | bytes | damages | error | read as before | read, other than before |");
    print("| --- | --- | --- | --- | --- | --- |");
    try (TemporaryFolder folder =
        TemporaryFolder.in(Path.of(System.getProperty("java.io.tmpdir")))) {
      for (String file : Arrays.asList(arguments).subList(1, arguments.length)) {
        row(Path.of(file), count, folder.path());
      }
    }
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static void row(Path whole, int count, Path folder) throws Exception {
    byte[] bytes = Files.readAllBytes(whole);
    Path copy = folder.resolve(whole.getFileName());
    Files.write(copy, bytes);
    String expected = content(copy);
    Map<Outcome, Integer> outcomes = new TreeMap<>();
    for (int seed = 0; seed < count; seed++) {
      Files.write(copy, damaged(bytes, new Random(seed)));
      outcomes.merge(outcome(copy, expected, seed), 1, Integer::sum);
    }
    Files.delete(copy);
    print(
        "| %s | %d | %d | %d | %d | %d |"
            .formatted(
                whole.getFileName(),
                bytes.length,
                count,
                outcomes.getOrDefault(Outcome.ERROR, 0),
                outcomes.getOrDefault(Outcome.SAME, 0),
                outcomes.getOrDefault(Outcome.WRONG, 0)));
  }

  private static Outcome outcome(Path file, String expected, int seed) throws IOException {
    try {
      return content(file).equals(expected) ? Outcome.SAME : Outcome.WRONG;
    } catch (Exception e) {
      if (DECLARED.stream().noneMatch(type -> type.isInstance(e))) {
        throw new IOException(file + ", seed " + seed + ": not an error of its own kind", e);
      }
      return Outcome.ERROR;
    }
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int at = random.nextInt(bytes.length);
    int end = Math.min(bytes.length, at + BLOCK);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (int i = 0; i <= random.nextInt(8); i++) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        }
      }
      case 2 -> Arrays.fill(bytes, at, end, (byte) 0);
      case 3 -> {
        byte[] block = new byte[end - at];
        random.nextBytes(block);
        System.arraycopy(block, 0, bytes, at, block.length);
      }
      case 4 -> {
        return ByteBuffer.allocate(bytes.length - end + at)
            .put(bytes, 0, at)
            .put(bytes, end, bytes.length - end)
            .array();
      }
      default -> {
        return Arrays.copyOf(bytes, at);
      }
    }
    return bytes;
  }

  /** A hash of all that jpose takes from a file. */
  private static String content(Path file) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    MessageDigest digest = Sha256.digest();
    if (name.endsWith(".onnx")) {
      ofModel(file, digest);
    } else if (name.endsWith(".safetensors")) {
      ofWeights(file, digest);
    } else if (name.equals("data.mdb")) {
      ofDatabase(file, digest);
    } else if (name.endsWith(".json")) {
      ofLabels(file, digest);
    } else if (ImageFiles.isNamedAsImage(file)) {
      ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
      of(reader.read(Files.readAllBytes(file), name), digest);
    } else {
      ofVideo(file, digest);
    }
    return Sha256.hex(digest);
  }

  private static void of(Image image, MessageDigest digest) {
    digest.update((image.width() + "x" + image.height()).getBytes(StandardCharsets.UTF_8));
    digest.update(image.pixels());
  }

  private static void of(float[] numbers, MessageDigest digest) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
    bytes.asFloatBuffer().put(numbers);
    digest.update(bytes.array());
  }

  private static void ofModel(Path file, MessageDigest digest) {
    byte[] pixels = new byte[3 * 128 * 128];
    new Random(1).nextBytes(pixels);
    try (Backend backend = OnnxBackend.open(file, Execution.cpu(1))) {
      Image image = Image.wrap(128, 128, ColourOrder.RGB, pixels);
      PoseFields fields = backend.run(List.of(image)).get(0);
      of(fields.heat(), digest);
      of(fields.affinity(), digest);
    }
  }

  private static void ofWeights(Path file, MessageDigest digest) throws IOException {
    for (Map.Entry<String, Tensor> tensor :
        new TreeMap<>(WeightsFile.read(file).weights().tensors()).entrySet()) {
      digest.update((tensor.getKey() + tensor.getValue().shape()).getBytes(StandardCharsets.UTF_8));
      of(tensor.getValue().data(), digest);
    }
  }

  private static void ofDatabase(Path file, MessageDigest digest) {
    try (PoseDataset data = LmdbDataset.open(file.getParent(), LmdbOptions.defaults())) {
      for (int i = 0; i < data.size(); i++) {
        of(data.sample(i).image(), digest);
        digest.update(data.sample(i).people().toString().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void ofLabels(Path file, MessageDigest digest) {
    CocoDataset labels = CocoFile.read(file);
    StringBuilder text = new StringBuilder().append(labels.images()).append(labels.categories());
    for (CocoPerson person : labels.people()) {
      text.append(person.image()).append(person.category()).append(person.box());
      text.append(person.area()).append(person.crowd());
      for (int joint = 0; joint < person.keypoints().count(); joint++) {
        text.append(person.keypoints().x(joint)).append(' ').append(person.keypoints().y(joint));
        text.append(person.keypoints().visibility(joint));
      }
    }
    digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void ofVideo(Path file, MessageDigest digest) {
    try (FrameSource frames = VideoSources.open(file.toString(), VideoOptions.defaults())) {
      Optional<Frame> frame = frames.next();
      for (int i = 0; i < MOST_FRAMES && frame.isPresent(); i++) {
        of(frame.get().image(), digest);
        frame = frames.next();
      }
    }
  }
}
