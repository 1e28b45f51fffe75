package org.jpose.data.remote;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jpose.data.BatchRequest;
import org.jpose.testkit.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a worker sends is a batch or refused, and a batch that is checked is read. */
@Tag("fuzz")
class UploadFuzzTest {
  private static final BatchRequest REQUEST = new BatchRequest(-3, 7, 40, 43);

  @Test
  void batches() {
    Fuzz.of("upload", EncodedBatch.of(InventedData.batch(REQUEST)))
        .declaring(DamagedBatchException.class)
        .run(
            input -> {
              EncodedBatch.check(input, InventedData.SHAPE, 3);
              EncodedBatch.batch(input, InventedData.SHAPE, REQUEST);
            });
  }

  /** The checksum hides all else: here it is made right. */
  @Test
  void batchesWithARightChecksum() {
    byte[] whole = EncodedBatch.of(InventedData.batch(REQUEST));
    Fuzz.of("upload-inner", Arrays.copyOf(whole, whole.length - Integer.BYTES))
        .declaring(DamagedBatchException.class)
        .run(
            input -> {
              CRC32C sum = new CRC32C();
              sum.update(input);
              byte[] summed = Arrays.copyOf(input, input.length + Integer.BYTES);
              NumberRuns.wrap(summed).putInt(input.length, (int) sum.getValue());
              EncodedBatch.check(summed, InventedData.SHAPE, 3);
              EncodedBatch.batch(summed, InventedData.SHAPE, REQUEST);
            });
  }

  @Test
  void forms() {
    Fuzz.of("form", "epoch=3&from=10&to=%2D1&name=a+b".getBytes(StandardCharsets.US_ASCII))
        .declaring(IllegalArgumentException.class)
        .run(input -> Form.parse(new String(input, StandardCharsets.UTF_8)).number("epoch"));
  }
}
