package org.jpose.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A session of ONNX Runtime whose runs can be stopped: by an interrupt of the thread that runs, and
 * all of them by closing it. Thread-safe.
 */
final class NetworkSession implements AutoCloseable {
  private final OrtSession session;
  private final String name;
  private final String closedMessage;
  private final Set<StoppableRun> underWay = ConcurrentHashMap.newKeySet();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean closing;
  private boolean closed;

  /**
   * Takes a session over.
   *
   * @param name what messages call the network
   * @param closedMessage what is said to who runs it when it is closed
   */
  NetworkSession(OrtSession session, String name, String closedMessage) {
    this.session = session;
    this.name = name;
    this.closedMessage = closedMessage;
  }

  /** Reads what a run gave, which is gone when it returns. */
  interface Answer<T> {
    T of(OrtSession.Result result) throws OrtException;
  }

  /** Names of all outputs. */
  Set<String> outputs() {
    return session.getOutputNames();
  }

  /**
   * Runs.
   *
   * @throws IllegalStateException if it is closed, before or meanwhile, or the thread is
   *     interrupted
   */
  <T> T run(Map<String, OnnxTensor> inputs, Set<String> outputs, Answer<T> answer)
      throws OrtException {
    lock.readLock().lock();
    try {
      if (closing) {
        throw new IllegalStateException(closedMessage);
      }
      StoppableRun run = new StoppableRun();
      underWay.add(run);
      if (closing) {
        stop(run);
      }
      try (OrtSession.Result result = run.run(session, inputs, outputs)) {
        return answer.of(result);
      } catch (ClosedByInterruptException e) {
        throw new IllegalStateException(
            name + ": interrupted; the run was stopped before its end", e);
      } catch (ClosedChannelException e) {
        throw new IllegalStateException(closedMessage, e);
      } finally {
        underWay.remove(run);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private static void stop(StoppableRun run) {
    try {
      run.close();
    } catch (IOException e) {
      throw new IllegalStateException("a run cannot be stopped", e);
    }
  }

  /** Stops runs under way and waits until they have ended. May be called twice. */
  @Override
  public void close() {
    closing = true;
    underWay.forEach(NetworkSession::stop);
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to close " + name, e);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
