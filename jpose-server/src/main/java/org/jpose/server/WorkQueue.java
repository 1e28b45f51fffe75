package org.jpose.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Threads that work on photos and on frames of streams, by turns where both wait. Few photos are
 * taken on at once; frames are limited by their streams, each of which has one here at most.
 *
 * <p>The last place for a photo is free only while the oldest one is at least half done, by the
 * mean time of those before: whoever gets it waits for half a photo less than the number of places
 * says. Thread-safe.
 */
final class WorkQueue implements AutoCloseable {
  /** The part of a new photo's time in the mean time. */
  private static final double NEWEST = 0.1;

  private final int mostPhotos;
  private final Consumer<Throwable> failed;
  private final LongSupplier clock;
  private final Deque<Supplier<Runnable>> photos = new ArrayDeque<>();
  private final Deque<Runnable> frames = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private int photosTaken;
  private long oldestSince;
  private double meanTime;
  private int working;
  private boolean framesNext;
  private boolean ended;

  /**
   * A queue with its threads.
   *
   * @param mostPhotos photos that are waiting or worked on
   * @param failed takes what a work throws
   */
  WorkQueue(int workers, int mostPhotos, Consumer<Throwable> failed) {
    this(workers, mostPhotos, failed, System::nanoTime);
  }

  /** The same by another clock, in nanoseconds. */
  WorkQueue(int workers, int mostPhotos, Consumer<Throwable> failed, LongSupplier clock) {
    this.mostPhotos = mostPhotos;
    this.failed = failed;
    this.clock = clock;
    for (int i = 0; i < workers; i++) {
      Thread thread = new Thread(this::work, "jpose-work-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /**
   * Takes a photo's work, if there is room.
   *
   * @param work finds people and returns what answers; the photo's place is free again when that
   *     begins, as whoever has an answer may ask at once
   * @return whether it was taken
   */
  synchronized boolean photo(Supplier<Runnable> work) {
    if (ended || !hasRoom()) {
      return false;
    }
    if (photosTaken++ == 0) {
      oldestSince = clock.getAsLong();
    }
    photos.add(work);
    notifyAll();
    return true;
  }

  private boolean hasRoom() {
    if (photosTaken + 1 < mostPhotos || photosTaken == 0) {
      return photosTaken < mostPhotos;
    }
    return photosTaken < mostPhotos && clock.getAsLong() - oldestSince >= meanTime / 2;
  }

  private synchronized void photoDone() {
    long now = clock.getAsLong();
    double time = now - oldestSince;
    meanTime = meanTime == 0 ? time : meanTime + NEWEST * (time - meanTime);
    oldestSince = now;
    photosTaken--;
  }

  /** Takes a frame's work; after the end it is not done. */
  synchronized void frame(Runnable work) {
    frames.add(work);
    notifyAll();
  }

  /** Photos that are not yet worked on. */
  synchronized int waitingPhotos() {
    return photos.size();
  }

  /** Streams with a frame that is not yet worked on. */
  synchronized int waitingFrames() {
    return frames.size();
  }

  private boolean isIdle() {
    return working == 0 && photos.isEmpty() && frames.isEmpty();
  }

  private void work() {
    for (Runnable next = take(); next != null; next = take()) {
      try {
        next.run();
      } catch (RuntimeException | Error e) {
        // Works answer for their own failures; whatever this is, the thread goes on.
        failed.accept(e);
      } finally {
        done();
      }
    }
  }

  /** Waits for work; null at the end. */
  private synchronized Runnable take() {
    while (photos.isEmpty() && frames.isEmpty() && !ended) {
      awaitChange();
    }
    if (photos.isEmpty() && frames.isEmpty()) {
      return null;
    }
    boolean photo = frames.isEmpty() || !photos.isEmpty() && !framesNext;
    framesNext = photo;
    working++;
    return photo ? answering(photos.remove()) : frames.remove();
  }

  private void awaitChange() {
    try {
      wait();
    } catch (InterruptedException e) {
      // Meant for the work before.
    }
  }

  private synchronized void done() {
    working--;
    notifyAll();
  }

  private Runnable answering(Supplier<Runnable> photo) {
    return () -> {
      Runnable answer;
      try {
        answer = photo.get();
      } finally {
        photoDone();
      }
      answer.run();
    };
  }

  /** Waits until nothing is waiting or worked on, for so long at most. */
  synchronized void finish(Duration most) {
    try {
      long end = System.nanoTime() + most.toNanos();
      for (long left = most.toNanos(); left > 0 && !isIdle(); left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Drops what waits and ends the threads, which finish what they are at. */
  @Override
  public void close() {
    synchronized (this) {
      ended = true;
      photos.clear();
      frames.clear();
      notifyAll();
    }
    for (Thread thread : threads) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
