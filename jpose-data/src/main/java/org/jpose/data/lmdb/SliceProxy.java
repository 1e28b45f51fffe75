package org.jpose.data.lmdb;

import java.util.Arrays;
import java.util.Comparator;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.lmdbjava.BufferProxy;

/**
 * How lmdbjava hands keys and values over. Its own proxies either need {@code --add-opens} for
 * {@code java.nio}, or copy each value that a cursor passes.
 */
final class SliceProxy extends BufferProxy<Slice> {
  static final BufferProxy<Slice> INSTANCE = new SliceProxy();

  private static final Comparator<Slice> UNSIGNED =
      (a, b) -> Arrays.compareUnsigned(a.copy(0, (int) a.size()), b.copy(0, (int) b.size()));

  private SliceProxy() {}

  /** A slice of native memory with a copy of these bytes; the garbage collector frees it. */
  static Slice key(byte[] bytes) {
    Pointer memory = Runtime.getSystemRuntime().getMemoryManager().allocateDirect(bytes.length);
    memory.put(0, bytes, 0, bytes.length);
    return new Slice(memory, bytes.length);
  }

  @Override
  protected Slice allocate() {
    return Slice.NONE;
  }

  @Override
  protected void deallocate(Slice slice) {}

  @Override
  protected byte[] getBytes(Slice slice) {
    return slice.copy(0, Math.toIntExact(slice.size()));
  }

  @Override
  protected Comparator<Slice> getSignedComparator() {
    return UNSIGNED;
  }

  @Override
  protected Comparator<Slice> getUnsignedComparator() {
    return UNSIGNED;
  }

  @Override
  protected Pointer in(Slice slice, Pointer target) {
    target.putLong(STRUCT_FIELD_OFFSET_SIZE, slice.size());
    target.putAddress(STRUCT_FIELD_OFFSET_DATA, slice.pointer().address());
    return slice.pointer();
  }

  @Override
  protected Pointer in(Slice slice, int size, Pointer target) {
    target.putLong(STRUCT_FIELD_OFFSET_SIZE, size);
    return null;
  }

  @Override
  protected Slice out(Slice slice, Pointer source) {
    long size = source.getLong(STRUCT_FIELD_OFFSET_SIZE);
    long address = source.getAddress(STRUCT_FIELD_OFFSET_DATA);
    return new Slice(Pointer.wrap(Runtime.getSystemRuntime(), address, size), size);
  }
}
