package org.jpose.zoo.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Hands the bytes of an answer to one reader, which waits for them so long and no longer: a stream
 * would block for ever on a server that falls silent. Holds one delivery at a time.
 */
final class BodyQueue implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final Duration silence;
  private Flow.Subscription subscription;

  BodyQueue(Flow.Publisher<List<ByteBuffer>> body, Duration silence) {
    this.silence = silence;
    body.subscribe(this);
  }

  /** A delivery, the end (nothing), or a failure. */
  private record Signal(List<ByteBuffer> bytes, Throwable failure) {}

  /**
   * The next bytes; empty at the end.
   *
   * @throws IOException if the connection broke, or nothing came for too long
   */
  Optional<List<ByteBuffer>> next() throws IOException {
    Signal signal;
    try {
      signal = signals.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while downloading");
    }
    if (signal == null) {
      throw new IOException("no byte for " + silence.toSeconds() + " s");
    }
    if (signal.failure != null) {
      throw new IOException(signal.failure.getMessage(), signal.failure);
    }
    return Optional.ofNullable(signal.bytes);
  }

  /** Asks for more; to be called when a delivery has been used up. */
  void request() {
    subscription.request(1);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    signals.add(new Signal(bytes, null));
  }

  @Override
  public void onError(Throwable failure) {
    signals.add(new Signal(null, failure));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal(null, null));
  }

  @Override
  public void close() {
    subscription.cancel();
  }
}
