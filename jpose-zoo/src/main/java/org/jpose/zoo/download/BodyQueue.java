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
  private interface Signal {
    Optional<List<ByteBuffer>> bytes() throws IOException;
  }

  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final Duration silence;
  private Flow.Subscription subscription;

  BodyQueue(Flow.Publisher<List<ByteBuffer>> body, Duration silence) {
    this.silence = silence;
    body.subscribe(this);
  }

  /**
   * Asks for the next bytes and waits for them; empty at the end.
   *
   * @throws IOException if the connection broke, or nothing came for too long
   */
  Optional<List<ByteBuffer>> next() throws IOException {
    subscription.request(1);
    try {
      Signal signal = signals.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
      if (signal == null) {
        throw new IOException("no byte for " + silence.toSeconds() + " s");
      }
      return signal.bytes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while downloading");
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    signals.add(() -> Optional.of(bytes));
  }

  @Override
  public void onError(Throwable failure) {
    signals.add(
        () -> {
          throw new IOException(failure.getMessage(), failure);
        });
  }

  @Override
  public void onComplete() {
    signals.add(Optional::empty);
  }

  @Override
  public void close() {
    subscription.cancel();
  }
}
