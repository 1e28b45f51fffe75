package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.convert.WeightsFile;
import org.jpose.weights.numpy.NumpyConstructions;
import org.jpose.weights.numpy.TensorTree;
import org.jpose.weights.pickle.ByteRegion;
import org.jpose.weights.pickle.Unpickler;
import org.jpose.weights.proto.caffe.BlobProto;
import org.jpose.weights.proto.caffe.BlobShape;
import org.jpose.weights.proto.caffe.LayerParameter;
import org.jpose.weights.proto.caffe.NetParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files made to harm: each is refused in words, without running or allocating what it asks for. */
class HostileFilesTest {
  private static final String OBJECTS = "{'descr': '|O', 'fortran_order': False, 'shape': ()}";

  @TempDir private Path folder;

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] npy(String header, byte[] data) {
    byte[] text = bytes(header + "\n");
    ByteBuffer file = ByteBuffer.allocate(10 + text.length + data.length);
    file.order(ByteOrder.LITTLE_ENDIAN).put(bytes("\u0093NUMPY\u0001\u0000"));
    return file.putShort((short) text.length).put(text).put(data).array();
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static String refused(Path file) {
    String message =
        assertThrows(ModelFormatException.class, () -> WeightsFile.read(file)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    return message;
  }

  private static void assertRefused(Path file, String words) {
    String message = refused(file);
    assertTrue(message.contains(words), message);
  }

  private static String pickleRefused(String pickle) {
    ByteRegion region = ByteRegion.of(bytes(pickle));
    NumpyConstructions numpy = new NumpyConstructions(region.length());
    return assertThrows(
            ModelFormatException.class,
            () -> new TensorTree("p", "/", 1 << 20).add("", Unpickler.read("p", region, numpy)))
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "builtins, eval",
    "__builtin__, getattr",
    "builtins, exec",
    "subprocess, Popen",
    "numpy.core.multiarray, fromfile",
    "numpy, load",
    "torch, load",
    "numpy, ndarray.__class__"
  })
  void picklesThatCallThePythonWorld(String module, String name) throws IOException {
    Path marker = folder.resolve("was_run");
    String call = "(S'touch " + marker + "'\ntR.";
    String expected = "it names '" + module + "." + name + "', which is neither a tensor nor";
    for (String pickle :
        List.of(
            "c" + module + "\n" + name + "\n" + call,
            "\u0080\u0004\u008c"
                + (char) module.length()
                + module
                + "\u008c"
                + (char) name.length()
                + name
                + "\u0093"
                + call)) {
      assertRefused(file("evil.npy", npy(OBJECTS, bytes(pickle))), expected);
    }
    assertFalse(Files.exists(marker));
  }

  /**
   * Twelve long keys, then two dictionaries of 300 entries each: 90,000 names of 48,000 letters.
   */
  @Test
  void oneDictionaryInManyOthersMakesNoNamesBeyondMeasure() {
    String array = "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(S'u1'\ntRS'x'\ntRp1\n0";
    StringBuilder pickle = new StringBuilder(array).append("S'").append("k".repeat(4000));
    pickle.append("'\np2\n0");
    for (int memo = 1, level = 3; level < 5; memo = level++) {
      pickle.append('}');
      for (int i = 0; i < 300; i++) {
        pickle.append("S'").append(i).append("'\ng").append(memo).append("\ns");
      }
      pickle.append('p').append(level).append("\n0");
    }
    pickle.append("g4\np5\n0");
    for (int level = 0; level < 12; level++) {
      pickle.append("}g2\ng5\nsp5\n0");
    }
    String message = pickleRefused(pickle.append("g5\n.").toString());
    assertEquals(
        "p: names of tensors are longer than the file; one dictionary is in many others", message);
  }

  @Test
  void otherWaysToMakeObjects() {
    assertTrue(pickleRefused("(S'ls'\nios\nsystem\n.").contains("operation 0x69 is not one"));
    assertTrue(pickleRefused("(cos\n").contains("announced"));
    assertTrue(pickleRefused("\u0082\u0001.").contains("operation 0x82 is not one"));
    assertTrue(pickleRefused("cnumpy\nndarray\n)R.").contains("it calls 'numpy.ndarray'"));
    assertTrue(pickleRefused("K\u0001)R.").contains("a call of what is no name"));
    assertTrue(pickleRefused("Pabc\n.").contains("it refers to data outside of itself"));
  }

  @Test
  void picklesThatReferToThemselves() {
    assertTrue(pickleRefused("]q\u0000h\u0000a.").contains("nested deeper than 16"));
    assertTrue(pickleRefused("}q\u0000S'a'\nh\u0000s.").contains("nested deeper than 16"));
    String laughs = "]q\u0000";
    for (int i = 1; i < 12; i++) {
      laughs += "]q" + (char) i + "(" + ("h" + (char) (i - 1)).repeat(10) + "e";
    }
    assertTrue(pickleRefused(laughs + ".").contains("without an end"));
  }

  @Test
  void picklesWithoutAnEnd() {
    assertTrue(pickleRefused("]".repeat(1_000_001)).contains("more than 1000000 operations"));
    String deep = "]".repeat(400_000) + "a".repeat(399_999) + ".";
    assertTrue(pickleRefused(deep).contains("nested deeper than 16"));
    assertTrue(pickleRefused("(".repeat(500_000) + "t".repeat(400_000)).contains("announced"));
  }

  @ParameterizedTest
  @CsvSource({
    "'\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffx', 18446744073709551615 bytes are",
    "'\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007fx', 9223372036854775807 bytes are",
    "'\u0096\u0000\u0000\u0000\u0000\u0001\u0000\u0000\u0000x', 4294967296 bytes are announced",
    "'X\u00ff\u00ff\u00ff\u00ffx', '4294967295 bytes are announced, 1 are left'",
    "'B\u0002\u0000\u0000\u0000x', '2 bytes are announced, 1 are left; is the file cut off?'",
    "'\u008b\u00ff\u00ff\u00ff\u00ffx', a number of 4294967295 bytes",
    "'\u0095\u0010\u0000\u0000\u0000\u0000\u0000\u0000\u0000x', a frame of 16 bytes",
    "'\u0080\u0006.', protocol is 6",
    "'h\u0007.', nothing was remembered as 7",
    "'a.', a value is missing",
    "'t.', a mark is missing",
    "'(K\u0001}(K\u0001u.', keys and values do not go into a dictionary"
  })
  void damagedPickles(String pickle, String words) {
    String message = pickleRefused(pickle);
    assertTrue(message.contains(words), message);
  }

  @Test
  void textIsNotMultipliedIntoBytes() {
    String text =
        "X\u0000\u0004\u0000\u0000"
            + "x".repeat(1024)
            + "q\u0000X\u0006\u0000\u0000\u0000latin1q\u0001";
    String encode = "c_codecs\nencode\nh\u0000h\u0001\u0086R";
    assertTrue(pickleRefused("(" + text + encode.repeat(100) + "t.").contains("more bytes than"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(65536, 65536, 65536)|is out of range",
        "(9223372036854775808,)|expected whole numbers",
        "(-1, 4)|expected whole numbers",
        "(3,)|has 8 bytes, expected 12",
        "(1000000000,)|array of shape [1000000000] and type <f4 has 8 bytes, expected 4000000000",
        "2|header has no 'shape'"
      })
  void arraysOfImpossibleShape(String shape, String words) throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    assertRefused(file("a.npy", npy(header, new byte[8])), words);
  }

  @Test
  void arraysOfOtherThings() throws IOException {
    String start = "{'fortran_order': False, 'shape': (2,), 'descr': ";
    assertRefused(file("a.npy", npy(start + "'<U3'}", new byte[24])), "array of type '<U3'");
    assertRefused(
        file("a.npy", npy(start + "[('x', '<f4')]}", new byte[8])), "header has no 'descr'");
    assertRefused(file("a.npy", bytes("\u0093NUMPY\u0009\u0000" + "x".repeat(99))), "version is 9");
    assertRefused(
        file("a.npy", bytes("\u0093NUMPY\u0002\u0000\u00ff\u00ff\u00ff\u00ff")),
        "header has 4294967295 bytes");
    assertRefused(
        file("a.npy", bytes("\u0092NUMPY\u0001\u0000")), "has 8 bytes, expected an array");
    assertRefused(
        file("a.npy", bytes("\u0092NUMPY\u0001\u0000\u0000\u0000")), "does not begin as a NumPy");
  }

  private Path archive(String name, int method, Map<String, byte[]> entries) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(content.getKey());
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
          CRC32 sum = new CRC32();
          sum.update(content.getValue());
          entry.setCrc(sum.getValue());
          entry.setSize(content.getValue().length);
        }
        zip.putNextEntry(entry);
        zip.write(content.getValue());
      }
    }
    return file;
  }

  @Test
  void zipBombs() throws IOException {
    byte[] zeros =
        npy(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (20000000,), }",
            new byte[80_000_000]);
    Path bomb = archive("bomb.npz", ZipEntry.DEFLATED, Map.of("a.npy", zeros));
    assertTrue(Files.size(bomb) < 100_000, "compresses well");
    assertRefused(bomb, "would unpack to more than 33554432; no weights compress like that");
  }

  @Test
  void entriesThatPointOutsideAreOnlyNames() throws IOException {
    byte[] array = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", new byte[8]);
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path file = archive("inner/a.npz", ZipEntry.DEFLATED, Map.of("../../out.npy", array));
    assertEquals(
        List.of("../../out"), List.copyOf(WeightsFile.read(file).weights().tensors().keySet()));
    try (Stream<Path> files = Files.walk(folder)) {
      assertEquals(3, files.count(), "folder, inner folder, archive");
    }
    assertTrue(Files.isDirectory(inner));
  }

  /** A checkpoint with one tensor over a storage of three numbers, of six entries' arguments. */
  private Path checkpoint(String numbers, String key, String offset, String shape, String strides)
      throws IOException {
    String pickle =
        "\u0080\u0002}U\u0001wctorch._utils\n_rebuild_tensor_v2\n(("
            + "U\u0007storagectorch\nFloatStorage\nU"
            + (char) key.length()
            + key
            + "U\u0003cpuI"
            + numbers
            + "\ntQI"
            + offset
            + "\n"
            + tuple(shape)
            + tuple(strides)
            + "\u0089}tRs.";
    return archive(
        "a.pth",
        ZipEntry.STORED,
        Map.of("a/data.pkl", bytes(pickle), "a/data/0", new byte[12], "secret", new byte[12]));
  }

  private static String tuple(String numbers) {
    StringBuilder tuple = new StringBuilder("(");
    for (String number : numbers.split(" ")) {
      tuple.append('I').append(number).append('\n');
    }
    return tuple + "t";
  }

  @Test
  void anHonestCheckpointIsRead() throws IOException {
    Path file = checkpoint("3", "0", "1", "2", "1");
    assertEquals(List.of(2), WeightsFile.read(file).weights().tensors().get("w").shape());
  }

  @ParameterizedTest
  @CsvSource({
    "4, 0, 0, 2, 1, 'storage ''0'' is said to have 4 numbers of 4 bytes, and has 12 bytes'",
    "-1, 0, 0, 2, 1, is said to have -1 numbers",
    "3, 1, 0, 2, 1, there is no storage '1' in the file",
    "3, ../../secret, 0, 2, 1, there is no storage '../../secret' in the file",
    "3, 0, 2, 2, 1, 'shape [2] and strides [1], 2 numbers into storage ''0'', which has 3'",
    "3, 0, -1, 2, 1, '-1 numbers into storage'",
    "3, 0, 9223372036854775807, 2, 1, numbers into storage",
    "3, 0, 0, 4, 1, which has 3",
    "3, 0, 0, 2, 9223372036854775807, are out of range",
    "3, 0, 0, 3, 9223372036854775807, are out of range",
    "3, 0, 0, 2, -1, expected none below 0",
    "3, 0, 0, 65536 65536, 0 0, is out of range",
    "3, 0, 0, 2 2, 1, do not go together",
    "3, 0, 0, -2, 1, is out of range",
    "3, 0, 0, 1000000000, 0, there are more numbers than the file has bytes"
  })
  void checkpointsThatLieAboutTheirStorages(
      String numbers, String key, String offset, String shape, String strides, String words)
      throws IOException {
    assertRefused(checkpoint(numbers, key, offset, shape, strides), words);
  }

  @Test
  void caffeModelsThatLieAboutTheirNumbers() throws IOException {
    assertRefused(caffe(1L << 40, 1L << 40), "is out of range");
    assertRefused(caffe(-1, 2), "is out of range");
    assertRefused(
        caffe(3, 3), "'conv1_1/blob0' of shape [3, 3] has 4 numbers; is the file damaged");
    byte[] whole = Files.readAllBytes(caffe(2, 2));
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    assertRefused(file("cut.caffemodel", cut), "not a Caffe model, or cut off (");
    ByteArrayOutputStream endless = new ByteArrayOutputStream();
    endless.writeBytes(bytes("\u00a2\u0006\u00ff\u00ff\u00ff\u00ff\u0007"));
    assertRefused(
        file("long.caffemodel", endless.toByteArray()), "not a Caffe model, or cut off (");
  }

  private Path caffe(long... dimensions) throws IOException {
    BlobShape.Builder shape = BlobShape.newBuilder();
    for (long size : dimensions) {
      shape.addDim(size);
    }
    BlobProto.Builder blob = BlobProto.newBuilder().setShape(shape);
    for (int i = 0; i < 4; i++) {
      blob.addData(i);
    }
    LayerParameter.Builder layer = LayerParameter.newBuilder().setName("conv1_1").addBlobs(blob);
    return file("a.caffemodel", NetParameter.newBuilder().addLayer(layer).build().toByteArray());
  }
}
