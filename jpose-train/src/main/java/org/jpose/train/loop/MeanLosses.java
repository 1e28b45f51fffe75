package org.jpose.train.loop;

import java.util.ArrayList;
import java.util.List;
import org.jpose.train.engine.StageLoss;

/** Losses of several steps, stage by stage. */
final class MeanLosses {
  private final List<StageLoss> sums = new ArrayList<>();
  private long steps;

  void add(List<StageLoss> stages) {
    for (int i = 0; i < stages.size(); i++) {
      if (sums.size() == i) {
        sums.add(new StageLoss(0, 0));
      }
      StageLoss sum = sums.get(i);
      StageLoss stage = stages.get(i);
      sums.set(i, new StageLoss(sum.heat() + stage.heat(), sum.affinity() + stage.affinity()));
    }
    steps++;
  }

  /** The means, first stage to last; empty without a step. */
  List<StageLoss> mean() {
    return sums.stream()
        .map(sum -> new StageLoss(sum.heat() / steps, sum.affinity() / steps))
        .toList();
  }
}
