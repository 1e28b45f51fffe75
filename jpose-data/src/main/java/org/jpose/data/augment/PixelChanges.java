package org.jpose.data.augment;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * How the colours of a sample are changed. Whatever the order of the list, a picture is first
 * blurred, then its colours go through one matrix, then noise is added.
 *
 * @param choice how many of the changes a sample gets
 * @param probability with {@link Choice#ONE} that there is any change, with {@link Choice#EACH} of
 *     every single one
 * @param changes what may happen
 */
public record PixelChanges(Choice choice, double probability, List<PixelChange> changes) {
  /** How many changes a sample gets. */
  public enum Choice {
    /** One of them, all equally likely: tf-openpose. */
    ONE,
    /** Each or not, independently. */
    EACH
  }

  /** Leaves pictures as they are. */
  public static final PixelChanges NONE = new PixelChanges(Choice.EACH, 0, List.of());

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the probability is not one, or there is nothing to choose
   */
  public PixelChanges {
    Objects.requireNonNull(choice, "choice");
    Checks.probability("colours", probability);
    changes = List.copyOf(changes);
    if (choice == Choice.ONE && changes.isEmpty()) {
      throw new IllegalArgumentException("no changes of colour to choose one of");
    }
  }

  /** Draws what happens to one sample. */
  ColourChanges draw(SplittableRandom random) {
    ColourChanges drawn = new ColourChanges();
    if (choice == Choice.ONE) {
      if (random.nextDouble() < probability) {
        drawn.add(changes.get(random.nextInt(changes.size())), random);
      }
    } else {
      for (PixelChange change : changes) {
        if (random.nextDouble() < probability) {
          drawn.add(change, random);
        }
      }
    }
    return drawn;
  }
}
