package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseServiceTest {
  private static final String VERSION = "1";

  private static Form hello() {
    return Form.empty()
        .with("protocol", Workers.PROTOCOL)
        .with("version", VERSION)
        .with("name", "eager")
        .with("data", "x")
        .with("samples", InventedData.IDENTITY.size())
        .with("hash", InventedData.IDENTITY.hash())
        .with("threads", 1);
  }

  /** Else each of a worker's connections could leave one behind. */
  @Test
  void aWorkerWaitsOnceAThread() {
    LeaseService service =
        new LeaseService(
            Collections.emptyIterator(),
            InventedData.RECIPE,
            new InventedData(),
            VERSION,
            RemoteOptions.DEFAULTS);
    Form worker = Form.empty().with("worker", service.join(hello(), 0).text("worker"));
    Form next =
        worker
            .with("understood", Fingerprint.of(InventedData.RECIPE, InventedData.EPOCH))
            .with("summary", "");
    List<Integer> answered = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      service.next(next, 0, reply -> answered.add(number));
    }
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), answered, "one thread, and the next batch");
    answered.clear();
    for (int i = 0; i < 3; i++) {
      int number = i;
      service.stay(worker, 0, reply -> answered.add(number));
    }
    assertEquals(List.of(0, 1), answered);
  }
}
