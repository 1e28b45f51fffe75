package org.jpose.cli;

import java.util.function.IntFunction;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.LimitedBackend;
import org.jpose.core.PoseEstimator;

/**
 * An estimator for frames of a file, where what counts is how many are done, not how soon one is:
 * each frame has the network on one thread, several frames at once. Threads that share a frame wait
 * for each other in every layer.
 *
 * @param backend opens the network with so many threads
 * @param threads threads of the network in all
 */
record ParallelEstimator(IntFunction<Backend> backend, int threads) {
  /** Frames at the estimator at once: while all threads are in the network, one is prepared. */
  int estimations() {
    return threads + 1;
  }

  PoseEstimator open(EstimatorOptions options) {
    return new PoseEstimator(new LimitedBackend(backend.apply(1), threads), options);
  }
}
