package org.jpose.spark;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;

/**
 * The models that are open in this executor, each once, whatever the number of its tasks. One that
 * nobody uses stays open until another is wanted. Thread-safe.
 */
final class SharedModels {
  private static final SharedModels OF_THIS_EXECUTOR = new SharedModels();

  private final Map<ExecutorModel, Open> models = new HashMap<>();
  private boolean readersFound;

  private static final class Open {
    private final Backend backend;
    private int users;

    Open(Backend backend) {
      this.backend = backend;
    }
  }

  private SharedModels() {}

  static SharedModels ofThisExecutor() {
    return OF_THIS_EXECUTOR;
  }

  /** An estimator for as long as the lease is not closed. */
  record Lease(SharedModels models, ExecutorModel model, PoseEstimator estimator)
      implements AutoCloseable {
    @Override
    public void close() {
      models.release(model);
    }
  }

  /**
   * Opens a model, unless it is.
   *
   * @throws org.jpose.core.ModelFormatException if it cannot be opened
   */
  synchronized Lease lease(ExecutorModel model, EstimatorOptions options) {
    findReaders();
    if (!models.containsKey(model)) {
      closeUnused();
      models.put(model, new Open(model.open()));
    }
    Open open = models.get(model);
    open.users++;
    return new Lease(this, model, new PoseEstimator(open.backend, options));
  }

  private synchronized void release(ExecutorModel model) {
    models.get(model).users--;
  }

  private void closeUnused() {
    for (Iterator<Open> all = models.values().iterator(); all.hasNext(); ) {
      Open open = all.next();
      if (open.users == 0) {
        all.remove();
        open.backend.close();
      }
    }
  }

  /** Models that are open; for tests. */
  synchronized int size() {
    return models.size();
  }

  /**
   * Java looks for readers of image files once, with the class loader of whoever is first; Spark
   * has one of its own for jars of a job.
   */
  private void findReaders() {
    if (readersFound) {
      return;
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(SharedModels.class.getClassLoader());
    try {
      ImageIO.scanForPlugins();
    } finally {
      thread.setContextClassLoader(before);
    }
    readersFound = true;
  }
}
