package org.jpose.data.remote;

import java.util.ArrayList;
import java.util.List;
import org.jpose.data.BatchRequest;

/** Plans for tests. */
final class Plans {
  static final long SEED = 4711;

  private Plans() {}

  /** So many samples in batches of eight, over as many epochs as that takes. */
  static List<BatchRequest> samples(int samples) {
    List<BatchRequest> plan = new ArrayList<>();
    int batch = 8;
    for (int given = 0, epoch = 0; given < samples; epoch++) {
      for (int from = 0; from < InventedData.EPOCH && given < samples; from += batch) {
        int to = Math.min(from + batch, Math.min(InventedData.EPOCH, from + samples - given));
        plan.add(new BatchRequest(SEED, epoch, from, to));
        given += to - from;
      }
    }
    return plan;
  }
}
