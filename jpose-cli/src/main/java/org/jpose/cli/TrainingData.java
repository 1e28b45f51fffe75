package org.jpose.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.data.PoseDataset;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.source.CombinedDataset;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import org.jpose.data.source.LabelledDataset;
import org.jpose.media.MediaException;

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
   * @throws MediaException if a place holds nothing jpose knows, or nobody is labelled
   */
  static TrainingData open(List<Path> places, DataOptions options, boolean mainPeople) {
    List<PoseDataset> parts = new ArrayList<>();
    try {
      for (Path place : places) {
        DataOptions own = forPlace(place, options, places.size() > 1);
        parts.add(mainPeople ? Datasets.openMainPeople(place, own) : Datasets.open(place, own));
      }
      OptionalLong people = people(parts);
      String names = String.join(" + ", parts.stream().map(PoseDataset::name).toList());
      if (parts.stream().allMatch(part -> part.size() == 0)) {
        throw new MediaException(names + ": no samples to learn from; check --data and --split");
      }
      if (people.equals(OptionalLong.of(0))) {
        throw new MediaException(
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
      return elsewhere
          ? new DataOptions(Optional.empty(), options.labels(), options.lmdb(), options.skeleton())
          : options;
    }
    boolean chosen = options.split().isPresent();
    boolean train = splits.stream().anyMatch(split -> split.startsWith(TRAIN));
    return chosen || !train ? options : options.withSplit(TRAIN);
  }

  private static OptionalLong people(List<PoseDataset> parts) {
    long people = 0;
    for (PoseDataset part : parts) {
      if (!(part instanceof LabelledDataset labelled)) {
        return OptionalLong.empty();
      }
      for (int i = 0; i < labelled.size(); i++) {
        people += labelled.labels(i).people().size();
      }
    }
    return OptionalLong.of(people);
  }

  @Override
  public String toString() {
    String counted =
        people.isPresent()
            ? String.format(Locale.ROOT, " with %,d labelled people", people.getAsLong())
            : "";
    return String.format(Locale.ROOT, "%s: %,d samples%s", dataset.name(), dataset.size(), counted);
  }

  @Override
  public void close() {
    dataset.close();
  }
}
