package org.jpose.core.assignment;

import java.util.Arrays;

/**
 * Pairs rows with columns so that the sum of gains is greatest: the assignment problem, solved by
 * shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987) in {@code O(rows^2 * columns)}.
 */
public final class Assignment {
  /** Marks a row without a column. */
  public static final int NONE = -1;

  private Assignment() {}

  /**
   * The best pairing.
   *
   * @param gain {@code [row][column]}, finite; pairs with a gain of 0 or less are never made
   * @return for each row its column, or {@link #NONE}
   * @throws IllegalArgumentException if rows differ in length
   */
  public static int[] best(float[][] gain) {
    int rows = gain.length;
    int columns = rows == 0 ? 0 : gain[0].length;
    // Each row may also take an own dummy column of gain 0, so every row finds a place.
    int places = columns + rows;
    double[] rowPrice = new double[rows + 1];
    double[] columnPrice = new double[places + 1];
    int[] rowOf = new int[places + 1];
    int[] before = new int[places + 1];
    double[] slack = new double[places + 1];
    boolean[] reached = new boolean[places + 1];
    for (int row = 1; row <= rows; row++) {
      if (gain[row - 1].length != columns) {
        throw new IllegalArgumentException("rows differ in length");
      }
      rowOf[0] = row;
      int place = 0;
      Arrays.fill(slack, Double.POSITIVE_INFINITY);
      Arrays.fill(reached, false);
      do {
        reached[place] = true;
        int current = rowOf[place];
        double least = Double.POSITIVE_INFINITY;
        int next = 0;
        for (int other = 1; other <= places; other++) {
          if (reached[other]) {
            continue;
          }
          double cost = cost(gain, current - 1, other - 1) - rowPrice[current] - columnPrice[other];
          if (cost < slack[other]) {
            slack[other] = cost;
            before[other] = place;
          }
          if (slack[other] < least) {
            least = slack[other];
            next = other;
          }
        }
        for (int other = 0; other <= places; other++) {
          if (reached[other]) {
            rowPrice[rowOf[other]] += least;
            columnPrice[other] -= least;
          } else {
            slack[other] -= least;
          }
        }
        place = next;
      } while (rowOf[place] != 0);
      while (place != 0) {
        rowOf[place] = rowOf[before[place]];
        place = before[place];
      }
    }
    int[] columnOf = new int[rows];
    Arrays.fill(columnOf, NONE);
    for (int column = 1; column <= columns; column++) {
      if (rowOf[column] != 0 && gain[rowOf[column] - 1][column - 1] > 0) {
        columnOf[rowOf[column] - 1] = column - 1;
      }
    }
    return columnOf;
  }

  private static double cost(float[][] gain, int row, int column) {
    return column < gain[row].length ? -Math.max(0, gain[row][column]) : 0;
  }
}
