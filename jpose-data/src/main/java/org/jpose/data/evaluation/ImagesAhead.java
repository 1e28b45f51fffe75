package org.jpose.data.evaluation;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.Image;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.coco.CocoImage;
import org.jpose.media.image.ImageFileReader;

/**
 * Reads images in a thread of its own, a few ahead of who takes them: decoding fills the time in
 * which the network leaves a core idle. Images come in order.
 */
final class ImagesAhead implements AutoCloseable {
  private final BlockingQueue<Loaded> loaded;
  private final Thread thread;

  /** An image, or why there is none. */
  record Loaded(CocoImage annotated, Image image, Throwable failure) {}

  /**
   * Starts reading.
   *
   * @param ahead most images that wait to be taken
   */
  ImagesAhead(List<CocoImage> images, CocoFolder folder, ImageFileReader reader, int ahead) {
    loaded = new ArrayBlockingQueue<>(ahead);
    thread = new Thread(() -> read(images, folder, reader), "jpose-eval-images");
    thread.setDaemon(true);
    thread.start();
  }

  private void read(List<CocoImage> images, CocoFolder folder, ImageFileReader reader) {
    try {
      for (CocoImage image : images) {
        loaded.put(read(image, folder, reader));
      }
    } catch (InterruptedException e) {
      // Closed: nobody waits for more.
      Thread.currentThread().interrupt();
    }
  }

  private static Loaded read(CocoImage annotated, CocoFolder folder, ImageFileReader reader) {
    try {
      Image image = reader.read(folder.file(annotated));
      check(annotated, image, folder);
      return new Loaded(annotated, image, null);
    } catch (RuntimeException | Error e) {
      // Whatever it is: who waits for this image must hear of it.
      return new Loaded(annotated, null, e);
    }
  }

  private static void check(CocoImage annotated, Image image, CocoFolder folder) {
    boolean known = annotated.width() > 0 && annotated.height() > 0;
    if (known && (annotated.width() != image.width() || annotated.height() != image.height())) {
      throw new FileException(
          ("%s: is %sx%s pixels, annotated as %sx%s; labels would lie elsewhere: use the"
                  + " images that were annotated")
              .formatted(
                  folder.file(annotated),
                  image.width(),
                  image.height(),
                  annotated.width(),
                  annotated.height()));
    }
  }

  /** The next image; waits for it. To be called once for each. */
  Loaded next() {
    try {
      return loaded.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while images were read", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
