package org.jpose.core.tracking;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jpose.core.assignment.Assignment;

/**
 * The best pairing of a sparse gain: rows and columns fall into groups without a pair between them,
 * and each group is a small assignment problem of its own. A crowd costs what its densest group
 * costs, not what a crowd of that size in one place would.
 */
final class Pairing {
  private final float[][] gain;
  private final int columns;
  private final boolean[] rowTaken;
  private final boolean[] columnTaken;

  private Pairing(float[][] gain) {
    this.gain = gain;
    columns = gain.length == 0 ? 0 : gain[0].length;
    rowTaken = new boolean[gain.length];
    columnTaken = new boolean[columns];
  }

  /** As {@link Assignment#best}: for each row its column, or {@link Assignment#NONE}. */
  static int[] best(float[][] gain) {
    Pairing pairing = new Pairing(gain);
    int[] columnOf = new int[gain.length];
    Arrays.fill(columnOf, Assignment.NONE);
    for (int row = 0; row < gain.length; row++) {
      if (!pairing.rowTaken[row]) {
        pairing.solveGroup(row, columnOf);
      }
    }
    return columnOf;
  }

  private void solveGroup(int first, int[] columnOf) {
    List<Integer> rows = new ArrayList<>();
    List<Integer> ownColumns = new ArrayList<>();
    Deque<Integer> reached = new ArrayDeque<>(List.of(first));
    rowTaken[first] = true;
    while (!reached.isEmpty()) {
      int row = reached.remove();
      rows.add(row);
      for (int column = 0; column < columns; column++) {
        if (gain[row][column] > 0 && !columnTaken[column]) {
          columnTaken[column] = true;
          ownColumns.add(column);
          for (int other = 0; other < gain.length; other++) {
            if (gain[other][column] > 0 && !rowTaken[other]) {
              rowTaken[other] = true;
              reached.add(other);
            }
          }
        }
      }
    }
    float[][] part = new float[rows.size()][ownColumns.size()];
    for (int i = 0; i < part.length; i++) {
      for (int j = 0; j < part[i].length; j++) {
        part[i][j] = gain[rows.get(i)][ownColumns.get(j)];
      }
    }
    int[] best = Assignment.best(part);
    for (int i = 0; i < best.length; i++) {
      if (best[i] != Assignment.NONE) {
        columnOf[rows.get(i)] = ownColumns.get(best[i]);
      }
    }
  }
}
