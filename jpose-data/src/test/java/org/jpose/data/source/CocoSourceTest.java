package org.jpose.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.jpose.data.PoseDataset;
import org.jpose.data.SameSamples;
import org.jpose.data.Sample;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoSourceTest {
  private static final String BOX = "\"bbox\":[10,10,40,60],\"area\":2000";

  @TempDir private Path folder;

  private LabelledDataset open(DataOptions options) {
    return (LabelledDataset) Datasets.open(folder, options);
  }

  @Test
  void aSampleHasPeopleInPixelsAndTheLossLeavesTheOthersOut() throws IOException {
    new SmallCoco(folder, "train2017")
        .image(7, 200, 100)
        .person(7, 6, 20, 30, BOX)
        .person(7, 0, 0, 0, "\"bbox\":[100,10,20,30],\"area\":600")
        .person(7, 0, 0, 0, "\"segmentation\":[[150,50,160,50,160,60,150,60]],\"bbox\":[0,0,9,9]")
        .person(
            7,
            0,
            0,
            0,
            "\"iscrowd\":1,\"segmentation\":{\"size\":[100,200],\"counts\":[19000,1000]},"
                + "\"bbox\":[190,0,10,100]")
        .done();
    try (LabelledDataset data = open(DataOptions.defaults())) {
      assertEquals(1, data.size());
      assertEquals(Skeletons.COCO17, data.skeleton());
      Sample sample = data.sample(0);
      assertEquals(OptionalInt.empty(), sample.mainPerson());
      assertEquals(1, sample.people().size());
      LabelledPerson person = sample.people().get(0);
      assertEquals(6, person.labelled());
      assertEquals(new LabelledJoint(30, 30, Visibility.VISIBLE), person.joints().get(1));
      assertEquals(0, sample.mask().value(100, 10), "a box without outline");
      assertEquals(255, sample.mask().value(120, 10));
      assertEquals(0, sample.mask().value(155, 55), "an outline");
      assertEquals(255, sample.mask().value(5, 5), "the box of one with an outline");
      assertEquals(0, sample.mask().value(190, 0), "a crowd");
      assertEquals(255, sample.mask().value(189, 99));
      assertEquals(255, sample.mask().value(30, 30), "the labelled person");
      assertEquals(3, data.labels(0).unlabelled());
      assertEquals(List.of(2000.0), data.labels(0).areas());
    }
  }

  @Test
  void optionsChooseSplitsImagesAndPeople() throws IOException {
    SmallCoco train = new SmallCoco(folder, "train2017");
    SmallCoco val = new SmallCoco(folder, "val2017");
    for (int i = 1; i <= 4; i++) {
      train.image(i, 100, 100).person(i, i, 20, 30, BOX);
    }
    train.image(5, 90, 90).done();
    val.image(6, 100, 100).person(6, 17, 0, 0, BOX).done();
    assertEquals(6, size(DataOptions.defaults()));
    assertEquals(1, size(DataOptions.defaults().withSplit("val2017")));
    assertEquals(5, size(DataOptions.defaults().withSplit("train")));
    LabelOptions labels = LabelOptions.defaults();
    assertEquals(5, size(with(labels.withOnlyWithPeople(true))));
    assertEquals(3, size(with(labels.withOnlyWithPeople(true).withMinimumJoints(3))));
    assertEquals(2, size(with(labels.withLimit(2))));
    try (LabelledDataset data = open(with(labels.withMinimumJoints(3)))) {
      assertEquals(0, data.sample(1).people().size());
      assertEquals(0, data.sample(1).mask().value(20, 30), "left out, not background");
      assertEquals(100, data.sample(5).image().width(), "the other split's image");
      assertTrue(data.name().contains(" + "), data.name());
    }
    String message =
        assertThrows(FileException.class, () -> size(DataOptions.defaults().withSplit("test")))
            .getMessage();
    assertTrue(message.contains("train2017, val2017"), message);
  }

  private static DataOptions with(LabelOptions labels) {
    return DataOptions.defaults().withLabels(labels);
  }

  private int size(DataOptions options) {
    try (PoseDataset data = Datasets.open(folder, options)) {
      return data.size();
    }
  }

  @Test
  void badImagesFailAloneAndSayHow() throws IOException {
    SmallCoco coco =
        new SmallCoco(folder, "val").image(1, 50, 40).entry(2, 50, 40).image(3, 50, 40);
    coco.image(4, 60, 30).image(5, 50, 40).done();
    Files.copy(coco.file(4), coco.file(3), StandardCopyOption.REPLACE_EXISTING);
    Files.write(coco.file(5), new byte[] {1, 2, 3});
    try (LabelledDataset data = open(DataOptions.defaults())) {
      assertEquals(50, data.sample(0).image().width());
      assertFailure(data, 1, "no such file");
      assertFailure(data, 2, "the image has 60x30 pixels, its labels are for 50x40");
      assertEquals(60, data.sample(3).image().width());
      assertFailure(data, 4, "not an image jpose reads");
    }
  }

  @Test
  void aClosedDatasetSaysSo() throws IOException {
    new SmallCoco(folder, "val").image(1, 50, 40).done();
    LabelledDataset data = open(DataOptions.defaults());
    data.close();
    data.close();
    assertTrue(
        assertThrows(IllegalStateException.class, () -> data.sample(0))
            .getMessage()
            .endsWith("is closed"));
  }

  private static void assertFailure(PoseDataset data, int index, String part) {
    String message = assertThrows(FileException.class, () -> data.sample(index)).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void aMaskOfAnotherSizeIsThatSamplesFailure() throws IOException {
    new SmallCoco(folder, "val")
        .image(1, 50, 40)
        .person(1, 0, 0, 0, "\"iscrowd\":1,\"segmentation\":{\"size\":[4,3],\"counts\":[12]}")
        .done();
    try (LabelledDataset data = open(DataOptions.defaults())) {
      assertFailure(data, 0, "a mask of 3x4 pixels for an image of 50x40");
    }
  }

  @Test
  void truncatedAnnotationsAreRefusedWithThePlace() throws IOException {
    SmallCoco coco = new SmallCoco(folder, "val").image(1, 50, 40).person(1, 3, 1, 1, BOX);
    coco.done();
    String whole = Files.readString(coco.annotationFile());
    for (int length : new int[] {0, 1, 40, whole.length() / 2, whole.length() - 1}) {
      Files.writeString(coco.annotationFile(), whole.substring(0, length));
      String message =
          assertThrows(FileException.class, () -> open(DataOptions.defaults())).getMessage();
      assertTrue(
          message.contains("truncated") || message.contains("is empty"), length + ": " + message);
    }
  }

  @Test
  void aModelsLabelsCountAsSureAsItWas() throws IOException {
    String confidence =
        "\"keypoint_confidence\":[0.11,0.12,0.2,0.25,0.9,0,0,0,0,0,0,0,0,0,0,0,0]," + BOX;
    new SmallCoco(folder, "train")
        .image(1, 100, 100)
        .person(1, 5, 20, 30, confidence)
        .person(1, 5, 20, 60, confidence.replace("0.25,0.9", "0.1,0.1"))
        .done();
    try (LabelledDataset data = open(DataOptions.defaults())) {
      Sample sample = data.sample(0);
      assertEquals(1, sample.people().size(), "the second has no sure joint");
      List<Visibility> found =
          sample.people().get(0).joints().stream().map(LabelledJoint::visibility).toList();
      assertEquals(
          List.of(
              Visibility.UNLABELLED,
              Visibility.UNSURE,
              Visibility.UNSURE,
              Visibility.VISIBLE,
              Visibility.VISIBLE,
              Visibility.UNLABELLED),
          found.subList(0, 6));
      assertEquals(1, data.labels(0).unlabelled());
      assertEquals(0, sample.mask().value(12, 12));
    }
    try (LabelledDataset data = open(with(LabelOptions.defaults().withConfidence(0, 0)))) {
      assertEquals(2, data.sample(0).people().size());
    }
  }

  @Test
  void pseudoLabelsOfTheSharedFolderAreMaskedWhereUnsure() {
    Path pseudo = SharedFolder.require("data/pseudo");
    try (LabelledDataset data = (LabelledDataset) Datasets.open(pseudo, DataOptions.defaults())) {
      assertEquals(3500, data.size());
      long unsure =
          IntStream.range(0, 200)
              .mapToObj(data::labels)
              .flatMap(labels -> labels.people().stream())
              .flatMap(person -> person.joints().stream())
              .filter(joint -> joint.visibility() == Visibility.UNSURE)
              .count();
      assertTrue(unsure > 100, unsure + " unsure joints");
      assertEquals(320, data.sample(0).image().width());
    }
  }

  @Test
  void aWrittenFolderIsReadAsTheSame() throws IOException {
    String confidence =
        "\"keypoint_confidence\":[0.9,0.2,0.9,0.9,0.9,0,0,0,0,0,0,0,0,0,0,0,0]," + BOX;
    SmallCoco coco =
        new SmallCoco(folder.resolve("in"), "train")
            .image(12, 100, 80)
            .person(12, 5, 20, 30, confidence)
            .person(12, 0, 0, 0, "\"bbox\":[70,3,20,30]")
            .image(13, 33, 44);
    coco.done();
    Path out = folder.resolve("out");
    try (LabelledDataset data =
            (LabelledDataset) Datasets.open(folder.resolve("in"), DataOptions.defaults());
        CocoFolderWriter writer =
            CocoFolderWriter.create(out, "train", data.skeleton(), Optional.empty())) {
      for (int i = 0; i < data.size(); i++) {
        writer.add(data.sample(i), Optional.of(data.labels(i)));
      }
      assertTrue(Files.notExists(out), "not before it is whole");
      writer.complete();
      try (LabelledDataset read = (LabelledDataset) Datasets.open(out, DataOptions.defaults())) {
        assertEquals(2, read.size());
        for (int i = 0; i < 2; i++) {
          Sample expected = data.sample(i);
          Sample found = read.sample(i);
          SameSamples.assertSameImage(expected.image(), found.image());
          assertEquals(expected.people(), found.people());
          SameSamples.assertSameMask(expected.mask(), found.mask());
          assertEquals(data.labels(i).areas(), read.labels(i).areas());
        }
      }
    }
    assertEquals(
        -1, Files.mismatch(coco.file(12), out.resolve("train/000000000012.png")), "as it is");
  }

  @Test
  void mainPeopleAreLargeLabelledAndApart() throws IOException {
    new SmallCoco(folder, "train")
        .image(1, 400, 400)
        .person(1, 4, 10, 10, "\"bbox\":[0,0,100,100],\"area\":5000")
        .person(1, 5, 10, 10, "\"bbox\":[0,0,100,200],\"area\":1023")
        .person(1, 5, 10, 10, "\"bbox\":[0,0,100,200],\"area\":1024")
        .person(1, 5, 10, 20, "\"bbox\":[59,0,100,200],\"area\":5000")
        .person(1, 5, 10, 30, "\"bbox\":[60,0,100,200],\"area\":5000")
        .image(2, 50, 50)
        .image(3, 50, 50)
        .person(3, 17, 0, 0, "\"bbox\":[0,0,40,40],\"area\":1024")
        .done();
    MainPeople people = (MainPeople) Datasets.openMainPeople(folder, DataOptions.defaults());
    assertEquals(3, people.size());
    assertEquals(0, people.image(0));
    assertEquals(OptionalInt.of(2), people.sample(0).mainPerson());
    assertEquals(OptionalInt.of(4), people.sample(1).mainPerson());
    assertEquals(5, people.sample(1).people().size(), "the others are there, too");
    assertEquals(2, people.image(2));
    assertEquals(50, people.sample(2).image().width());
    people.close();
    assertThrows(IllegalStateException.class, () -> people.sample(2), "nothing is kept");
  }

  @Test
  void peopleAreConvertedToAnotherSkeleton() throws IOException {
    new SmallCoco(folder, "train").image(1, 200, 100).person(1, 17, 0, 50, BOX).done();
    try (LabelledDataset data = open(DataOptions.defaults().withSkeleton(Skeletons.COCO18))) {
      LabelledPerson person = data.sample(0).people().get(0);
      assertEquals(Skeletons.COCO18, data.skeleton());
      assertEquals(new LabelledJoint(55, 50, Visibility.VISIBLE), person.joints().get(1), "neck");
      assertEquals(person, data.labels(0).people().get(0));
    }
  }
}
