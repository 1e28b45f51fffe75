package org.jpose.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.jpose.data.PoseDataset;
import org.jpose.media.image.ImageFileWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that SciPy 1.17 wrote (scipy.io.savemat), with MPII's structure: a.png of the training part
 * with two labelled people and one known by his head only, test.png of the test part, b.png with
 * one person, nobody.png with nobody. Joint i is at (10 + i + k, 21 + 2 i), counted from 1, with k
 * 0 and 3 for the people of a.png and 1 for that of b.png; the first of each lacks joint 5.
 */
class MpiiMatlabFileTest {
  @TempDir Path folder;

  private byte[] resource(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("mpii_human_pose_v1_u12_1.mat"), content);
  }

  private void images() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    for (String name : new String[] {"a.png", "b.png", "nobody.png"}) {
      Image image = Image.wrap(200, 200, ColourOrder.RGB, new byte[3 * 200 * 200]);
      new ImageFileWriter().write(image, folder.resolve("images").resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mpii.mat", "mpii-plain.mat"})
  void theTrainingPartIsData(String name) throws IOException {
    images();
    Path file = write(resource(name));
    for (Path place : new Path[] {file, folder}) {
      try (PoseDataset data = Datasets.open(place, DataOptions.defaults())) {
        assertEquals(Skeletons.MPII, data.skeleton());
        assertEquals(3, data.size());
        assertEquals(2, data.sample(0).people().size());
        LabelledPerson first = data.sample(0).people().get(0);
        assertEquals(15, first.labelled());
        assertEquals(9, first.joints().get(0).x());
        assertEquals(20, first.joints().get(0).y());
        assertEquals(Visibility.UNLABELLED, first.joints().get(5).visibility());
        assertEquals(100, first.box().width());
        assertEquals(-1, first.box().x());
        LabelledPerson second = data.sample(0).people().get(1);
        assertEquals(16, second.labelled());
        int wrist = Skeletons.MPII.indexOf("left_wrist");
        assertEquals(15, wrist);
        assertEquals(12 + 15, second.joints().get(wrist).x());
        assertEquals(20 + 2 * 15, second.joints().get(wrist).y());
        assertEquals(10, data.sample(1).people().get(0).joints().get(0).x());
        assertEquals(0, data.sample(2).people().size());
      }
    }
  }

  private String refusal() {
    Path file = folder.resolve("mpii_human_pose_v1_u12_1.mat");
    FileException thrown =
        assertThrows(
            FileException.class, () -> Datasets.open(file, DataOptions.defaults()).close());
    assertTrue(thrown.getMessage().startsWith(file + ": "), thrown.getMessage());
    return thrown.getMessage().substring((file + ": ").length());
  }

  @Test
  void anythingElseIsRefused() throws IOException {
    write(resource("other.mat"));
    assertEquals("has no RELEASE.annolist; expected MPII's annotations", refusal());
    byte[] hdf = Arrays.copyOf("MATLAB 7.3 MAT-file".getBytes(StandardCharsets.US_ASCII), 600);
    write(hdf);
    assertEquals("is a file of Matlab 7.3; save it with '-v7'", refusal());
    write(Arrays.copyOf(resource("mpii.mat"), 40));
    assertEquals("is not a file of Matlab 5 to 7", refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mpii.mat", "mpii-plain.mat"})
  void filesThatAreCutOffAreNoticed(String name) throws IOException {
    byte[] whole = resource(name);
    for (int length : new int[] {140, whole.length / 2, whole.length - 1}) {
      write(Arrays.copyOf(whole, length));
      assertEquals(
          "truncated: it ends in the middle of its data; copy or download it again", refusal());
    }
  }

  /** An element of a file: type, bytes, filled up to a multiple of eight. */
  private static byte[] element(int type, byte[] content) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + (content.length + 7) / 8 * 8);
    return bytes
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(type)
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static byte[] integers(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(bytes::putInt);
    return bytes.array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] matrix(String name, int kind, int count, byte[]... content) {
    return element(
        14,
        joined(
            element(6, integers(kind, 0)),
            element(5, integers(1, count)),
            element(1, name.getBytes(StandardCharsets.US_ASCII)),
            joined(content)));
  }

  private static byte[] structure(String name, int count, String field, byte[]... values) {
    byte[] padded = Arrays.copyOf(field.getBytes(StandardCharsets.US_ASCII), 32);
    return matrix(name, 2, count, element(5, integers(32)), element(1, padded), joined(values));
  }

  private void writePacked(byte[] variable) throws IOException {
    byte[] header = Arrays.copyOf("MATLAB 5.0 ".getBytes(StandardCharsets.US_ASCII), 128);
    header[126] = 'I';
    header[127] = 'M';
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(variable);
    }
    write(joined(header, integers(15, packed.size()), packed.toByteArray()));
  }

  /** Elements without content take eight bytes each, and are packed to almost none. */
  @Test
  void aMillionPeopleAreTooMany() throws IOException {
    byte[] empty = element(14, new byte[0]);
    ByteBuffer many = ByteBuffer.allocate(300_000 * empty.length);
    while (many.hasRemaining()) {
      many.put(empty);
    }
    writePacked(
        structure(
            "RELEASE",
            1,
            "annolist",
            structure("", 1, "annorect", structure("", 300_000, "head", many.array()))));
    assertEquals("cannot be read: more than 250000 people", refusal());
  }

  @Test
  void whatUnpacksToAHundredTimesItsBytesIsRefused() throws IOException {
    byte[] zeros = matrix("", 9, 48 << 20, element(2, new byte[48 << 20]));
    writePacked(structure("RELEASE", 1, "version", zeros));
    assertEquals(
        "damaged (it unpacks to more than 100 times its bytes); copy or download it again",
        refusal());
  }

  @Test
  void numbersAndTextsHaveBounds() throws IOException {
    writePacked(
        structure(
            "RELEASE", 1, "img_train", matrix("", 9, 2 << 20, element(2, new byte[2 << 20]))));
    assertTrue(refusal().startsWith("damaged (2,097,152 numbers at byte "), refusal());
    byte[] name = new byte[2000];
    Arrays.fill(name, (byte) 'a');
    byte[] image = structure("", 1, "name", matrix("", 4, 2000, element(16, name)));
    writePacked(structure("RELEASE", 1, "annolist", structure("", 1, "image", image)));
    assertTrue(refusal().startsWith("damaged (a text of 2000 bytes at byte "), refusal());
  }

  /** None hangs, takes much memory, or ends otherwise than with a word. */
  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    long seed = 20;
    Random random = new Random(seed);
    for (String name : new String[] {"mpii.mat", "mpii-plain.mat"}) {
      byte[] whole = resource(name);
      for (int i = 0; i < 300; i++) {
        byte[] damaged = whole.clone();
        for (int byteCount = random.nextInt(8); byteCount >= 0; byteCount--) {
          damaged[128 + random.nextInt(whole.length - 128)] = (byte) random.nextInt();
        }
        Path file = write(damaged);
        try {
          ResultsSource.openMpii(
                  file, Optional.empty(), Optional.empty(), LabelOptions.defaults(), false)
              .close();
        } catch (FileException e) {
          assertTrue(e.getMessage().startsWith(file + ": "), e + ", seed " + seed);
        }
      }
    }
  }
}
