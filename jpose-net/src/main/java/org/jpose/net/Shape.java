package org.jpose.net;

/**
 * The size of a value, {@code [channels][row][column]}, batch left out.
 *
 * @param channels planes
 * @param height rows
 * @param width columns
 */
public record Shape(int channels, int height, int width) {
  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
