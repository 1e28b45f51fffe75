package org.jpose.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Map;
import java.util.Set;

/**
 * One run of a session, which ends between two operations when its thread is interrupted or another
 * one closes it. (A channel is what Java lets learn of an interrupt at once.)
 */
final class StoppableRun extends AbstractInterruptibleChannel {
  private final OrtSession.RunOptions options;
  private boolean over;

  StoppableRun() throws OrtException {
    options = new OrtSession.RunOptions();
  }

  /**
   * Runs, once.
   *
   * @return what the caller closes
   * @throws ClosedChannelException if the run was stopped
   */
  OrtSession.Result run(OrtSession session, Map<String, OnnxTensor> inputs, Set<String> outputs)
      throws OrtException, ClosedChannelException {
    OrtSession.Result result = null;
    OrtException failure = null;
    begin();
    try {
      result = session.run(inputs, outputs, options);
    } catch (OrtException e) {
      failure = e;
    } finally {
      leave();
      endOrClose(result);
    }
    if (failure != null) {
      throw failure;
    }
    return result;
  }

  private void endOrClose(OrtSession.Result result) throws ClosedChannelException {
    try {
      end(result != null);
    } catch (ClosedChannelException e) {
      if (result != null) {
        result.close();
      }
      throw e;
    }
  }

  private synchronized void leave() {
    over = true;
    options.close();
  }

  @Override
  protected synchronized void implCloseChannel() {
    try {
      if (!over) {
        options.setTerminate(true);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot be told to stop", e);
    }
  }
}
