package org.jpose.core.tracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.jpose.core.assignment.Assignment;
import org.junit.jupiter.api.Test;

class PairingTest {
  @Test
  void groupsOneByOneGainAsMuchAsAllAtOnce() {
    Random random = new Random(4);
    for (int round = 0; round < 500; round++) {
      float[][] gain = new float[random.nextInt(9)][random.nextInt(9)];
      double density = random.nextDouble();
      for (float[] row : gain) {
        for (int column = 0; column < row.length; column++) {
          row[column] = random.nextDouble() < density ? random.nextFloat() : 0;
        }
      }
      assertEquals(sum(gain, Assignment.best(gain)), sum(gain, Pairing.best(gain)), 1e-5);
    }
  }

  @Test
  void pairsWithoutGainAreNotMade() {
    assertArrayEquals(
        new int[] {1, Assignment.NONE}, Pairing.best(new float[][] {{0, 0.5f}, {0, 0}}));
    assertArrayEquals(new int[] {}, Pairing.best(new float[0][0]));
    assertArrayEquals(new int[] {Assignment.NONE}, Pairing.best(new float[1][0]));
  }

  private static double sum(float[][] gain, int[] columnOf) {
    double sum = 0;
    boolean[] taken = new boolean[gain.length == 0 ? 0 : gain[0].length];
    for (int row = 0; row < gain.length; row++) {
      if (columnOf[row] != Assignment.NONE) {
        assertEquals(false, taken[columnOf[row]], "a column has two rows");
        taken[columnOf[row]] = true;
        sum += gain[row][columnOf[row]];
      }
    }
    return sum;
  }
}
