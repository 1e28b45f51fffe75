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
  void aWorkerWaitsOnce() {
    LeaseService service =
        new LeaseService(
            Collections.emptyIterator(),
            InventedData.RECIPE,
            new InventedData(),
            VERSION,
            RemoteOptions.DEFAULTS);
    Form worker = Form.empty().with("worker", service.join(hello(), 0).text("worker"));
    List<Integer> answered = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      service.next(worker, 0, answer -> answered.add(number));
    }
    assertEquals(List.of(0, 1, 2), answered);
    service.tick(5_000_000_000L);
    assertEquals(List.of(0, 1, 2, 3), answered, "after a while it is told that there is nothing");
  }
}
