package org.jpose.data.lmdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jpose.core.disk.FileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.Txn;

/** Our reading of LMDB's pages: the same as LMDB's own where they are whole, an error where not. */
class LmdbTreeTest {
  private static final int PAGE = 4096;

  @TempDir Path folder;

  private interface Writing {
    void to(Dbi<byte[]> values, Txn<byte[]> transaction);
  }

  private File write(String name, Writing writing, DbiFlags... flags) throws IOException {
    Path database = Files.createDirectory(folder.resolve(name));
    try (Env<byte[]> env =
        LmdbLibrary.environment().setMapSize(64 << 20).setMaxDbs(1).open(database.toFile())) {
      Dbi<byte[]> values = env.openDbi((byte[]) null, flags);
      try (Txn<byte[]> transaction = env.txnWrite()) {
        writing.to(values, transaction);
        transaction.commit();
      }
    }
    return database.resolve("data.mdb").toFile();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Random keys and values, some of them changed and deleted again. */
  private static TreeMap<String, byte[]> fill(
      Random random, int count, Dbi<byte[]> values, Txn<byte[]> transaction) {
    TreeMap<String, byte[]> all = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String key = "k" + random.nextInt(5 * count) + "x".repeat(random.nextInt(20));
      byte[] value = bytes(random, random.nextInt(random.nextInt(4) == 0 ? 20_000 : 300));
      all.put(key, value);
      values.put(transaction, key.getBytes(StandardCharsets.US_ASCII), value);
      if (i % 7 == 6) {
        String gone = all.firstKey();
        all.remove(gone);
        values.delete(transaction, gone.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return all;
  }

  private static LmdbTree read(File file) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file, "r")) {
      return LmdbTree.read(opened);
    }
  }

  private static byte[] value(File file, LmdbTree tree, int index) throws IOException {
    LmdbValue place = tree.values().get(index);
    byte[] value = new byte[(int) place.size()];
    try (RandomAccessFile opened = new RandomAccessFile(file, "r")) {
      opened.seek(place.page() * tree.pageSize() + place.offset());
      opened.readFully(value);
    }
    return value;
  }

  @Test
  void keysAndValuesAreThoseThatLmdbWrote() throws IOException {
    for (int count : new int[] {1, 2, 30, 500, 6000}) {
      TreeMap<String, byte[]> all = new TreeMap<>();
      File file =
          write(
              "of" + count,
              (values, transaction) ->
                  all.putAll(fill(new Random(count), count, values, transaction)));
      LmdbTree tree = read(file);
      assertEquals(all.size(), tree.keys().size(), count + " puts");
      int index = 0;
      for (var entry : all.entrySet()) {
        assertEquals(entry.getKey(), new String(tree.keys().get(index), StandardCharsets.US_ASCII));
        assertArrayEquals(entry.getValue(), value(file, tree, index++));
      }
    }
  }

  @Test
  void anEmptyDatabaseHasNoKeys() throws IOException {
    assertTrue(read(write("empty", (values, transaction) -> {})).keys().isEmpty());
  }

  @Test
  void otherKindsOfDatabasesAreRefused() throws IOException {
    File several =
        write(
            "several",
            (values, transaction) -> {
              values.put(transaction, new byte[] {1}, new byte[] {1});
              values.put(transaction, new byte[] {1}, new byte[] {2});
            },
            DbiFlags.MDB_DUPSORT);
    assertEquals(
        several
            + ": an LMDB, but its database is of kind 4, as with several values of a key or integer"
            + " keys; expected one database without a name, with one value for each key; write it"
            + " so",
        refused(several));
    Path named = Files.createDirectory(folder.resolve("named"));
    try (Env<byte[]> env = LmdbLibrary.environment().setMaxDbs(1).open(named.toFile())) {
      env.openDbi("inner", DbiFlags.MDB_CREATE);
    }
    File file = named.resolve("data.mdb").toFile();
    assertEquals(
        file
            + ": an LMDB, but it has databases in it; expected one database without a name, with one"
            + " value for each key; write it so",
        refused(file));
  }

  private static String refused(File file) {
    return assertThrows(
            FileException.class,
            () -> LmdbDataset.open(file.toPath().getParent(), LmdbOptions.defaults()).close())
        .getMessage();
  }

