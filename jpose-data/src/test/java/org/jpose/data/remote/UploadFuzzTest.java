package org.jpose.data.remote;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jpose.data.BatchRequest;
import org.jpose.testkit.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a worker sends is a batch or refused, and a batch that is checked is read. */
@Tag("fuzz")
class UploadFuzzTest {
  private static final BatchRequest REQUEST = new BatchRequest(-3, 7, 40, 43);

  private static void read(byte[] input) {
    EncodedBatch.damage(input, InventedData.SHAPE, 3)
        .ifPresent(
            damage -> {
              throw new IllegalArgumentException(damage);
            });
    EncodedBatch.batch(input, InventedData.SHAPE, REQUEST);
  }

  @Test
  void batches() {
    Fuzz.of("upload", EncodedBatch.of(InventedData.batch(REQUEST)))
        .declaring(IllegalArgumentException.class)
        .run(UploadFuzzTest::read);
  }

  /** The checksum hides all else: here it is made right. */
  @Test
  void batchesWithARightChecksum() {
    byte[] whole = EncodedBatch.of(InventedData.batch(REQUEST));
    Fuzz.of("upload-inner", Arrays.copyOf(whole, whole.length - Integer.BYTES))
        .declaring(IllegalArgumentException.class)
        .run(input -> read(EncodedBatchTest.summed(input)));
  }

  @Test
  void forms() {
    Fuzz.of("form", "epoch 3\nfrom 10\nto -1\nname a b".getBytes(StandardCharsets.US_ASCII))
        .declaring(IllegalArgumentException.class)
        .run(input -> Form.parse(new String(input, StandardCharsets.UTF_8)).number("epoch"));
  }
}
