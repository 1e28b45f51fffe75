package org.jpose.media.results;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jpose.core.disk.PendingFile;

/**
 * Results in one file, which appears when it is complete; formats say what is written. Each image's
 * are flushed, so that the reader of a pipe may follow.
 */
abstract class FileResults implements ResultWriter {
  private final Path target;
  private final PendingFile file;
  private final OutputStream out;
  private boolean open = true;
  private IOException failure;

  FileResults(Path target, ResultFormat.Output output) {
    this.target = target;
    file = output.pending(target);
    try {
      out = new BufferedOutputStream(output.open(file.path()), 1 << 16);
    } catch (IOException e) {
      file.close();
      throw file.failure(e);
    }
  }

  /** Where the format's writer puts its bytes; closed by this class. */
  final OutputStream out() {
    return out;
  }

  /** Writes one image to {@link #out()}. */
  abstract void append(ImageResult result) throws IOException;

  /** Writes what comes after the last image and hands everything to {@link #out()}. */
  abstract void finish() throws IOException;

  @Override
  public final void write(ImageResult result) {
    attempt(
        () -> {
          append(result);
          out.flush();
        });
  }

  @Override
  public final void complete() {
    attempt(
        () -> {
          finish();
          out.close();
          file.commit();
        });
    close();
  }

  private void attempt(Step step) {
    if (!open) {
      throw new IllegalStateException(
          "the writer of " + target + " is complete or closed; open another one");
    }
    if (failure != null) {
      throw file.failure(failure);
    }
    try {
      step.run();
    } catch (IOException e) {
      failure = e;
      throw file.failure(e);
    }
  }

  @Override
  public final void close() {
    if (!open) {
      return;
    }
    open = false;
    try (file) {
      out.close();
    } catch (IOException e) {
      // What could not be flushed is deleted with the file; a write that failed has said so.
      failure = e;
    }
  }

  private interface Step {
    void run() throws IOException;
  }
}
