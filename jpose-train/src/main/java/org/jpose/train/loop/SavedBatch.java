package org.jpose.train.loop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.data.Batch;
import org.jpose.data.BatchShape;
import org.jpose.data.FeaturePlanes;
import org.jpose.data.draw.BatchPicture;
import org.jpose.data.draw.PictureSheet;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.weights.Float16;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.safetensors.Safetensors;

/**
 * A batch on the disk, for somebody to look at: its numbers, and a picture of each sample with its
 * targets and masks, on grey where the images are no longer there.
 *
 * @param numbers a safetensors file: {@code images} (or {@code feature0} and so on), {@code heat},
 *     {@code affinity}, {@code heat_mask}, {@code affinity_mask}, each {@code [image, plane, row,
 *     column]}
 * @param picture a PNG
 */
public record SavedBatch(Path numbers, Path picture) {
  private static final int TILE = 512;
  private static final int MOST_TILES = 64;

  /**
   * Writes a batch into a folder.
   *
   * @param name what both files are called
   * @throws IOException if the numbers cannot be written
   * @throws org.jpose.core.disk.FileException if the picture cannot be
   */
  public static SavedBatch write(Batch batch, Path folder, String name) throws IOException {
    BatchShape shape = batch.shape();
    int images = batch.request().size();
    int height = shape.size().height();
    int width = shape.size().width();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    if (batch.hasFeatures()) {
      for (int i = 0; i < batch.features().size(); i++) {
        tensors.put("feature" + i, feature(batch.features().get(i), images));
      }
    } else {
      tensors.put("images", new Tensor(List.of(images, 3, height, width), batch.images()));
    }
    tensors.put("heat", fields(batch, shape.skeleton().heatChannels(), batch.heat()));
    tensors.put("affinity", fields(batch, shape.skeleton().affinityChannels(), batch.affinity()));
    tensors.put("heat_mask", fields(batch, shape.skeleton().heatChannels(), batch.heatMask()));
    tensors.put(
        "affinity_mask", fields(batch, shape.skeleton().affinityChannels(), batch.affinityMask()));
    Map<String, String> facts =
        Map.of(
            "seed", String.valueOf(batch.request().seed()),
            "epoch", String.valueOf(batch.request().epoch()),
            "from", String.valueOf(batch.request().from()),
            "to", String.valueOf(batch.request().to()));
    Path numbers = folder.resolve(name + ".safetensors");
    Safetensors.write(numbers, new Weights(name, facts, tensors), Precision.FLOAT32);
    PictureSheet sheet = new PictureSheet(TILE);
    for (int i = 0; i < Math.min(MOST_TILES, images); i++) {
      sheet.add(BatchPicture.of(batch, i));
    }
    Path picture = folder.resolve(name + ".png");
    new ImageFileWriter().write(sheet.draw(), picture);
    return new SavedBatch(numbers, picture);
  }

  private static Tensor feature(FeaturePlanes planes, int images) {
    float[] values = new float[planes.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float16.toFloat(planes.values()[i]);
    }
    return new Tensor(List.of(images, planes.channels(), planes.rows(), planes.columns()), values);
  }

  private static Tensor fields(Batch batch, int planes, float[] values) {
    return new Tensor(
        List.of(batch.request().size(), planes, batch.shape().rows(), batch.shape().columns()),
        values);
  }
}
