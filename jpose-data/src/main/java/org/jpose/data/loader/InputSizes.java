package org.jpose.data.loader;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.BatchRequest;
import org.jpose.data.augment.SampleChance;

/**
 * Sizes at which a training sees images: each batch has one of them, drawn by seed, epoch and
 * place. All ranks' parts of a batch have the same.
 *
 * @param shares the sizes, each with its share of the batches
 * @param batchSize samples of a whole batch, of all ranks together
 */
public record InputSizes(List<Share> shares, int batchSize) {
  /** Keeps the draws apart from the chance of samples. */
  private static final long SALT = 0x73697a6573L;

  /**
   * A size.
   *
   * @param size of the images
   * @param weight how often it is drawn, against those of the others
   */
  public record Share(NetworkSize size, double weight) {
    /**
     * Checks the weight.
     *
     * @throws IllegalArgumentException if it is not a positive number
     */
    public Share {
      if (!(weight > 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "share " + weight + " of size " + size + ", expected a number above 0");
      }
    }

    @Override
    public String toString() {
      return size + ":" + weight;
    }

    private static Share parse(String text) {
      String[] parts = text.split(":", -1);
      try {
        if (parts.length <= 2) {
          double weight = parts.length == 1 ? 1 : Double.parseDouble(parts[1]);
          return new Share(NetworkSize.parse(parts[0]), weight);
        }
      } catch (NumberFormatException e) {
        // Told below, with what is expected.
      }
      throw new IllegalArgumentException(
          "size '" + text + "', expected width, height and share, as 256x256 or 256x256:2");
    }
  }

  /**
   * Reads sizes with shares, such as {@code 256x256:2,384x384:1}; a size alone has a share of 1.
   *
   * @throws IllegalArgumentException if it is none of that
   */
  public static List<Share> parse(String text) {
    return Arrays.stream(text.split(",", -1)).map(Share::parse).toList();
  }

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if there is no size, one twice, or the batch is empty
   */
  public InputSizes {
    shares = List.copyOf(shares);
    if (shares.isEmpty() || batchSize < 1) {
      throw new IllegalArgumentException(
          shares.size() + " sizes for batches of " + batchSize + ": both must be 1 or more");
    }
    if (shares.stream().map(Share::size).distinct().count() < shares.size()) {
      throw new IllegalArgumentException("a size is there twice in " + shares);
    }
  }

  /** Which of the sizes a batch, or a part of it, has. */
  public int kind(BatchRequest request) {
    SplittableRandom random =
        SampleChance.of(request.seed() ^ SALT, request.epoch(), request.from() / batchSize);
    double rest = random.nextDouble() * shares.stream().mapToDouble(Share::weight).sum();
    for (int kind = 0; kind < shares.size() - 1; kind++) {
      rest -= shares.get(kind).weight();
      if (rest < 0) {
        return kind;
      }
    }
    return shares.size() - 1;
  }

  /** The part of the batches that a size has, 0 to 1. */
  public double part(int kind) {
    return shares.get(kind).weight() / shares.stream().mapToDouble(Share::weight).sum();
  }

  /** As {@code 256x256:1.0,384x384:1.0}; of a single size this alone. */
  @Override
  public String toString() {
    return shares.size() == 1
        ? shares.get(0).size().toString()
        : shares.stream().map(Share::toString).collect(Collectors.joining(","));
  }
}
