package org.jpose.data.lmdb;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The keys of an LMDB with the places of their values, read from the file itself: LMDB trusts its
 * pages, so that a wrong bit in one ends the process. Every page of the tree is read and checked;
 * of the values' own pages it is checked that they are inside the file and are nobody else's.
 *
 * @param pageSize bytes of a page
 * @param keys in their order
 * @param values one for each key
 */
record LmdbTree(int pageSize, List<byte[]> keys, List<LmdbValue> values) {
  private static final int MAGIC = 0xbeefc0de;
  private static final int VERSION = 1;

  /** What a meta page holds after its header: its two databases, of which the second is ours. */
  private static final int MAIN = 88;

  private static final int META_BYTES = 152;
  private static final int LEAST_PAGE = 512;
  private static final int MOST_PAGE = 1 << 15;
  private static final int MOST_DEPTH = 32;

  /** Flags of the free pages' database: integer keys, and what may be kept of the environment. */
  private static final int INTEGER_KEYS = 0x08;

  private static final int KEPT = 0x4001;

  /** What a database may be: keys from behind, several values, integers, and of these kinds. */
  private static final int KINDS = 0x7e;

  /**
   * Reads the tree.
   *
   * @throws LmdbDamage if it is not as LMDB writes it
   * @throws UnsupportedLmdb if it has several databases, or is of another kind
   */
  static LmdbTree read(RandomAccessFile file) throws IOException {
    int pageSize = pageSize(file);
    Meta first = Meta.read(file, 0, pageSize);
    Meta second = Meta.read(file, 1, pageSize);
    Meta newer = second.transaction > first.transaction ? second : first;
    newer.checkLength(file.length(), pageSize);
    return new Walk(file, pageSize, newer).tree();
  }

  private static int pageSize(RandomAccessFile file) throws IOException {
    if (file.length() < 2 * LEAST_PAGE) {
      throw new LmdbDamage(file.length() + " bytes: empty or cut off");
    }
    byte[] bytes = new byte[META_BYTES];
    file.readFully(bytes);
    ByteBuffer start = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int pageSize = start.getInt(Meta.FREE);
    boolean known = start.getInt(16) == MAGIC && start.getInt(20) == VERSION;
    boolean power = Integer.bitCount(pageSize) == 1;
    if (!known || !power || pageSize < LEAST_PAGE || pageSize > MOST_PAGE) {
      throw new LmdbDamage("it does not begin as an LMDB of a 64-bit machine does");
    }
    return pageSize;
  }

  /** What a meta page says of the newest or the last but one transaction. */
  private record Meta(int depth, long entries, long root, long last, long transaction) {
    private static final int FREE = 40;

    static Meta read(RandomAccessFile file, long number, int pageSize) throws IOException {
      LmdbPage page = LmdbPage.read(file, number, pageSize, pageSize);
      ByteBuffer bytes = page.bytes();
      if (page.kind() != LmdbPage.META
          || bytes.getInt(16) != MAGIC
          || bytes.getInt(20) != VERSION
          || bytes.getInt(FREE) != pageSize
          || (bytes.getShort(FREE + 4) & 0xffff & ~KEPT) != INTEGER_KEYS) {
        throw page.damage("expected the description of the database");
      }
      int kind = bytes.getShort(MAIN + 4) & 0xffff;
      if ((kind & ~KINDS) != 0) {
        throw page.damage("a database of kind " + kind);
      }
      if (kind != 0) {
        throw new UnsupportedLmdb(
            "its database is of kind %s, as with several values of a key or integer keys"
                .formatted(kind));
      }
      return new Meta(
          bytes.getShort(MAIN + 6) & 0xffff,
          bytes.getLong(MAIN + 32),
          bytes.getLong(MAIN + 40),
          bytes.getLong(136),
          bytes.getLong(144));
    }

    void checkLength(long size, int pageSize) throws LmdbDamage {
      if (last < 1 || last >= Integer.MAX_VALUE) {
        throw new LmdbDamage("its last page is said to be " + last);
      }
      if (size < (last + 1) * pageSize) {
        throw new LmdbDamage(
            size + " bytes, expected " + (last + 1) * pageSize + ": it was cut off");
      }
    }
  }

