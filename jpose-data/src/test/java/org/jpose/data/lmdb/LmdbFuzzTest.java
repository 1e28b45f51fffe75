package org.jpose.data.lmdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jpose.core.disk.FileException;
import org.jpose.testkit.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.Txn;

/** Any bytes in the place of a database or a record give samples or an error of their own kind. */
@Tag("fuzz")
class LmdbFuzzTest {
  @TempDir Path folder;

  private byte[] database() throws Exception {
    Path written = Files.createDirectory(folder.resolve("written"));
    try (Env<byte[]> env = LmdbLibrary.environment().setMapSize(8 << 20).open(written.toFile())) {
      Dbi<byte[]> values = env.openDbi((byte[]) null);
      try (Txn<byte[]> transaction = env.txnWrite()) {
        // Small values fill leaves, so that there are branches; records lie in pages of their own.
        for (int i = 0; i < 400; i++) {
          byte[] key = "%07d".formatted(i).getBytes(StandardCharsets.US_ASCII);
          byte[] value = new byte[40];
          new Random(i).nextBytes(value);
          values.put(transaction, key, i % 100 == 0 ? HandMadeRecord.coco() : value);
        }
        transaction.commit();
      }
    }
    return Files.readAllBytes(written.resolve("data.mdb"));
  }

  @Test
  void databases() throws Exception {
    Path damaged = Files.createDirectory(folder.resolve("damaged"));
    Path file = damaged.resolve("data.mdb");
    Fuzz.of("lmdb", database())
        .declaring(FileException.class)
        .run(
            input -> {
              Files.write(file, input);
              try (LmdbDataset data = LmdbDataset.open(damaged, LmdbOptions.defaults())) {
                for (int i = 0; i < Math.min(3, data.size()); i++) {
                  data.sample(i * 100 % data.size());
                }
              }
            });
  }

  @Test
  void records() {
    RecordCodec codec = new RecordCodec(1);
    Fuzz.of("lmdb-record", HandMadeRecord.coco(), HandMadeRecord.mpi())
        .declaring(IllegalArgumentException.class)
        .declaring(ArithmeticException.class)
        .run(input -> codec.decode("it", input));
  }
}
