package org.jpose.data.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.ModelInfo;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.data.coco.CocoFolder;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.testkit.EncodedBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bad image stops nothing; an interrupt stops all, and is no image's fault. */
class EvaluationRunTest {
  private static final int IMAGES = 5;

  @TempDir Path folder;

  /** A network that does something before each run. */
  private static final class Disturbed implements Backend {
    private final EncodedBackend encoded = new EncodedBackend();
    private final Consumer<List<Image>> before;
    private int runs;

    Disturbed(Consumer<List<Image>> before) {
      this.before = before;
    }

    @Override
    public ModelInfo info() {
      return encoded.info();
    }

    @Override
    public List<PoseFields> run(List<Image> inputs) {
      runs++;
      before.accept(inputs);
      return encoded.run(inputs);
    }

    @Override
    public void close() {
      encoded.close();
    }
  }

  private EvaluationRun run() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    Image black = Image.wrap(64, 64, ColourOrder.BGR, new byte[64 * 64 * 3]);
    for (int i = 1; i <= IMAGES; i++) {
      new ImageFileWriter().write(black, folder.resolve("images/" + i + ".png"));
    }
    Files.writeString(
        folder.resolve("person_keypoints.json"),
        IntStream.rangeClosed(1, IMAGES)
                .mapToObj(
                    i ->
                        "{\"id\":%d,\"file_name\":\"%d.png\",\"width\":64,\"height\":64}"
                            .formatted(i, i))
                .collect(Collectors.joining(",", "{\"images\":[", "],"))
            + "\"annotations\":[{\"id\":1,\"image_id\":1,\"category_id\":1,\"num_keypoints\":17,"
            + "\"keypoints\":["
            + "20,30,2,".repeat(16)
            + "20,30,2],\"bbox\":[10,10,40,40]}],\"categories\":[{\"id\":1,\"name\":\"person\"}]}");
    return new EvaluationRun(
        EvaluationImages.open(CocoFolder.find(folder), Optional.empty()),
        Map.of(),
        EvaluationRun.Listener.NONE);
  }

  private static PoseEstimator estimator(Disturbed network) {
    return new PoseEstimator(network, EstimatorOptions.defaults().withBatch(2));
  }

  @Test
  void anInterruptIsNoFaultOfTheImages() throws IOException {
    Disturbed network =
        new Disturbed(
            inputs -> {
              Thread.currentThread().interrupt();
              throw new IllegalStateException("interrupted; the run was stopped");
            });
    EvaluationRun run = run();
    try (PoseEstimator estimator = estimator(network)) {
      IllegalStateException stopped =
          assertThrows(IllegalStateException.class, () -> run.run(estimator));
      assertEquals("interrupted; the run was stopped", stopped.getMessage());
    }
    assertTrue(Thread.interrupted());
    assertEquals(Map.of(), run.failed());
    assertEquals(1, network.runs);
  }

  @Test
  void imagesThatFailDoSoAlone() throws IOException {
    Disturbed network =
        new Disturbed(
            inputs -> {
              throw inputs.size() > 1
                  ? new IllegalStateException("too many")
                  : new ArithmeticException("the image's own fault");
            });
    EvaluationRun run = run();
    try (PoseEstimator estimator = estimator(network)) {
      run.run(estimator);
    }
    assertEquals(IMAGES, run.failed().size());
    run.failed().values().forEach(reason -> assertTrue(reason instanceof ArithmeticException));
    // Two of two, and each again; the last alone.
    assertEquals(IMAGES + IMAGES / 2, network.runs);
  }
}
