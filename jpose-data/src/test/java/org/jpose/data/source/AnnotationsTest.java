package org.jpose.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jpose.core.disk.FileException;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.evaluation.EvaluationImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which data people can be evaluated on. */
class AnnotationsTest {
  private static final DataOptions ALL = DataOptions.defaults();

  @TempDir private Path folder;

  private void split(String name, int images) throws IOException {
    SmallCoco coco = new SmallCoco(folder, name);
    for (int id = 1; id <= images; id++) {
      coco.image(id, 20, 10).person(id, 3, 1, 1, "\"bbox\":[0,0,9,9]");
    }
    coco.done();
  }

  @Test
  void oneSplitHasAnnotationsSeveralHaveNone() throws IOException {
    split("val2017", 1);
    CocoFolder only = CocoFolder.find(folder);
    assertEquals(Optional.of(only), Datasets.annotations(folder, ALL));
    assertEquals(Optional.of(only), Datasets.annotations(folder, ALL.withSplit("val")));
    split("train2017", 1);
    assertEquals(Optional.empty(), Datasets.annotations(folder, ALL));
    assertEquals(Optional.of(only), Datasets.annotations(folder, ALL.withSplit("val")));
    assertThrows(FileException.class, () -> Datasets.annotations(folder, ALL.withSplit("test")));
  }

  @Test
  void resultsOfAModelHaveNone() throws IOException {
    Files.writeString(folder.resolve("found.json"), "{\"format\":\"jpose/1\",\"images\":[]}");
    assertEquals(Optional.empty(), Datasets.annotations(folder, ALL));
  }

  @Test
  void theFirstImagesAreThoseOfTheFile() throws IOException {
    split("val2017", 4);
    EvaluationImages images = EvaluationImages.open(CocoFolder.find(folder), Optional.empty());
    assertEquals(Set.of(1L, 2L, 3L), images.first(3).chosen());
    assertEquals(images.chosen(), images.first(9).chosen());
    assertEquals(
        List.of(1L, 2L), images.first(3).without(Set.of(3L)).stream().map(CocoImage::id).toList());
    assertThrows(IllegalArgumentException.class, () -> images.first(0));
  }
}