  /** Versions of LMDB count their pages wrongly, or take longer keys. */
  @Test
  void countsOfPagesDoNotMatterAndLongKeysAreRead() throws IOException {
    File file =
        write("some", (values, transaction) -> fill(new Random(2), 50, values, transaction));
    LmdbTree whole = read(file);
    File other = changed(file, b -> both(b, 96, (short) 7).putShort(104, (short) 9));
    assertEquals(whole.keys().size(), read(other).keys().size());
    assertTrue(
        damage(file, b -> both(b, 120, (short) 7)).matches("it has \\d+ records, and says 7"));
    byte[] bytes = new byte[PAGE];
    ByteBuffer page = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    page.putShort(12, (short) 18).putShort(14, (short) 3000).putShort(16, (short) 3000);
    page.putShort(3006, (short) 700);
    assertEquals(700, new LmdbPage(2, page).key(0).length);
    page.putShort(3006, (short) 1100);
    assertEquals(
        "page 2: the key of node 0 has 1100 bytes",
        assertThrows(LmdbDamage.class, () -> new LmdbPage(2, page).key(0)).getMessage());
  }

  private File changed(File file, Consumer<ByteBuffer> change) throws IOException {
    byte[] bytes = Files.readAllBytes(file.toPath());
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    Path copy = Files.createDirectories(folder.resolve("changed")).resolve("data.mdb");
    return Files.write(copy, bytes).toFile();
  }

  private String damage(File file, Consumer<ByteBuffer> change) throws IOException {
    File damaged = changed(file, change);
    return assertThrows(LmdbDamage.class, () -> read(damaged)).getMessage();
  }

