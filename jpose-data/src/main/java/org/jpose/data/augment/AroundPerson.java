package org.jpose.data.augment;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Box;
import org.jpose.data.Sample;

/**
 * A person is brought to a height and near the middle of the network's input: CMU's way ({@code
 * cpm_data_transformer.cpp}), composed into one map. The person is the sample's main person, or one
 * drawn among those with at least five joints, as CMU's records choose theirs; a sample without
 * such a person is fitted as a whole and scaled, turned, shifted and mirrored alike.
 *
 * @param scale factor of the height aimed at
 * @param target height of the person's box aimed at, as a part of the network's height
 * @param rotation degrees
 * @param shift how far the person may lie from the middle along each axis, as a part of the
 *     network's height; CMU's 40 pixels of 368
 * @param flip probability of exchanging left and right
 * @param leastFit an image is never smaller than this part of what just fits in, so that it is not
 *     lost in the picture where its people are to be small; 0 for no limit
 */
public record AroundPerson(
    Range scale, double target, Range rotation, double shift, double flip, double leastFit)
    implements Framing {
  private static final int LEAST_JOINTS = 5;

  /** No person is scaled up further than this, whatever its box says. */
  private static final double MOST_SCALE = 16;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a factor is not positive or the probability not one
   */
  public AroundPerson {
    Checks.positive("scale", scale);
    Checks.positive("target", Range.only(target));
    Checks.probability("flip", flip);
    if (!(shift >= 0) || !(leastFit >= 0)) {
      throw new IllegalArgumentException(
          "shift " + shift + " and least fit " + leastFit + " must not be negative");
    }
  }

  @Override
  public Affine draw(Sample sample, NetworkSize size, SplittableRandom random) {
    double factor = scale.draw(random);
    double degrees = rotation.draw(random);
    double shiftX = (2 * random.nextDouble() - 1) * shift * size.height();
    double shiftY = (2 * random.nextDouble() - 1) * shift * size.height();
    boolean flips = random.nextDouble() < flip;
    double pick = random.nextDouble();

    int width = sample.image().width();
    int height = sample.image().height();
    double centreX = width / 2.0 - 0.5;
    double centreY = height / 2.0 - 0.5;
    double fit = Math.min((double) size.width() / width, (double) size.height() / height);
    double scaled = factor * fit;
    int person = person(sample, pick);
    if (person >= 0) {
      Box box = sample.people().get(person).box();
      centreX = box.x() + box.width() / 2;
      centreY = box.y() + box.height() / 2;
      scaled = Math.min(MOST_SCALE, factor * target * size.height() / box.height());
    }
    scaled = Math.max(scaled, leastFit * fit);
    Affine map =
        Affine.translation(-centreX, -centreY)
            .then(new Affine(scaled, 0, 0, 0, scaled, 0))
            .then(Affine.rotation(degrees, 0, 0))
            .then(
                Affine.translation(
                    size.width() / 2.0 - 0.5 + shiftX, size.height() / 2.0 - 0.5 + shiftY));
    return flips ? map.then(Affine.mirror(size.width())) : map;
  }

  private static int person(Sample sample, double pick) {
    if (sample.mainPerson().isPresent() && isUsable(sample, sample.mainPerson().getAsInt(), 0)) {
      return sample.mainPerson().getAsInt();
    }
    List<Integer> candidates =
        IntStream.range(0, sample.people().size())
            .filter(i -> isUsable(sample, i, LEAST_JOINTS))
            .boxed()
            .toList();
    return candidates.isEmpty() ? -1 : candidates.get((int) (pick * candidates.size()));
  }

  private static boolean isUsable(Sample sample, int person, int joints) {
    return sample.people().get(person).box().height() > 0
        && sample.people().get(person).labelled() >= joints;
  }
}
