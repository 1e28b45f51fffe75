package org.jpose.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.ModelInfo;
import org.jpose.core.NeedsMoreMemoryException;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Pose;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.testkit.EncodedBackend;
import org.jpose.testkit.RandomPeople;

/** Pictures whose people are known, and a network that sees them; it can be held up. */
final class Scenes implements Backend {
  private final EncodedBackend network = new EncodedBackend();
  private final List<Pose> people;
  private final Image image;
  private final byte[] png;
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final Semaphore runs = new Semaphore(0);
  private volatile boolean broken;
  private volatile boolean full;
  private volatile Optional<NetworkSize> only = Optional.empty();

  /** One picture of 320x240 pixels with two people. */
  Scenes() {
    people = new RandomPeople(new Random(1), 320, 240).people(2, 120, 190, 48);
    image = network.picture(320, 240, people);
    png = ImageFileWriter.png(image);
  }

  PoseEstimator estimator() {
    return new PoseEstimator(this, EstimatorOptions.defaults());
  }

  Image image() {
    return image;
  }

  byte[] png() {
    return png.clone();
  }

  int people() {
    return people.size();
  }

  /** From now on the network waits until it is let go. */
  CountDownLatch hold() {
    runs.drainPermits();
    gate = new CountDownLatch(1);
    return gate;
  }

  /** Until a picture has come to the network since it is held. */
  void awaitRun() throws InterruptedException {
    assertTrue(runs.tryAcquire(60, TimeUnit.SECONDS), "no picture has come to the network");
  }

  /** From now on the network gives no numbers. */
  void damage() {
    broken = true;
  }

  /** From now on the network has no room. */
  void fill() {
    full = true;
  }

  /** From now on the network says that it takes one size only. */
  void takeOnly(NetworkSize size) {
    only = Optional.of(size);
  }

  @Override
  public ModelInfo info() {
    ModelInfo info = network.info();
    return new ModelInfo(
        info.name(), info.skeleton(), info.colour(), info.stride(), info.multiple(), only);
  }

  @Override
  public List<PoseFields> run(List<Image> inputs) {
    runs.release();
    try {
      gate.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (full) {
      throw new NeedsMoreMemoryException("it needs 900 GB");
    }
    List<PoseFields> fields = network.run(inputs);
    if (broken) {
      fields.forEach(f -> f.heat()[0] = Float.NaN);
    }
    return fields;
  }

  @Override
  public void close() {
    network.close();
  }
}
