package org.jpose.data.lmdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.jpose.data.LossMask;
import org.jpose.data.SameSamples;
import org.jpose.data.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTest {
  private static final RecordCodec CODEC = new RecordCodec(1);
  private static final RecordNumbers NUMBERS = new RecordNumbers(false, 1, 0, 1);

  @Test
  void readsARecordWrittenByteForByteAsTheFormatSays() {
    Sample sample = CODEC.decode("by hand", HandMadeRecord.coco());
    assertEquals(72, sample.image().width());
    assertEquals(80, sample.image().height());
    assertEquals(ColourOrder.BGR, sample.image().order());
    for (int channel = 0; channel < 3; channel++) {
      assertEquals((3 * 20 + 5 * 30 + 50 * channel) & 255, sample.image().value(20, 30, channel));
    }
    assertEquals(OptionalInt.of(1), sample.mainPerson());
    LabelledPerson main = sample.people().get(1);
    assertEquals(Skeletons.COCO17, main.skeleton());
    assertEquals(new LabelledJoint(10, 20, Visibility.OCCLUDED), main.joints().get(0));
    assertEquals(new LabelledJoint(11, 22, Visibility.VISIBLE), main.joints().get(1));
    assertEquals(LabelledJoint.UNLABELLED, main.joints().get(2));
    assertEquals(30, main.box().x() + main.box().width() / 2, 1e-4);
    assertEquals(40, main.box().y() + main.box().height() / 2, 1e-4);
    assertEquals(36.8, main.box().height(), 1e-4);
    assertEquals(3, sample.people().size());
    LabelledPerson first = sample.people().get(0);
    assertEquals(new LabelledJoint(16, 1, Visibility.VISIBLE), first.joints().get(16));
    assertEquals(18.4, first.box().height(), 1e-4);
    LabelledPerson second = sample.people().get(2);
    assertEquals(1, second.labelled());
    assertEquals(new LabelledJoint(39.5f, 3, Visibility.OCCLUDED), second.joints().get(3));
    assertEquals(0, sample.mask().value(9, 19));
    assertEquals(255, sample.mask().value(10, 19));
    assertEquals(255, sample.mask().value(9, 20));
  }

  @Test
  void readsMpiRecordsOfFivePlanes() {
    Sample sample = CODEC.decode("by hand", HandMadeRecord.mpi());
    LabelledPerson main = sample.people().get(1);
    assertEquals(Skeletons.MPII, main.skeleton());
    assertEquals(new LabelledJoint(10, 20, Visibility.OCCLUDED), main.joints().get(0));
    LabelledPerson converted = main.to(Skeletons.COCO17);
    assertEquals(main.joints().get(0), converted.joints().get(16), "right ankle by its name");
    assertEquals(LabelledJoint.UNLABELLED, converted.joints().get(0), "MPI has no nose");
  }

  @Test
  void placesFromZeroAreTakenAsTheyAre() {
    Sample sample = new RecordCodec(0).decode("by hand", HandMadeRecord.coco());
    LabelledJoint joint = sample.people().get(1).joints().get(0);
    assertEquals(new LabelledJoint(11, 21, Visibility.OCCLUDED), joint);
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void whatIsWrittenIsRead(long seed) {
    Random random = new Random(seed);
    LmdbLayout layout = random.nextBoolean() ? LmdbLayout.COCO : LmdbLayout.MPI;
    Sample sample = sample(random, layout);
    RecordNumbers numbers = new RecordNumbers(random.nextBoolean(), 1 + random.nextInt(1000), 3, 9);
    byte[] record = CODEC.encode(sample, layout, numbers);
    Datum datum = Datum.parse(record);
    assertTrue(datum.width() >= 64, "CMU's least width");
    if (datum.width() > sample.image().width()) {
      assertEquals((byte) 128, record[datum.plane(0) + sample.image().width()]);
    }
    RecordMetadata.Plane plane =
        new RecordMetadata.Plane(record, datum.plane(3), datum.width(), datum.height());
    assertEquals(numbers, plane.numbers());
    Sample read = CODEC.decode("read", record);
    SameSamples.assertSameImage(sample.image(), read.image());
    SameSamples.assertSamePeople(sample.people(), read.people());
    assertEquals(sample.mainPerson(), read.mainPerson());
    SameSamples.assertSameMask(sample.mask(), read.mask());
  }

  private static Sample sample(Random random, LmdbLayout layout) {
    int width = 1 + random.nextInt(150);
    int height = 1 + random.nextInt(150);
    byte[] pixels = new byte[3 * width * height];
    random.nextBytes(pixels);
    byte[] mask = new byte[width * height];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (random.nextInt(4) == 0 ? 0 : 255);
    }
    int count = 1 + random.nextInt(random.nextInt(20) == 0 ? 256 : 6);
    List<LabelledPerson> people = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      people.add(person(random, layout));
    }
    return new Sample(
        "random",
        Image.wrap(width, height, random.nextBoolean() ? ColourOrder.RGB : ColourOrder.BGR, pixels),
        people,
        random.nextBoolean()
            ? LossMask.wrap(width, height, mask)
            : LossMask.everywhere(width, height),
        OptionalInt.of(random.nextInt(count)));
  }

  private static LabelledPerson person(Random random, LmdbLayout layout) {
    List<LabelledJoint> joints =
        new ArrayList<>(
            Collections.nCopies(layout.skeleton().jointCount(), LabelledJoint.UNLABELLED));
    // At least one: others without joints are not in a record.
    int labelled = random.nextInt(joints.size());
    for (int i = 0; i < joints.size(); i++) {
      if (i == labelled || random.nextBoolean()) {
        joints.set(
            i,
            new LabelledJoint(
                random.nextInt(300) - 50,
                random.nextInt(1200) / 4f - 50,
                random.nextBoolean() ? Visibility.VISIBLE : Visibility.OCCLUDED));
      }
    }
    Box box = new Box(random.nextInt(50), random.nextInt(50), random.nextInt(99), 20);
    return new LabelledPerson(layout.skeleton(), joints, box);
  }

  @Test
  void aJointNotToBeReliedOnIsLeftOutOfTheLossInsteadOfBeingBackground() {
    List<LabelledJoint> joints = new ArrayList<>(Collections.nCopies(17, LabelledJoint.UNLABELLED));
    joints.set(0, new LabelledJoint(20, 20, Visibility.VISIBLE));
    joints.set(1, new LabelledJoint(60, 50, Visibility.UNSURE));
    LabelledPerson person = new LabelledPerson(Skeletons.COCO17, joints, new Box(10, 10, 60, 80));
    Sample sample = about(person, 100, 100);
    Sample read = CODEC.decode("read", CODEC.encode(sample, LmdbLayout.COCO, NUMBERS));
    assertEquals(LabelledJoint.UNLABELLED, read.people().get(0).joints().get(1));
    assertEquals(0, read.mask().value(60, 50));
    assertEquals(0, read.mask().value(66, 56));
    assertEquals(255, read.mask().value(20, 20));
  }

  private static Sample about(LabelledPerson person, int width, int height) {
    Image image = Image.wrap(width, height, ColourOrder.BGR, new byte[3 * width * height]);
    return new Sample(
        "photo", image, List.of(person), LossMask.everywhere(width, height), OptionalInt.of(0));
  }

  @Test
  void aSampleARecordCannotHoldIsRefusedByName() {
    LabelledPerson person = person(new Random(1), LmdbLayout.COCO);
    Sample whole = about(person, 30, 30);
    Sample none =
        new Sample("photo", whole.image(), whole.people(), whole.mask(), OptionalInt.empty());
    assertEquals(
        "photo: a record is about one main person, the sample about none",
        assertThrows(
                IllegalArgumentException.class, () -> CODEC.encode(none, LmdbLayout.COCO, NUMBERS))
            .getMessage());
    Sample crowd =
        new Sample(
            "photo",
            whole.image(),
            Collections.nCopies(257, person),
            whole.mask(),
            OptionalInt.of(0));
    assertEquals(
        "photo: 257 people; a record holds 256",
        assertThrows(
                IllegalArgumentException.class, () -> CODEC.encode(crowd, LmdbLayout.COCO, NUMBERS))
            .getMessage());
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#threeHundred")
  void aDamagedRecordIsReadOrRefusedButNothingElse(long seed) {
    Random random = new Random(seed);
    byte[] record = HandMadeRecord.coco();
    int metadata = 10 + 3 * HandMadeRecord.WIDTH * HandMadeRecord.HEIGHT;
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      int at = random.nextBoolean() ? random.nextInt(12) : metadata + random.nextInt(72 * 17);
      record[at] = (byte) random.nextInt(256);
    }
    byte[] damaged =
        random.nextInt(3) == 0 ? Arrays.copyOf(record, random.nextInt(record.length)) : record;
    try {
      CODEC.decode("damaged", damaged);
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage() != null && e.getMessage().length() < 300, e.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 9, 10, 500, 30_000})
  void aRecordCutOffIsRefused(int length) {
    byte[] cut = Arrays.copyOf(HandMadeRecord.coco(), length);
    String message =
        assertThrows(IllegalArgumentException.class, () -> CODEC.decode("cut", cut)).getMessage();
    assertTrue(message.contains("datum"), message);
  }

  @Test
  void planesTooSmallForAnyMetadataAreRefused() {
    byte[] header = Datum.header(5, 1, 3);
    byte[] record = Arrays.copyOf(header, header.length + 5 * 3);
    System.arraycopy("MPI".getBytes(US_ASCII), 0, record, header.length + 3 * 3, 3);
    assertMessage("need 8 rows of 64 bytes, the plane has 1 of 3", record);
  }

  @Test
  void sizesThatOverflowAndPeopleThatDoNotFitAreRefused() {
    // 2^31-1 planes of 2^31-1 x 2^31-1 bytes.
    byte[] huge = new byte[20];
    int at = 0;
    for (int tag : new int[] {0x08, 0x10, 0x18}) {
      huge[at++] = (byte) tag;
      for (int i = 0; i < 4; i++) {
        huge[at++] = (byte) 0xff;
      }
      huge[at++] = 0x07;
    }
    huge[18] = 0x22;
    assertMessage("a datum of 2147483647 planes of 2147483647x2147483647 bytes has 0", huge);
    byte[] negative = {0x08, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0x10, 1, 0x18, 1, 0x22, 0};
    assertMessage("a datum with a side of -1", negative);
    byte[] endless = {0x08, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    assertMessage("a number of more than ten bytes", endless);
    byte[] longer = {0x22, -1, -1, -1, -1, -1, -1, -1, -1, 0x7f};
    assertMessage("the datum breaks off: a field of 9223372036854775807 bytes", longer);
    byte[] many = HandMadeRecord.coco();
    many[10 + (3 * 80 + 2) * 72 + 1] = (byte) 255;
    assertMessage(
        "255 other people and 17 joints need 1029 rows of 1020 bytes, the plane has 80 of 72",
        many);
    byte[] other = HandMadeRecord.coco();
    other[10 + 3 * 80 * 72] = 'X';
    assertMessage("the data set is called 'XOCO_val'", other);
  }

  private static void assertMessage(String part, byte[] record) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> CODEC.decode("bad", record))
            .getMessage();
    assertTrue(message.contains(part), message);
  }
}
