package org.jpose.media.results;

import java.io.Closeable;
import org.jpose.core.disk.FileException;

/**
 * Writes results one by one, in bounded memory. Made by {@link ResultFormat#open}. Not thread-safe.
 *
 * <pre>{@code
 * try (ResultWriter writer = ResultFormat.JSON.open(file)) {
 *   writer.write(result);
 *   writer.complete();
 * }
 * }</pre>
 */
public interface ResultWriter extends Closeable {
  /**
   * Writes one image's people.
   *
   * @throws FileException if it cannot be written; the writer is of no use then
   * @throws IllegalStateException if this writer is complete or closed
   */
  void write(ImageResult result);

  /**
   * Finishes the file: it appears under its name, in place of an earlier one.
   *
   * @throws FileException if it cannot be written, now or before
   * @throws IllegalStateException if this writer is complete or closed
   */
  void complete();

  /** Closes; without {@link #complete()} nothing is left of the file. May be called twice. */
  @Override
  void close();
}
