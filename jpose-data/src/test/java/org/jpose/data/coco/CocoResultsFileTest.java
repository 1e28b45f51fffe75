package org.jpose.data.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jpose.core.disk.FileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoResultsFileTest {
  private static final String RESULT =
      "{\"score\":0.25,\"keypoints\":[1,2,0.5, 0,0,0, 4,8.5,1],\"image_id\":7,\"category_id\":1}";

  @TempDir Path folder;

  private Path write(String json) throws IOException {
    return Files.writeString(folder.resolve("results.json"), json);
  }

  @Test
  void readsDetections() throws IOException {
    List<CocoDetection> found =
        CocoResultsFile.read(
            write("[" + RESULT + "," + RESULT.replace("{", "{\"bbox\":[0,0,2,3],") + "]"));
    CocoDetection first = found.get(0);
    assertEquals(7, first.image());
    assertEquals(1, first.category());
    assertEquals(0.25, first.score());
    assertEquals(3, first.count());
    assertEquals(8.5f, first.y(2));
    assertEquals(0.5f, first.jointScore(0));
    assertTrue(first.isFound(0) && !first.isFound(1));
    assertEquals(4 * 8.5, first.area(), "joints at the origin count, as in COCO's evaluation");
    assertEquals(6, found.get(1).area());
    assertTrue(CocoResultsFile.read(write("[]")).isEmpty());
  }

  @Test
  void writesWhatItReads() {
    Random random = new Random(1);
    List<CocoDetection> detections = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      float[] triplets = new float[51];
      for (int j = 0; j < triplets.length; j++) {
        triplets[j] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7) - 3));
      }
      detections.add(new CocoDetection(1L << i, 1 + i % 2, triplets, random.nextDouble()));
    }
    Path file = folder.resolve("written.json");
    CocoResultsFile.write(file, detections);
    List<CocoDetection> read = CocoResultsFile.read(file);
    assertEquals(detections.size(), read.size());
    for (int i = 0; i < read.size(); i++) {
      assertEquals(detections.get(i).image(), read.get(i).image());
      assertEquals(detections.get(i).category(), read.get(i).category());
      assertEquals(detections.get(i).score(), read.get(i).score());
      for (int joint = 0; joint < 17; joint++) {
        assertEquals(detections.get(i).x(joint), read.get(i).x(joint));
        assertEquals(detections.get(i).y(joint), read.get(i).y(joint));
        assertEquals(detections.get(i).jointScore(joint), read.get(i).jointScore(joint));
      }
    }
    CocoResultsFile.write(file, List.of());
    assertTrue(CocoResultsFile.read(file).isEmpty());
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertTrue(failure("{}").contains("the file is an object, as annotations are"));
    assertTrue(failure("[" + RESULT + ",{}]").contains("result number 2: there is no image_id"));
    assertTrue(failure("[" + RESULT).contains("truncated"));
    assertTrue(
        failure("[" + RESULT.replace("1,2,0.5,", "1,2,") + "]")
            .contains("result number 1: keypoints has 8 numbers"));
    assertTrue(failure("[" + RESULT.replace("0.25", "null") + "]").contains("expected a number"));
  }

  private String failure(String json) throws IOException {
    Path file = write(json);
    return assertThrows(FileException.class, () -> CocoResultsFile.read(file)).getMessage();
  }
}
