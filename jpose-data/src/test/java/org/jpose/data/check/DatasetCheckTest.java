package org.jpose.data.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.PoseDataset;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import org.jpose.data.source.SmallCoco;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCheckTest {
  private static final String BOX = "\"bbox\":[10,10,40,60]";

  @TempDir private Path folder;

  @Test
  void everyFaultIsFoundOnceAndCounted() throws Exception {
    SmallCoco coco = new SmallCoco(folder, "train");
    coco.image(1, 200, 100).person(1, 8, 20, 30, BOX).person(1, 0, 0, 0, BOX);
    coco.image(2, 60, 50).person(2, 5, 20, 30, BOX);
    coco.image(3, 200, 100).person(3, 3, 5, 6, BOX).person(3, 3, 5, 6, BOX);
    coco.image(4, 200, 100).person(4, 0, 0, 0, "\"bbox\":[9,9,0,0]");
    coco.image(5, 200, 100).image(6, 200, 100).entry(7, 30, 30).image(8, 33, 30).done();
    Files.copy(coco.file(1), coco.file(5), StandardCopyOption.REPLACE_EXISTING);
    Files.write(coco.file(6), new byte[] {1, 2});
    Files.copy(coco.file(2), coco.file(8), StandardCopyOption.REPLACE_EXISTING);
    CheckReport one = check(1);
    CheckReport four = check(4);
    assertEquals(one, four, "threads do not matter");
    assertEquals(8, one.images());
    assertEquals(2, one.withoutPeople(), "images 4 and 5");
    assertEquals(4, one.people());
    assertEquals(1, one.unlabelled());
    assertEquals(new JointCount("nose", 4, 0, 0), one.joints().get(0));
    assertEquals(new JointCount("left_shoulder", 1, 0, 0), one.joints().get(5));
    List<String> found = one.problems().stream().map(p -> p.index() + " " + p.kind()).toList();
    assertEquals(
        List.of(
            "1 JOINT_OUTSIDE",
            "2 DUPLICATE_PERSON",
            "3 EMPTY_PERSON",
            "4 DUPLICATE_IMAGE",
            "5 DAMAGED_IMAGE",
            "6 DAMAGED_IMAGE",
            "7 SIZE_MISMATCH"),
        found);
    assertTrue(
        one.problems().get(0).description().contains("right_ear at 60.0, 30.0 is outside"),
        one.problems().get(0).description());
    StringWriter json = new StringWriter();
    one.writeJson(json);
    assertTrue(json.toString().contains("\"damaged_image\" : 2"), json.toString());
  }

  private CheckReport check(int threads) throws InterruptedException {
    List<SampleProblem> heard = new ArrayList<>();
    int[] done = new int[1];
    try (PoseDataset data = Datasets.openWithFaults(folder, DataOptions.defaults())) {
      CheckReport report =
          DatasetCheck.run(
              data,
              Skeletons.COCO18,
              threads,
              new DatasetCheck.Progress() {
                @Override
                public void problem(SampleProblem problem) {
                  heard.add(problem);
                }

                @Override
                public void done() {
                  done[0]++;
                }
              });
      assertEquals(report.problems(), heard);
      assertEquals(report.images(), done[0]);
      return report;
    }
  }
}
