package org.jpose.data.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.LabelFault;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;

/**
 * A dataset with one sample for each main person of an image, as CMU's training data has it: a
 * person with at least 5 labelled joints and an area of at least 32 x 32 pixels, whose box's centre
 * is at least 0.3 times the longer side of its box away from each earlier main person of the image.
 * Thread-safe; closes what it views. The last image read is kept, since the samples about it come
 * one after another.
 */
public final class MainPeople implements PoseDataset {
  /** Labelled joints that a main person has at least. */
  public static final int LEAST_JOINTS = 5;

  private static final double LEAST_AREA = 32 * 32;
  private static final double LEAST_DISTANCE = 0.3;

  private final LabelledDataset images;

  /** Image and person, in turn. */
  private final int[] places;

  private final AtomicReference<Read> last = new AtomicReference<>();

  private record Read(int image, Sample sample) {}

  private MainPeople(LabelledDataset images, int[] places) {
    this.images = images;
    this.places = places;
  }

  /** Finds the main people of all images, reading labels only. */
  public static MainPeople of(LabelledDataset images) {
    int[] places = new int[64];
    int count = 0;
    for (int image = 0; image < images.size(); image++) {
      for (int person : mainPeople(images.labels(image))) {
        if (count == places.length) {
          places = Arrays.copyOf(places, 2 * count);
        }
        places[count++] = image;
        places[count++] = person;
      }
    }
    return new MainPeople(images, Arrays.copyOf(places, count));
  }

  private static List<Integer> mainPeople(ImageLabels labels) {
    List<Integer> main = new ArrayList<>();
    for (int i = 0; i < labels.people().size(); i++) {
      boolean large =
          labels.people().get(i).labelled() >= LEAST_JOINTS && labels.areas().get(i) >= LEAST_AREA;
      Box box = labels.people().get(i).box();
      if (large && main.stream().noneMatch(j -> isNear(box, labels.people().get(j).box()))) {
        main.add(i);
      }
    }
    return main;
  }

  /** The distance allowed is the earlier one's. */
  private static boolean isNear(Box box, Box earlier) {
    double dx = box.x() + box.width() / 2.0 - (earlier.x() + earlier.width() / 2.0);
    double dy = box.y() + box.height() / 2.0 - (earlier.y() + earlier.height() / 2.0);
    return Math.hypot(dx, dy) < LEAST_DISTANCE * Math.max(earlier.width(), earlier.height());
  }

  @Override
  public String name() {
    return images.name();
  }

  @Override
  public Skeleton skeleton() {
    return images.skeleton();
  }

  @Override
  public List<LabelFault> faults() {
    return images.faults();
  }

  @Override
  public int size() {
    return places.length / 2;
  }

  /** Number of the sample's image in the dataset viewed, from 0. */
  public int image(int index) {
    return places[2 * Objects.checkIndex(index, size())];
  }

  @Override
  public Sample sample(int index) {
    Sample sample = read(image(index));
    OptionalInt main = OptionalInt.of(places[2 * index + 1]);
    return new Sample(sample.origin(), sample.image(), sample.people(), sample.mask(), main);
  }

  private Sample read(int image) {
    Read kept = last.get();
    if (kept != null && kept.image == image) {
      return kept.sample;
    }
    Sample sample = images.sample(image);
    last.set(new Read(image, sample));
    return sample;
  }

  @Override
  public void close() {
    last.set(null);
    images.close();
  }
}
