package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jpose.core.ModelFormatException;
import org.jpose.testkit.Seeds;
import org.jpose.weights.convert.WeightsFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files cut off anywhere, and with bytes changed at random, give weights or a format error. */
class DamagedFilesTest {
  private static final List<Integer> TELLING =
      List.of(0, 1, 0x7f, 0x80, 0xff, 0x28, 0x2e, 0x52, 0x5d);

  private static final int STEP = 3;

  @TempDir private Path folder;

  static Stream<Path> files() throws IOException, URISyntaxException {
    Path seeds = Path.of(ReaderFuzzTest.class.getResource("ReaderFuzzTestInputs").toURI());
    try (Stream<Path> all = Files.walk(seeds)) {
      return all
          .filter(file -> Files.isRegularFile(file) && !file.toString().endsWith(".pkl"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void whole(Path file) throws IOException {
    assertTrue(WeightsFile.read(file).weights().tensors().size() > 0);
  }

  @ParameterizedTest
  @MethodSource("files")
  void cutOffAnywhere(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int refused = 0;
    for (int length = 0; length < bytes.length; length += STEP) {
      refused += read(file, Arrays.copyOf(bytes, length), "cut off at " + length) ? 0 : 1;
    }
    assertTrue(refused > bytes.length / STEP / 2, refused + " of " + bytes.length + " refused");
  }

  @ParameterizedTest
  @MethodSource("files")
  void bytesChangedAtRandom(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (long seed : Seeds.sixty().toArray()) {
      Random random = new Random(seed);
      byte[] changed = bytes.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int value =
            random.nextBoolean()
                ? random.nextInt(256)
                : TELLING.get(random.nextInt(TELLING.size()));
        changed[random.nextInt(changed.length)] = (byte) value;
      }
      read(file, changed, "seed " + seed);
    }
  }

  private boolean read(Path file, byte[] bytes, String what) throws IOException {
    Path damaged = Files.write(folder.resolve(file.getFileName()), bytes);
    try {
      WeightsFile.read(damaged);
      return true;
    } catch (ModelFormatException e) {
      assertTrue(e.getMessage().startsWith(damaged.toString()), what + ": " + e.getMessage());
      return false;
    } catch (RuntimeException | Error e) {
      return fail(file + ", " + what + ": " + e, e);
    }
  }
}
