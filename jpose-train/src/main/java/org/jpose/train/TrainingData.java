package org.jpose.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jpose.core.Counted;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.JointMapping;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.LabelFault;
import org.jpose.data.PoseDataset;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.source.CombinedDataset;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import org.jpose.data.source.LabelledDataset;

/**
 * Labelled images to learn from, of one or several places.
 *
 * @param dataset all of them; closed with this
 * @param people labelled people, if that is known without reading all
 */
record TrainingData(PoseDataset dataset, OptionalLong people) implements AutoCloseable {
  private static final String TRAIN = "train";

  /**
   * Opens the places one after another. A split is asked of those that have splits; where none is
   * asked for, it is the one whose name begins with {@code train}, if there is such a one.
   *
   * @param learnt convention of the network; people are counted who have joints of it
   * @param say told what of the labels is hardly meant so
   * @throws FileException if a place holds nothing jpose knows, no joint of it is one of the
   *     network's, or nobody is labelled
   */
  static TrainingData open(
      List<Path> places,
      DataOptions options,
      boolean mainPeople,
      Skeleton learnt,
      Consumer<String> say) {
    List<PoseDataset> parts = new ArrayList<>();
    try {
      for (Path place : places) {
        DataOptions own = forPlace(place, options, places.size() > 1);
        parts.add(mainPeople ? Datasets.openMainPeople(place, own) : Datasets.open(place, own));
      }
      parts.forEach(part -> requireFit(part, learnt, say));
      OptionalLong people = people(parts, learnt);
      String names = String.join(" + ", parts.stream().map(PoseDataset::name).toList());
      if (parts.stream().allMatch(part -> part.size() == 0)) {
        throw new FileException(
            names + ": no samples to learn from; are folder and split the right ones?");
      }
      if (people.equals(OptionalLong.of(0))) {
        throw new FileException(
            names
                + ": nobody is labelled, so there is nothing to learn; are these the keypoint"
                + " annotations? 'jpose data check' says what is wrong");
      }
      List<PoseDataset> filled = parts.stream().filter(part -> part.size() > 0).toList();
      parts.stream().filter(part -> part.size() == 0).forEach(PoseDataset::close);
      return new TrainingData(
          filled.size() == 1 ? filled.get(0) : new CombinedDataset<>(filled), people);
    } catch (RuntimeException | Error e) {
      parts.forEach(PoseDataset::close);
      throw e;
    }
  }

  private static DataOptions forPlace(Path place, DataOptions options, boolean several) {
    if (Datasets.isLmdb(place)) {
      return options;
    }
    List<String> splits = CocoFolder.splits(place);
    if (splits.isEmpty()) {
      boolean elsewhere = several && options.split().isPresent();
      return elsewhere ? options.withSplit(Optional.empty()) : options;
    }
    boolean chosen = options.split().isPresent();
    boolean train = splits.stream().anyMatch(split -> split.startsWith(TRAIN));
    return chosen || !train ? options : options.withSplit(TRAIN);
  }

  /**
   * Refuses data of which the network can learn nothing, and says what else it should not be.
   *
   * @throws FileException if no joint of the data is one of the network's
   */
  static void requireFit(PoseDataset part, Skeleton learnt, Consumer<String> say) {
    JointMapping mapping = JointMapping.between(part.skeleton(), learnt);
    mapping
        .refusal()
        .ifPresent(
            refusal -> {
              throw new FileException(part.name() + ": " + refusal);
            });
    mapping.warning().ifPresent(few -> say.accept(part.name() + ": " + few));
    LabelFault.summary(part.faults()).forEach(line -> say.accept(part.name() + ": " + line));
  }

  private static OptionalLong people(List<PoseDataset> parts, Skeleton learnt) {
    long people = 0;
    for (PoseDataset part : parts) {
      if (!(part instanceof LabelledDataset labelled)) {
        return OptionalLong.empty();
      }
      JointMapping mapping = JointMapping.between(part.skeleton(), learnt);
      for (int i = 0; i < labelled.size(); i++) {
        people += labelled.labels(i).people().stream().filter(p -> fits(p, mapping)).count();
      }
    }
    return OptionalLong.of(people);
  }

  private static boolean fits(LabelledPerson person, JointMapping mapping) {
    for (int joint = 0; joint < person.joints().size(); joint++) {
      if (mapping.uses(joint) && person.joints().get(joint).isLabelled()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    String counted =
        people.isPresent()
            ? " with " + Counted.of(people.getAsLong(), "labelled person", "labelled people")
            : "";
    return dataset.name() + ": " + Counted.of(dataset.size(), "sample") + counted;
  }

  @Override
  public void close() {
    dataset.close();
  }
}
