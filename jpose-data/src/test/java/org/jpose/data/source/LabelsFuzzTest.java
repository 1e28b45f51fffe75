package org.jpose.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.core.disk.FileException;
import org.jpose.data.coco.CocoFile;
import org.jpose.data.coco.CocoResultsFile;
import org.jpose.data.coco.Rle;
import org.jpose.testkit.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes in the place of labels or results give these or a {@link FileException}. */
@Tag("fuzz")
class LabelsFuzzTest {
  private static final String COCO =
      """
      {"images":[{"id":1,"file_name":"a.png","width":200,"height":100},
                 {"id":2,"file_name":"b/c.png","width":64,"height":64}],
       "categories":[{"id":1,"name":"person","keypoints":["nose","left_eye"],"skeleton":[[1,2]],
                      "sigmas":[0.1,0.2]}],
       "annotations":[
        {"id":1,"image_id":1,"category_id":1,"num_keypoints":1,"keypoints":[10,20,2,0,0,0],
         "bbox":[1,2,30,40],"area":500.5,"iscrowd":0,"segmentation":[[1,2,30,2,30,40]]},
        {"id":2,"image_id":2,"category_id":1,"keypoints":[1e1,2.5,1,3,4,2],"iscrowd":1,
         "segmentation":{"size":[64,64],"counts":[10,20,4066]},"bbox":[0,0,9,9]},
        {"id":3,"image_id":2,"category_id":1,"keypoints":[10,20,2,3,4,1],"iscrowd":1,
         "segmentation":{"size":[64,64],"counts":":d0Ro3"},"keypoint_confidence":[0.5,1]}]}
      """;

  private static final String RESULTS =
      "[{\"score\":0.25,\"keypoints\":[1,2,0.5,0,0,0,4,8.5,1],\"image_id\":7,\"category_id\":1,"
          + "\"bbox\":[0,0,2,3]}]";

  private static final String FOUND =
      """
      {"format":"jpose/1","images":[{"file":"a.jpg","width":640,"height":480,"model":"lite",
       "people":[{"score":0.9,"keypoints":[{"name":"nose","x":10.5,"y":20,"score":0.8},
       {"name":"neck","x":1,"y":2,"score":0.1}]}]}]}
      """;

  @TempDir Path folder;

  private void run(String name, String whole, Reading reading) {
    Path file = folder.resolve(name + ".json");
    Fuzz.of(name, whole.getBytes(StandardCharsets.UTF_8))
        .declaring(FileException.class)
        .run(
            input -> {
              Files.write(file, input);
              reading.of(file);
            });
  }

  private interface Reading {
    void of(Path file);
  }

  @Test
  void annotations() {
    run("coco", COCO, CocoFile::read);
  }

  @Test
  void annotationsWithFaults() {
    run("coco-faults", COCO, CocoFile::readWithFaults);
  }

  @Test
  void results() {
    run("coco-results", RESULTS, CocoResultsFile::read);
  }

  @Test
  void foundPeople() {
    run("found", FOUND, FoundFile::read);
  }

  @Test
  void skeletons() {
    run(
        "skeleton",
        "{\"name\":\"dog\",\"joints\":[{\"name\":\"left_ear\",\"sigma\":0.03},{\"name\":\"tail\"}],"
            + "\"limbs\":[[\"left_ear\",\"tail\"]]}",
        SkeletonFile::read);
  }

  @Test
  void mpii() {
    StringBuilder joints = new StringBuilder("[1,2]");
    StringBuilder visible = new StringBuilder("1");
    for (int i = 1; i < 16; i++) {
      joints.append(",[").append(10 + i).append(',').append(20 + i).append(']');
      visible.append(",1");
    }
    run(
        "mpii",
        "[{\"joints_vis\":[%s],\"joints\":[%s],\"image\":\"a.png\",\"scale\":0.5,\"center\":[50,60]}]"
            .formatted(visible, joints),
        MpiiFile::read);
  }

  @Test
  void matlab() throws IOException {
    Path file = folder.resolve("mpii.mat");
    Fuzz.of("matlab", resource("mpii.mat"), resource("mpii-plain.mat"))
        .declaring(FileException.class)
        .run(
            input -> {
              Files.write(file, input);
              MpiiMatlabFile.read(file);
            });
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = LabelsFuzzTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void runLengths() {
    Fuzz.of("rle", ":d0Ro3".getBytes(StandardCharsets.ISO_8859_1))
        .declaring(IllegalArgumentException.class)
        .run(input -> Rle.parse(64, 64, new String(input, StandardCharsets.ISO_8859_1)));
  }
}
