package org.jpose.data.lmdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Visibility;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;

/** Turns samples into records and back. Immutable and thread-safe. */
final class RecordCodec {
  private static final int METADATA = 3;
  private static final int MASK = 4;
  private static final int MASK_ALL = 5;

  /** CMU's least width of a record, and the grey it fills up with. */
  private static final int LEAST_WIDTH = 64;

  private static final byte PADDING = (byte) 128;

  /** What is left out around a joint that is not to be relied on, as a part of the box's height. */
  private static final float UNSURE_REACH = 0.1f;

  private final int firstPixel;

  RecordCodec(int firstPixel) {
    this.firstPixel = firstPixel;
  }

  /**
   * Reads a record.
   *
   * @param origin name of the sample
   * @throws IllegalArgumentException if it is damaged or of another kind
   */
  Sample decode(String origin, byte[] record) {
    Datum datum = Datum.parse(record);
    if (datum.channels() != LmdbLayout.COCO.planes()
        && datum.channels() != LmdbLayout.MPI.planes()) {
      throw new IllegalArgumentException(
          "the record has %d planes, expected %d (COCO) or %d (MPI)"
              .formatted(datum.channels(), LmdbLayout.COCO.planes(), LmdbLayout.MPI.planes()));
    }
    RecordMetadata metadata =
        RecordMetadata.parse(
            new RecordMetadata.Plane(record, datum.plane(METADATA), datum.width(), datum.height()));
    int width = metadata.width();
    int height = metadata.height();
    if (width < 1 || height < 1 || width > datum.width() || height > datum.height()) {
      throw new IllegalArgumentException(
          "the record says %dx%d pixels, its planes have %dx%d"
              .formatted(width, height, datum.width(), datum.height()));
    }
    Skeleton skeleton = LmdbLayout.of(metadata.dataset()).skeleton();
    List<LabelledPerson> people = new ArrayList<>();
    metadata.others().forEach(other -> people.add(other.labelled(skeleton, firstPixel)));
    // CMU's place counts people without joints as well, who are not in the record.
    int main = Math.max(0, Math.min(metadata.place() - 1, people.size()));
    people.add(main, metadata.main().labelled(skeleton, firstPixel));
    return new Sample(
        origin,
        image(record, datum, width, height),
        people,
        mask(record, datum, width, height),
        OptionalInt.of(main));
  }

