package org.jpose.weights.tensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.proto.tensorflow.BundleEntryProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Indices of checkpoints that are damaged, or made to harm. */
class TensorFlowTableTest {
  @TempDir private Path folder;

  private static String refused(byte[] table) {
    String message =
        assertThrows(ModelFormatException.class, () -> TensorFlowTable.read("t", table))
            .getMessage();
    assertTrue(message.startsWith("t: "), message);
    return message.substring(3);
  }

  private static byte[] small() {
    return TableFile.index(Map.of("v", TableFile.floats(List.of(2L), 0, 8).build()));
  }

  @Test
  void entriesComeBack() {
    List<TensorFlowTable.Entry> entries = TensorFlowTable.read("t", small());
    assertEquals(2, entries.size());
    assertEquals(TableFile.HEADER.toByteString(), entries.get(0).value());
    assertEquals("v", new String(entries.get(1).key(), StandardCharsets.UTF_8));
  }

  @Test
  void cutOffTablesAreRefusedAtEveryByte() {
    byte[] whole = small();
    for (int length = 0; length < whole.length; length++) {
      String message = refused(Arrays.copyOf(whole, length));
      assertTrue(
          message.contains("is it cut off?") || message.contains("is it the index"), message);
    }
  }

  @Test
  void everyWrongByteOfABlockIsNoticed() {
    byte[] whole = small();
    for (int i = 0; i < whole.length - 48; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 0x10;
      assertTrue(refused(changed).contains("has checksum "), "byte " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1000000", "1000000,8", "-1,8", "8,-1", "9223372036854775807,9223372036854775807"})
  void blocksOutsideTheFileAreRefused(long offset, long size) {
    TableFile table = new TableFile();
    TableFile.Pointer meta = table.block(TableFile.entries(Map.of()), 0);
    TableFile.Pointer outside = new TableFile.Pointer(offset, size);
    assertTrue(refused(table.file(meta, outside)).startsWith("points to a block of "));
    TableFile within = new TableFile();
    TableFile.Pointer index =
        within.block(TableFile.entries(Map.of("z", ByteString.copyFrom(outside.bytes()))), 0);
    assertTrue(refused(within.file(index, index)).startsWith("points to a block of "));
  }

  @Test
  void compressedBlocksAreRefused() {
    TableFile table = new TableFile();
    TableFile.Pointer block = table.block(new byte[20], 1);
    assertEquals(
        "block at 0 is compressed (type 1), only plain blocks are supported; save the checkpoint"
            + " anew with TensorFlow, which does not compress",
        refused(table.file(block, block)));
  }

  @ParameterizedTest
  @CsvSource({
    "1,0,0", // shares more than there is
    "0,9,0",
    "0,0,9",
    "0,9223372036854775807,9223372036854775807",
    "-1,1,1",
    "0,-1,1",
    "0,1,-1"
  })
  void entriesThatReachOutsideTheirBlockAreRefused(long shared, long added, long value) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    TableFile.entry(block, shared, added, value);
    block.writeBytes(new byte[4]);
    assertEquals(
        "an entry reaches outside its block; is it damaged?",
        refused(TableFile.around(TableFile.restarted(block))));
  }

  @Test
  void numbersThatDoNotEndAreRefused() {
    byte[] endless = new byte[20];
    Arrays.fill(endless, (byte) 0xff);
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(endless);
    assertEquals(
        "a number does not end where it should; is it damaged?",
        refused(TableFile.around(TableFile.restarted(block))));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 0x7fffffff, -1})
  void restartPointsThatDoNotFitAreRefused(int count) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int shift = 0; shift < 32; shift += 8) {
      block.write(count >> shift);
    }
    assertTrue(refused(TableFile.around(block.toByteArray())).contains("restart points"));
  }

  @Test
  void keysThatGrowByWhatTheyShareAreBounded() {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    int length = 200_000;
    TableFile.entry(block, 0, length, 0);
    block.writeBytes(new byte[length]);
    for (int i = 0; i < 50_000; i++) {
      TableFile.entry(block, length + i, 1, 0);
      block.write(1);
    }
    assertEquals(
        "keys take more than 64 times the file's size; is it damaged?",
        refused(TableFile.around(TableFile.restarted(block))));
  }

  @Test
  void aBlockPointedToTwiceIsRefused() {
    TableFile table = new TableFile();
    TableFile.Pointer data = table.block(TableFile.entries(Map.of("a", ByteString.EMPTY)), 0);
    ByteString pointer = ByteString.copyFrom(data.bytes());
    Map<String, ByteString> twice = new TreeMap<>(Map.of("b", pointer, "c", pointer));
    TableFile.Pointer index = table.block(TableFile.entries(twice), 0);
    assertEquals(
        "keys are not in ascending order; is it damaged?", refused(table.file(index, index)));
  }

  private Path checkpoint(Map<String, BundleEntryProto> variables, byte[] shard)
      throws IOException {
    Files.write(folder.resolve("m.index"), TableFile.index(variables));
    Files.write(folder.resolve("m.data-00000-of-00001"), shard);
    return folder.resolve("m");
  }

  private String refusedCheckpoint(Map<String, BundleEntryProto> variables) throws IOException {
    Path prefix = checkpoint(variables, new byte[16]);
    String message =
        assertThrows(ModelFormatException.class, () -> TensorFlowCheckpoint.read(prefix))
            .getMessage();
    assertTrue(message.startsWith(folder.toString()), message);
    return message.substring(message.indexOf(": ") + 2);
  }

  private String refusedVariable(BundleEntryProto.Builder variable) throws IOException {
    return refusedCheckpoint(Map.of("v", variable.build()));
  }

  @Test
  void variablesOutsideTheirShardAreRefused() throws IOException {
    String message = refusedVariable(TableFile.floats(List.of(3L), 8, 12));
    assertEquals(
        "variable 'v' takes 12 bytes at 8, expected to lie between 0 and the file's end, 16; is"
            + " the file cut off or of another checkpoint?",
        message);
    for (long offset : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 17}) {
      assertTrue(refusedVariable(TableFile.floats(List.of(2L), offset, 8)).contains("takes 8 byt"));
    }
    assertEquals(
        "variable 'v' lies in shard 1 of 1",
        refusedVariable(TableFile.floats(List.of(2L), 0, 8).setShardId(1)));
  }

  @Test
  void sizesThatOverflowAreRefused() throws IOException {
    assertEquals(
        "variable 'v' of shape [2, 1000000000] and type FLOAT32 takes 8 bytes, expected 8000000000",
        refusedVariable(TableFile.floats(List.of(2L, 1_000_000_000L), 0, 8)));
    for (List<Long> shape :
        List.of(
            List.of(1L << 32, 1L << 32),
            List.of(65536L, 65536L, 65536L, 65536L),
            List.of(-2L, -1L),
            List.of(Long.MIN_VALUE))) {
      assertTrue(
          refusedVariable(TableFile.floats(shape, 0, 8)).contains("a shape that is out of range"));
    }
  }

  @Test
  void wrongChecksumsOfNumbersAreRefused() throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(new byte[8]);
    BundleEntryProto.Builder variable = TableFile.floats(List.of(2L), 8, 8);
    variable.setCrc32C(TensorFlowTable.masked(crc));
    Path prefix = checkpoint(Map.of("v", variable.build()), new byte[16]);
    assertEquals(1, TensorFlowCheckpoint.read(prefix).tensors().size());
    String message = refusedVariable(variable.setCrc32C(7));
    assertTrue(message.startsWith("variable 'v' has checksum "), message);
    assertTrue(message.contains(", expected 00000007; is the file damaged"), message);
  }

  @Test
  void variablesThatOverlapAreRefused() throws IOException {
    BundleEntryProto same = TableFile.floats(List.of(2L), 0, 8).build();
    assertTrue(
        refusedCheckpoint(Map.of("a", same, "b", same))
            .startsWith("variable 'b' takes 8 bytes at 0"));
  }

  @Test
  void entriesThatAreNoMessagesAreRefused() throws IOException {
    Map<String, ByteString> entries = new TreeMap<>();
    entries.put("", TableFile.HEADER.toByteString());
    entries.put("v", ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xff}));
    Files.write(folder.resolve("m.index"), TableFile.around(TableFile.entries(entries)));
    String message =
        assertThrows(
                ModelFormatException.class,
                () -> TensorFlowCheckpoint.read(folder.resolve("m.index")))
            .getMessage();
    assertTrue(message.contains(": an entry is damaged ("), message);
  }

  @Test
  void tablesOfOtherProgramsAreRefused() throws IOException {
    Map<String, ByteString> entries = Map.of("key", ByteString.copyFromUtf8("value"));
    Files.write(folder.resolve("m.index"), TableFile.around(TableFile.entries(entries)));
    assertEquals(
        folder.resolve("m.index")
            + ": lacks the header of a TensorFlow checkpoint; is it another kind of table?",
        assertThrows(
                ModelFormatException.class, () -> TensorFlowCheckpoint.read(folder.resolve("m")))
            .getMessage());
  }
}
