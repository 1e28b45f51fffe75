package org.jpose.core.field;

import java.util.Arrays;
import java.util.List;
import org.jpose.core.assignment.Assignment;

/**
 * Chooses among the candidates of one kind of limb so that no peak has two and the sum of scores is
 * greatest (Cao et al. 2017, section 2.4). Peaks that compete with nobody, nearly all, are decided
 * at once; the rest is solved exactly.
 */
final class LimbMatching {
  private LimbMatching() {}

  /** Adds the chosen ones of {@code candidates} to {@code chosen}. */
  static void choose(
      List<LimbCandidate> candidates, int starts, int ends, List<LimbCandidate> chosen) {
    int[] perStart = new int[starts];
    int[] perEnd = new int[ends];
    for (LimbCandidate candidate : candidates) {
      perStart[candidate.from()]++;
      perEnd[candidate.to()]++;
    }
    int[] row = new int[starts];
    int[] column = new int[ends];
    Arrays.fill(row, -1);
    Arrays.fill(column, -1);
    int rows = 0;
    int columns = 0;
    for (LimbCandidate candidate : candidates) {
      if (perStart[candidate.from()] == 1 && perEnd[candidate.to()] == 1) {
        chosen.add(candidate);
        continue;
      }
      if (row[candidate.from()] < 0) {
        row[candidate.from()] = rows++;
      }
      if (column[candidate.to()] < 0) {
        column[candidate.to()] = columns++;
      }
    }
    if (rows == 0) {
      return;
    }
    float[][] gain = new float[rows][columns];
    LimbCandidate[][] contested = new LimbCandidate[rows][columns];
    for (LimbCandidate candidate : candidates) {
      int i = row[candidate.from()];
      int j = column[candidate.to()];
      if (i >= 0 && j >= 0) {
        gain[i][j] = candidate.score();
        contested[i][j] = candidate;
      }
    }
    int[] best = Assignment.best(gain);
    for (int i = 0; i < rows; i++) {
      if (best[i] != Assignment.NONE) {
        chosen.add(contested[i][best[i]]);
      }
    }
  }
}
