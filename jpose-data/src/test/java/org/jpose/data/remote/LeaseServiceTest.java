package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jpose.core.JposeVersion;
import org.jpose.http.ProblemException;
import org.junit.jupiter.api.Test;

class LeaseServiceTest {
  private static Form hello() {
    return Form.empty()
        .with("protocol", Workers.PROTOCOL)
        .with("version", JposeVersion.number())
        .with("name", "eager")
        .with("data", "x")
        .with("samples", InventedData.IDENTITY.size())
        .with("hash", InventedData.IDENTITY.hash())
        .with("threads", 1);
  }

  private static LeaseService service() {
    return new LeaseService(
        Collections.emptyIterator(),
        InventedData.RECIPE,
        new InventedData(),
        RemoteOptions.DEFAULTS);
  }

  @Test
  void anotherVersionIsRefused() {
    Form old = hello().with("version", "0.0.9");
    ProblemException refusal = assertThrows(ProblemException.class, () -> service().join(old, 0));
    assertEquals("version", refusal.problem().code());
    assertEquals(
        "it is jpose 0.0.9, the trainer %s; use the same".formatted(JposeVersion.number()),
        refusal.problem().detail());
    // The second protocol had other forms.
    for (Form other :
        List.of(
            hello().with("protocol", "1"),
            Form.parse("protocol=2&version=0.1.0&threads=4&name=old"))) {
      refusal = assertThrows(ProblemException.class, () -> service().join(other, 0));
      assertEquals("protocol", refusal.problem().code());
    }
  }

  /** Else each of a worker's connections could leave one behind. */
  @Test
  void aWorkerWaitsOnce() {
    LeaseService service = service();
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
