package org.jpose.data.source;

import java.util.Arrays;
import org.jpose.data.coco.Polygons;

/**
 * Tells which pixels a polygon holds, exactly as COCO's own tools do, so that masks agree with
 * those made by them: the outline is drawn on a grid of five points a pixel; where it crosses the
 * middle of a column of pixels, everything below changes sides. Cost is proportional to the length
 * of the outline.
 */
final class PolygonRaster {
  private static final int GRID = 5;

  /** Corners farther out are moved here: an outline of numbers without sense costs no more. */
  private static final float FARTHEST = 100_000;

  private final int width;
  private final int height;
  private long[] crossings = new long[64];
  private int count;
  private int lastU;
  private int lastV;
  private boolean started;

  PolygonRaster(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** Sets the pixels of each polygon in a plane {@code [row][column]}. */
  void fill(Polygons polygons, byte[] plane, byte value) {
    for (int polygon = 0; polygon < polygons.count(); polygon++) {
      if (polygons.corners(polygon) >= 3) {
        trace(polygons, polygon);
        fillRuns(plane, value);
      }
    }
  }

  private void trace(Polygons polygons, int polygon) {
    count = 0;
    started = false;
    int corners = polygons.corners(polygon);
    for (int corner = 0; corner < corners; corner++) {
      int next = (corner + 1) % corners;
      edge(
          onGrid(polygons.x(polygon, corner)),
          onGrid(polygons.y(polygon, corner)),
          onGrid(polygons.x(polygon, next)),
          onGrid(polygons.y(polygon, next)));
    }
  }

  private static int onGrid(float coordinate) {
    return (int) (GRID * (double) Math.max(-FARTHEST, Math.min(FARTHEST, coordinate)) + 0.5);
  }

  /** Visits the points of an edge from its start; computed from its left or upper end. */
  private void edge(int fromX, int fromY, int toX, int toY) {
    int dx = Math.abs(toX - fromX);
    int dy = Math.abs(toY - fromY);
    boolean flat = dx >= dy;
    boolean reversed = flat ? fromX > toX : fromY > toY;
    int x = reversed ? toX : fromX;
    int y = reversed ? toY : fromY;
    double slopeY = dx == 0 ? 0 : (double) ((reversed ? fromY : toY) - y) / dx;
    double slopeX = dy == 0 ? 0 : (double) ((reversed ? fromX : toX) - x) / dy;
    int steps = Math.max(dx, dy);
    for (int step = 0; step <= steps; step++) {
      int t = reversed ? steps - step : step;
      if (flat) {
        visit(x + t, (int) (y + slopeY * t + 0.5));
      } else {
        visit((int) (x + slopeX * t + 0.5), y + t);
      }
    }
  }

  /** Notes a step sideways if it crosses the middle of a column. */
  private void visit(int u, int v) {
    if (started && u != lastU) {
      int between = u < lastU ? u : u - 1;
      // The third of five grid points is the middle.
      if (Math.floorMod(between, GRID) == GRID / 2) {
        int column = Math.floorDiv(between, GRID);
        if (column >= 0 && column < width) {
          double row = (Math.min(v, lastV) + 0.5) / GRID - 0.5;
          add((long) column * height + (long) Math.ceil(Math.max(0, Math.min(height, row))));
        }
      }
    }
    lastU = u;
    lastV = v;
    started = true;
  }

  private void add(long crossing) {
    if (count == crossings.length) {
      crossings = Arrays.copyOf(crossings, 2 * count);
    }
    crossings[count++] = crossing;
  }

  /** Pixels down the columns, one after another, change sides at each crossing. */
  private void fillRuns(byte[] plane, byte value) {
    Arrays.sort(crossings, 0, count);
    for (int i = 0; i + 1 < count; i += 2) {
      for (long at = crossings[i]; at < crossings[i + 1]; at++) {
        plane[(int) (at % height * width + at / height)] = value;
      }
    }
  }
}
