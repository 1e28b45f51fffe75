package org.jpose.ros.bag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpose.ros.message.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bags made to fill memory, or to be read for ever. */
class HostileBagTest {
  private static final String TYPE = Text.TYPE.name();
  private static final String SUM = Text.TYPE.md5();

  @TempDir Path folder;

  private int messages;

  private List<String> faults(RawBag bag) throws IOException {
    Path file = Files.write(folder.resolve("hostile.bag"), bag.bytes());
    List<String> faults = new ArrayList<>();
    try (BagReader reader =
        BagReader.open(
            file, connection -> true, fault -> faults.add(fault.replace(file + ": ", "")))) {
      while (reader.next().isPresent()) {
        messages++;
      }
    }
    return faults;
  }

  @Test
  void compressedChunksAreRead() throws IOException {
    byte[] word = Text.TYPE.bytes(new Text("word"));
    RawBag records = new RawBag().connection(1, "/words", TYPE, SUM).message(1, word, word.length);
    faults(new RawBag().begin(0, 0, 0).chunk("bz2", records).chunk("lz4", records));
    assertEquals(2, messages);
  }

  @Test
  void aChunkOfAHundredThousandConnectionsIsDamaged() throws IOException {
    RawBag records = new RawBag();
    for (int i = 0; i < 100_000; i++) {
      records.connection(i, "/t", TYPE, SUM);
    }
    List<String> faults = faults(new RawBag().begin(0, 0, 0).chunk("bz2", records));
    assertTrue(faults.get(0).endsWith("is damaged: more than 10000 connections"), faults.get(0));
  }

  @Test
  void namesOfAMegabyteAreDamage() throws IOException {
    RawBag records = new RawBag().connection(1, "/t", "t".repeat(1 << 20), SUM);
    List<String> faults = faults(new RawBag().begin(0, 0, 0).chunk("bz2", records));
    assertTrue(
        faults.get(0).endsWith("a connection with a topic, type or sum of too many characters"),
        faults.get(0));
  }

  @Test
  void topicsThatAreLostAreNamedAThousandTimesAtMost() throws IOException {
    RawBag records = new RawBag();
    for (int i = 0; i < 5000; i++) {
      records.message(i, new byte[0], 0);
    }
    List<String> faults = faults(new RawBag().begin(0, 0, 0).chunk("bz2", records));
    assertEquals("messages of a connection 999 whose topic is lost are left out", faults.get(999));
    assertEquals("its end is missing: it was cut off, or its recording was", faults.get(1000));
    assertEquals(1001, faults.size());
  }

  /** Each of a thousand chunks has all that follow in its one message, and then breaks off. */
  @Test
  void chunksInChunksAreGivenUp() throws IOException {
    int count = 1000;
    int rest = 4 << 20;
    int step = 1000;
    RawBag bag = new RawBag().begin(0, 1, count);
    List<Integer> places = new ArrayList<>();
    RawBag chunks = new RawBag();
    for (int i = 0; i < count; i++) {
      places.add(bag.size() + chunks.size());
      RawBag head = new RawBag();
      long message = rest + (long) (count - i) * step;
      head.record(
          new byte[0],
          message,
          RawBag.Field.kind(BagFormat.CHUNK),
          RawBag.Field.of("compression", "none"));
      head.message(1, new byte[0], message - 200);
      chunks.append(head, step);
    }
    bag.append(chunks, chunks.size() + rest);
    long index = bag.size();
    bag.connection(1, "/t", TYPE, SUM);
    places.forEach(bag::chunkInfo);
    RawBag whole = new RawBag().begin(index, 1, count);
    whole.append(bag.from(whole.size()), bag.size() - whole.size());
    List<String> faults = faults(whole);
    assertEquals("damaged all over; given up", faults.get(faults.size() - 1));
    assertTrue(messages > 1 && messages < 50, "messages: " + messages);
  }

  @Test
  void recordsOfAQuarterOfAGigabyteAreDamage() throws IOException {
    RawBag records =
        new RawBag().connection(1, "/t", TYPE, SUM).message(1, new byte[0], (1L << 28) + 1);
    List<String> faults = faults(new RawBag().begin(0, 0, 0).chunk("bz2", records));
    assertTrue(faults.get(0).contains("a record of 268435457 bytes at byte "), faults.get(0));
    assertTrue(faults.get(0).contains(", expected 2"), faults.get(0));
  }

  @Test
  void headersOfAMegabyteAreDamage() throws IOException {
    RawBag records = new RawBag();
    records.record(new byte[0], RawBag.Field.of("name", "n".repeat(1 << 20)));
    List<String> faults = faults(new RawBag().begin(0, 0, 0).chunk("bz2", records));
    assertTrue(faults.get(0).contains("a record's header of 1048585 bytes"), faults.get(0));
  }
}
