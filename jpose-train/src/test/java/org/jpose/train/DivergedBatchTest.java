package org.jpose.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.train.engine.NotFiniteException;
import org.jpose.train.loop.DivergedException;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivergedBatchTest {
  @TempDir private Path folder;

  private static DivergedException diverged(OptionalInt rank) {
    BatchShape shape =
        new BatchShape(Skeletons.COCO18, new NetworkSize(16, 16), 8, ColourOrder.RGB);
    Batch batch =
        new Batch(
            new BatchRequest(1, 0, 0, 1),
            shape,
            new float[shape.imageLength()],
            new float[shape.heatLength()],
            new float[shape.affinityLength()],
            new float[shape.heatLength()],
            new float[shape.affinityLength()]);
    return new DivergedException(new NotFiniteException(rank, "image 0 has NaN"), batch, 7);
  }

  /** The batch of rank 0 would be a red herring where another rank's holds the NaN. */
  @Test
  void onlyTheRankAtFaultSavesItsBatch() throws IOException {
    Path run = folder.resolve("run");
    DivergedException second = diverged(OptionalInt.of(1));
    assertEquals(
        "that process saves its batch as diverged-step-7-rank-1 in its folder",
        DivergedBatch.keep(second, run, 0));
    assertFalse(Files.exists(run));
    Path numbers = run.resolve("diverged-step-7-rank-1.safetensors");
    Path picture = run.resolve("diverged-step-7-rank-1.png");
    assertEquals(
        "its batch is in " + numbers + ", drawn in " + picture, DivergedBatch.keep(second, run, 1));
    assertTrue(Safetensors.read(numbers).tensors().containsKey("images"));
    assertTrue(Files.isRegularFile(picture));
  }

  @Test
  void whereNoRankIsAtFaultItIsTheFirstRanks() {
    DivergedException nobody = diverged(OptionalInt.empty());
    assertTrue(DivergedBatch.isOf(nobody, 0));
    assertFalse(DivergedBatch.isOf(nobody, 1));
    DivergedBatch.keep(nobody, folder, 0);
    assertTrue(Files.isRegularFile(folder.resolve("diverged-step-7.png")));
  }
}
