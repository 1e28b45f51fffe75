package org.jpose.data.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.coco.CocoPerson;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.testkit.EncodedBackend;
import org.jpose.testkit.RandomPeople;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  private static final int WIDTH = 432;
  private static final int HEIGHT = 368;

  @TempDir private Path coco;

  private final EncodedBackend backend = new EncodedBackend();

  /** A split of two images with a person in each, who is where the backend sees one. */
  private void write(String split) throws IOException {
    Files.createDirectories(coco.resolve("annotations"));
    Files.createDirectories(coco.resolve(split));
    StringBuilder images = new StringBuilder();
    StringBuilder people = new StringBuilder();
    for (int id = 1; id <= 2; id++) {
      Pose person = new RandomPeople(new Random(id), WIDTH, HEIGHT).person(250);
      new ImageFileWriter()
          .write(
              backend.picture(WIDTH, HEIGHT, List.of(person)),
              coco.resolve(split + "/" + id + ".png"));
      String comma = id == 1 ? "" : ",";
      images.append(
          "%s{\"id\":%d,\"file_name\":\"%d.png\",\"width\":%d,\"height\":%d}"
              .formatted(comma, id, id, WIDTH, HEIGHT));
      people.append(comma).append(annotation(id, person.to(Skeletons.COCO17).orElseThrow()));
    }
    Files.writeString(
        coco.resolve("annotations/person_keypoints_" + split + ".json"),
        "{\"images\":[%s],\"annotations\":[%s],\"categories\":[{\"id\":1,\"name\":\"person\"}]}"
            .formatted(images, people));
  }

  private static String annotation(int image, Pose person) {
    StringBuilder joints = new StringBuilder();
    for (int joint = 0; joint < Skeletons.COCO17.jointCount(); joint++) {
      Optional<Keypoint> found = person.keypoint(joint);
      joints.append(joint == 0 ? "" : ",");
      joints.append(
          found
              .map(at -> String.format(Locale.ROOT, "%.2f,%.2f,2", at.x(), at.y()))
              .orElse("0,0,0"));
    }
    Box box = person.box();
    return String.format(
        Locale.ROOT,
        "{\"id\":%d,\"image_id\":%d,\"category_id\":1,\"iscrowd\":0,\"bbox\":[%.1f,%.1f,%.1f,%.1f],"
            + "\"area\":%.1f,\"num_keypoints\":%d,\"keypoints\":[%s]}",
        image,
        image,
        box.x(),
        box.y(),
        box.width(),
        box.height(),
        box.width() * box.height() / 2,
        person.keypoints().size(),
        joints);
  }

  private Evaluation evaluation() {
    return Evaluation.of(new PoseEstimator(backend, EstimatorOptions.defaults()));
  }

  @Test
  void whoIsWhereTheAnnotationsSayIsRight() throws IOException {
    write("val");
    Evaluated evaluated = evaluation().withSettings(Map.of("size", "432x368")).on(coco);
    assertTrue(evaluated.summary().ap() > 0.9, evaluated.summary().table());
    assertEquals("encoded on val", evaluated.title());
    assertEquals(Map.of("size", "432x368"), evaluated.settings());
    assertEquals(2, evaluated.found().size());
    assertEquals(Map.of(), evaluated.failed());
  }

  @Test
  void whoIsInADamagedImageIsMissed() throws IOException {
    write("train");
    write("val");
    Files.writeString(coco.resolve("val/2.png"), "no picture");
    Evaluated evaluated = evaluation().on(coco, "val");
    assertEquals(0.5, evaluated.summary().ar(), 0.05);
    assertEquals(Set.of("2.png"), evaluated.failed().keySet());
  }

  private static final Skeleton UPPER =
      Skeleton.parse(
          "upper neck:0.079:left_shoulder:right_shoulder left_shoulder:0.079 right_shoulder:0.079 |");

  @Test
  void modelOfFewOfTheJointsIsJudgedByThese() throws IOException {
    write("val");
    EvaluationImages annotated =
        EvaluationImages.open(CocoFolder.find(coco, "val"), Optional.empty());
    EvaluationImages images = annotated.asJudging(UPPER);
    assertEquals(UPPER, images.category().skeleton());
    for (int id = 1; id <= 2; id++) {
      Pose person =
          new RandomPeople(new Random(id), WIDTH, HEIGHT)
              .person(250)
              .to(Skeletons.COCO17)
              .flatMap(labelled -> labelled.to(UPPER))
              .orElseThrow();
      CocoPerson truth = images.truth().people(id).get(0);
      assertEquals(person.keypoints().size(), truth.keypointCount());
      for (Keypoint joint : person.keypoints()) {
        assertEquals(joint.x(), truth.keypoints().x(joint.joint()), 0.01);
        assertEquals(joint.y(), truth.keypoints().y(joint.joint()), 0.01);
      }
    }
    assertSame(annotated, annotated.asJudging(Skeletons.COCO18));
    assertSame(annotated, annotated.asJudging(Skeletons.named("mpii")));
  }
}