  /** Pages of a kind. */
  private static List<Integer> pages(File file, int kind) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(file.toPath())).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> pages = new ArrayList<>();
    for (int page = 2; page < bytes.capacity() / PAGE; page++) {
      if (bytes.getLong(page * PAGE) == page && bytes.getShort(page * PAGE + 10) == kind) {
        pages.add(page);
      }
    }
    return pages;
  }

  @Test
  void whatIsWrongIsSaidWithThePage() throws IOException {
    File file =
        write(
            "whole",
            (values, transaction) -> {
              for (int i = 1000; i < 1400; i++) {
                byte[] key = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
                values.put(transaction, key, bytes(new Random(i), i == 1399 ? 5000 : 50));
              }
            });
    int branch = pages(file, LmdbPage.BRANCH).get(0);
    int leaf = pages(file, LmdbPage.LEAF).get(0);
    int of = branch * PAGE;
    assertEquals(
        "page " + branch + " is there twice in its tree",
        damage(file, b -> b.putInt(of + (b.getShort(of + 16) & 0xffff), branch)),
        "a cycle");
    assertEquals(
        "there are no 1 pages at 99999; the last is " + (Files.size(file.toPath()) / PAGE - 1),
        damage(file, b -> b.putInt(of + (b.getShort(of + 16) & 0xffff), 99_999)));
    assertEquals(
        "page %d: it says that it is page 77".formatted(leaf),
        damage(file, b -> b.putLong(leaf * PAGE, 77)));
    assertEquals(
        "page %d: its bounds are 9000 and 9000".formatted(leaf),
        damage(
            file,
            b ->
                b.putShort(leaf * PAGE + 12, (short) 9000)
                    .putShort(leaf * PAGE + 14, (short) 9000)));
    assertEquals(
        "page %d: node 0 is outside of it".formatted(leaf),
        damage(file, b -> b.putShort(leaf * PAGE + 16, (short) 4090)));
    assertEquals(
        "page %d: of kind 4 with %d nodes; expected a leaf".formatted(leaf, nodes(file, leaf)),
        damage(file, b -> b.putShort(leaf * PAGE + 10, (short) 4)));
    assertEquals(
        "its tree is said to be 99 pages deep", damage(file, b -> both(b, 94, (short) 99)));
    File shortened = changed(file, b -> {});
    try (RandomAccessFile opened = new RandomAccessFile(shortened, "rw")) {
      opened.setLength(opened.length() - PAGE);
    }
    assertTrue(
        assertThrows(LmdbDamage.class, () -> read(shortened))
            .getMessage()
            .endsWith("it was cut off"));
  }

  /** A hundred keys of a thousand bytes in one page of four thousand. */
  @Test
  void nodesThatLieOverEachOtherAreDamage() throws IOException {
    File file =
        write("one", (values, transaction) -> values.put(transaction, new byte[] {1}, new byte[1]));
    int leaf = pages(file, LmdbPage.LEAF).get(0);
    int of = leaf * PAGE;
    int count = 100;
    int upper = 1000;
    assertEquals(
        "page " + leaf + ": its nodes lie over each other",
        damage(
            file,
            b -> {
              b.putShort(of + 12, (short) (16 + 2 * count)).putShort(of + 14, (short) upper);
              for (int i = 0; i < count; i++) {
                int place = upper + 10 * i;
                b.putShort(of + 16 + 2 * i, (short) place);
                // No value, a key of a thousand bytes; its first two count.
                b.putInt(of + place, 0).putShort(of + place + 4, (short) 0);
                b.putShort(of + place + 6, (short) 1000);
                b.put(of + place + 8, (byte) 0).put(of + place + 9, (byte) i);
              }
            }));
  }

  private static int nodes(File file, int page) throws IOException {
    byte[] bytes = Files.readAllBytes(file.toPath());
    return (ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(page * PAGE + 12) - 16)
        / 2;
  }

  private static ByteBuffer both(ByteBuffer bytes, int at, short value) {
    return bytes.putShort(at, value).putShort(PAGE + at, value);
  }

  /** Up to three bytes of the tree's pages at random. */
  @Test
  void damagedPagesAreAnErrorOrAsBefore() throws IOException {
    File file =
        write("whole", (values, transaction) -> fill(new Random(5), 300, values, transaction));
    byte[] whole = Files.readAllBytes(file.toPath());
    List<Integer> tree = new ArrayList<>(List.of(0, 1));
    tree.addAll(pages(file, LmdbPage.BRANCH));
    tree.addAll(pages(file, LmdbPage.LEAF));
    Set<String> messages = new HashSet<>();
    int refused = 0;
    int runs = 4000;
    Path copy = Files.write(folder.resolve("damaged.mdb"), whole);
    for (int seed = 0; seed < runs; seed++) {
      Random random = new Random(seed);
      Set<Integer> pages = new HashSet<>();
      byte[] damaged = whole.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        int page = tree.get(random.nextInt(tree.size()));
        int within = random.nextBoolean() ? random.nextInt(200) : random.nextInt(PAGE);
        damaged[page * PAGE + within] = (byte) random.nextInt();
        pages.add(page);
      }
      write(copy, damaged, pages);
      try {
        LmdbTree read = read(copy.toFile());
        for (LmdbValue place : read.values()) {
          long end = place.page() * read.pageSize() + place.offset() + place.size();
          assertTrue(end <= damaged.length, "seed " + seed);
        }
      } catch (LmdbDamage | UnsupportedLmdb e) {
        messages.add(e.getMessage().replaceAll("\\d+", "N"));
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
      write(copy, whole, pages);
    }
    assertTrue(refused > runs / 10, refused + " refused");
    assertTrue(messages.size() > 8, messages.toString());
  }

  private static void write(Path file, byte[] bytes, Set<Integer> pages) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      for (int page : pages) {
        opened.seek(page * PAGE);
        opened.write(bytes, page * PAGE, PAGE);
      }
    }
  }

  @Test
  void theDatasetNamesTheFile() throws IOException {
    File file =
        write("some", (values, transaction) -> fill(new Random(1), 50, values, transaction));
    File damaged = changed(file, b -> both(b, 94, (short) 99));
    FileException refusal =
        assertThrows(
            FileException.class,
            () -> LmdbDataset.open(damaged.toPath().getParent(), LmdbOptions.defaults()).close());
    assertEquals(
        damaged
            + ": no LMDB, or a damaged one: its tree is said to be 99 pages deep; copy it again",
        refusal.getMessage());
    assertFalse(refusal.getMessage().contains("\n"));
  }
}