  /** Goes through all pages once. */
  private static final class Walk {
    private final RandomAccessFile file;
    private final int pageSize;
    private final Meta meta;
    private final BitSet seen = new BitSet();
    private final List<byte[]> keys = new ArrayList<>();
    private final List<LmdbValue> values = new ArrayList<>();

    Walk(RandomAccessFile file, int pageSize, Meta meta) {
      this.file = file;
      this.pageSize = pageSize;
      this.meta = meta;
    }

    LmdbTree tree() throws IOException {
      if (meta.depth > MOST_DEPTH) {
        throw new LmdbDamage("its tree is said to be " + meta.depth + " pages deep");
      }
      if (meta.depth > 0) {
        visit(meta.root, meta.depth, null, null);
      }
      // What it says of its pages old versions of LMDB get wrong.
      if (keys.size() != meta.entries) {
        throw new LmdbDamage("it has %d records, and says %d".formatted(keys.size(), meta.entries));
      }
      return new LmdbTree(pageSize, keys, values);
    }

    private void take(long page, long count) throws LmdbDamage {
      if (page < 2 || count < 1 || page > meta.last || count > meta.last - page + 1) {
        throw new LmdbDamage(
            "there are no %d pages at %d; the last is %d".formatted(count, page, meta.last));
      }
      int from = Math.toIntExact(page);
      int to = Math.toIntExact(page + count);
      int taken = seen.nextSetBit(from);
      if (taken >= 0 && taken < to) {
        throw new LmdbDamage("page " + taken + " is there twice in its tree");
      }
      seen.set(from, to);
    }

    /**
     * Visits a page and what is below.
     *
     * @param least no key may be before this one; null without
     * @param end no key may be this one or after; null without
     */
    private void visit(long number, int depth, byte[] least, byte[] end) throws IOException {
      take(number, 1);
      LmdbPage page = LmdbPage.read(file, number, pageSize, pageSize);
      int nodes = page.nodes();
      if (depth == 1) {
        visitLeaf(page, nodes, least, end);
        return;
      }
      if (page.kind() != LmdbPage.BRANCH || nodes < 2) {
        throw page.damage(
            "of kind " + page.kind() + " with " + nodes + " nodes; expected a branch");
      }
      byte[] from = least;
      for (int i = 0; i < nodes; i++) {
        byte[] to = i == nodes - 1 ? end : page.key(i + 1);
        if (i < nodes - 1) {
          checkOrder(page, from, to, end);
        }
        visit(page.child(i), depth - 1, from, to);
        from = to;
      }
    }

    private void visitLeaf(LmdbPage page, int nodes, byte[] least, byte[] end) throws IOException {
      if (page.kind() != LmdbPage.LEAF || nodes < 1) {
        throw page.damage("of kind " + page.kind() + " with " + nodes + " nodes; expected a leaf");
      }
      int bytes = 0;
      for (int i = 0; i < nodes; i++) {
        byte[] key = page.key(i);
        bytes += key.length;
        if (bytes > pageSize) {
          throw page.damage("its nodes lie over each other");
        }
        boolean after =
            keys.isEmpty() || Arrays.compareUnsigned(keys.get(keys.size() - 1), key) < 0;
        boolean early = least != null && Arrays.compareUnsigned(key, least) < 0;
        if (!after || early || end != null && Arrays.compareUnsigned(key, end) >= 0) {
          throw page.damage("the key of node " + i + " is out of order");
        }
        LmdbValue value = page.value(i);
        if (value.isRun()) {
          take(value.page(), value.pages(pageSize));
        }
        keys.add(key);
        values.add(value);
      }
    }

    private static void checkOrder(LmdbPage page, byte[] from, byte[] to, byte[] end)
        throws LmdbDamage {
      boolean rising = from == null || Arrays.compareUnsigned(from, to) < 0;
      if (!rising || end != null && Arrays.compareUnsigned(to, end) >= 0) {
        throw page.damage("its keys are out of order");
      }
    }
  }
}
