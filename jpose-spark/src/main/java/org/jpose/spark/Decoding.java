package org.jpose.spark;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jpose.media.MediaException;
import org.jpose.media.MediaException.Fault;

/**
 * Gives large images room: where the threads of an executor together have too little memory for
 * one, it is decoded while no other is, so that what becomes of an image does not depend on its
 * neighbours.
 */
final class Decoding {
  private static final ReadWriteLock ROOM = new ReentrantReadWriteLock(true);

  private Decoding() {}

  /**
   * Calls what decodes an image and makes something small of it.
   *
   * @throws MediaException as the call does, for lack of memory only if it lacks it alone
   */
  static <T> T call(Supplier<T> decoding) {
    ROOM.readLock().lock();
    try {
      return decoding.get();
    } catch (OutOfMemoryError e) {
      // Once more, alone.
    } catch (MediaException e) {
      if (e.fault() != Fault.NO_MEMORY) {
        throw e;
      }
    } finally {
      ROOM.readLock().unlock();
    }
    ROOM.writeLock().lock();
    try {
      return decoding.get();
    } finally {
      ROOM.writeLock().unlock();
    }
  }
}