  private static Image image(byte[] record, Datum datum, int width, int height) {
    byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < height; y++) {
        int from = datum.plane(channel) + y * datum.width();
        int to = y * width * 3 + channel;
        for (int x = 0; x < width; x++, to += 3) {
          pixels[to] = record[from + x];
        }
      }
    }
    return Image.wrap(width, height, ColourOrder.BGR, pixels);
  }

  private static LossMask mask(byte[] record, Datum datum, int width, int height) {
    byte[] pixels = new byte[width * height];
    boolean everywhere = true;
    for (int y = 0; y < height; y++) {
      System.arraycopy(record, datum.plane(MASK) + y * datum.width(), pixels, y * width, width);
    }
    for (int i = 0; i < pixels.length && everywhere; i++) {
      everywhere = pixels[i] == LossMask.COUNTS;
    }
    return everywhere ? LossMask.everywhere(width, height) : LossMask.wrap(width, height, pixels);
  }

  /**
   * Makes a record.
   *
   * @throws IllegalArgumentException if the sample has no main person, or more people or pixels
   *     than a record can hold
   */
  byte[] encode(Sample given, LmdbLayout layout, RecordNumbers numbers) {
    if (given.mainPerson().isEmpty()) {
      throw new IllegalArgumentException(
          given.origin() + ": a record is about one main person, the sample about none");
    }
    Sample sample = given.to(layout.skeleton());
    List<LabelledPerson> people = new ArrayList<>(sample.people());
    LabelledPerson main = people.remove(sample.mainPerson().getAsInt());
    List<LabelledPerson> others = people.stream().filter(person -> person.labelled() > 0).toList();
    int place = 1;
    for (int i = 0; i < sample.mainPerson().getAsInt(); i++) {
      place += sample.people().get(i).labelled() > 0 ? 1 : 0;
    }
    if (others.size() > RecordMetadata.MOST_OTHERS) {
      throw new IllegalArgumentException(
          "%s: %d people; a record holds %d"
              .formatted(sample.origin(), others.size() + 1, RecordMetadata.MOST_OTHERS + 1));
    }
    RecordMetadata metadata =
        new RecordMetadata(
            layout.dataset(numbers.validation()),
            sample.image().width(),
            sample.image().height(),
            numbers,
            Math.min(place, 255),
            RecordPerson.of(main, firstPixel),
            others.stream().map(other -> RecordPerson.of(other, firstPixel)).toList());
    return record(sample, layout, metadata);
  }

  private static byte[] record(Sample sample, LmdbLayout layout, RecordMetadata metadata) {
    int others = metadata.others().size();
    int columns = RecordMetadata.columns(layout.skeleton().jointCount(), others);
    int width = Math.max(Math.max(metadata.width(), LEAST_WIDTH), columns);
    int height = Math.max(metadata.height(), RecordMetadata.rows(others));
    long length = (long) layout.planes() * width * height;
    if (length > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException(
          "%s: %dx%d pixels; a record holds less than 2 GB"
              .formatted(sample.origin(), metadata.width(), metadata.height()));
    }
    byte[] header = Datum.header(layout.planes(), height, width);
    byte[] record = Arrays.copyOf(header, header.length + (int) length);
    Datum datum = new Datum(layout.planes(), height, width, header.length);
    putImage(record, datum, sample.image());
    metadata.write(new RecordMetadata.Plane(record, datum.plane(METADATA), width, height));
    putMask(record, datum, sample);
    if (layout.planes() > MASK_ALL) {
      putAllPeople(record, datum, sample);
    }
    return record;
  }

  private static void putImage(byte[] record, Datum datum, Image image) {
    Arrays.fill(record, datum.plane(0), datum.plane(METADATA), PADDING);
    boolean reversed = image.order() == ColourOrder.RGB;
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < image.height(); y++) {
        int from = y * image.width() * 3 + (reversed ? 2 - channel : channel);
        int to = datum.plane(channel) + y * datum.width();
        for (int x = 0; x < image.width(); x++, from += 3) {
          record[to + x] = image.pixels()[from];
        }
      }
    }
  }

  private static void putMask(byte[] record, Datum datum, Sample sample) {
    Arrays.fill(
        record, datum.plane(MASK), datum.plane(MASK) + datum.planeLength(), LossMask.COUNTS);
    Optional<byte[]> pixels = sample.mask().pixels();
    int width = sample.mask().width();
    for (int y = 0; pixels.isPresent() && y < sample.mask().height(); y++) {
      System.arraycopy(
          pixels.get(), y * width, record, datum.plane(MASK) + y * datum.width(), width);
    }
    // The format knows no unsure joint; left as background it would be taught as such.
    for (LabelledPerson person : sample.people()) {
      float reach = Math.max(8, UNSURE_REACH * person.box().height());
      for (LabelledJoint joint : person.joints()) {
        if (joint.visibility() == Visibility.UNSURE) {
          Box around = new Box(joint.x() - reach, joint.y() - reach, 2 * reach, 2 * reach);
          fill(record, datum, MASK, around, (byte) 0, sample.image());
        }
      }
    }
  }

  /** Where people are as far as the sample knows: their boxes, and where nobody labelled them. */
  private static void putAllPeople(byte[] record, Datum datum, Sample sample) {
    for (int i = 0; i < datum.planeLength(); i++) {
      record[datum.plane(MASK_ALL) + i] = (byte) ~record[datum.plane(MASK) + i];
    }
    sample
        .people()
        .forEach(
            person -> fill(record, datum, MASK_ALL, person.box(), LossMask.COUNTS, sample.image()));
  }

  private static void fill(
      byte[] record, Datum datum, int plane, Box box, byte value, Image image) {
    int left = (int) Math.max(0, Math.floor(box.x()));
    int right = (int) Math.min(image.width(), Math.ceil((double) box.x() + box.width()));
    int top = (int) Math.max(0, Math.floor(box.y()));
    int bottom = (int) Math.min(image.height(), Math.ceil((double) box.y() + box.height()));
    for (int y = top; y < bottom && left < right; y++) {
      int row = datum.plane(plane) + y * datum.width();
      Arrays.fill(record, row + left, row + right, value);
    }
  }
}
