package org.jpose.media.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.jpose.media.MediaException;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoFacts;
import org.jpose.testkit.EncodedBackend;

/**
 * A video of somebody who walks to the right, one pixel a frame, as the {@link EncodedBackend} sees
 * it: 10 frames a second. It notes how many frames were read.
 */
final class WalkVideo implements FrameSource {
  static final int WIDTH = 256;
  static final int HEIGHT = 192;
  private static final int START = 60;

  /** Offsets of COCO-18's joints from the neck. */
  private static final int[][] BODY = {
    {0, -15}, {0, 0}, {-15, 2}, {-22, 22}, {-24, 42}, {15, 2}, {22, 22}, {24, 42}, {-10, 45},
    {-11, 75}, {-12, 105}, {10, 45}, {11, 75}, {12, 105}, {-4, -19}, {4, -19}, {-8, -17}, {8, -17}
  };

  private final List<Image> images = new ArrayList<>();
  private final boolean live;
  private final AtomicInteger read = new AtomicInteger();
  private final AtomicInteger closes = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean newest;
  private volatile int breaksAt = Integer.MAX_VALUE;
  private volatile int stallsAt = Integer.MAX_VALUE;

  WalkVideo(EncodedBackend backend, int frames, boolean live) {
    this.live = live;
    for (int i = 0; i < frames; i++) {
      images.add(backend.picture(WIDTH, HEIGHT, List.of(walker(i))));
    }
  }

  /** The person in a frame. */
  static Pose walker(int frame) {
    List<Keypoint> keypoints = new ArrayList<>();
    for (int j = 0; j < BODY.length; j++) {
      Joint joint = Skeletons.COCO18.joints().get(j);
      keypoints.add(new Keypoint(j, joint.name(), START + frame + BODY[j][0], 40f + BODY[j][1], 1));
    }
    return new Pose(Skeletons.COCO18, keypoints, 1);
  }

  /** In place of this frame there is a failure. */
  WalkVideo breakingAt(int frame) {
    breaksAt = frame;
    return this;
  }

  /** From now on it says that whatever it gives is the newest frame. */
  WalkVideo givingNewest() {
    newest = true;
    return this;
  }

  @Override
  public boolean givesNewest() {
    return newest;
  }

  /** This frame never comes. */
  WalkVideo stallingAt(int frame) {
    stallsAt = frame;
    return this;
  }

  int read() {
    return read.get();
  }

  boolean isClosed() {
    return closes.get() > 0;
  }

  @Override
  public VideoFacts facts() {
    return new VideoFacts(
        "walk", WIDTH, HEIGHT, 10, OptionalLong.of(images.size()), Optional.empty(), live);
  }

  @Override
  public Optional<Frame> next() {
    int index = read.get();
    if (isClosed() || index >= images.size()) {
      return Optional.empty();
    }
    if (index == breaksAt) {
      throw new MediaException("walk: cut off after frame " + index);
    }
    if (index == stallsAt) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        throw new AssertionError("a source is closed, not interrupted, while it waits", e);
      }
      return Optional.empty();
    }
    read.incrementAndGet();
    // Each frame has pixels of its own.
    Image image = images.get(index);
    Image own = Image.wrap(WIDTH, HEIGHT, image.order(), image.pixels().clone());
    return Optional.of(new Frame(index, Duration.ofMillis(100L * index), own));
  }

  @Override
  public void close() {
    closes.incrementAndGet();
    closed.countDown();
  }
}
