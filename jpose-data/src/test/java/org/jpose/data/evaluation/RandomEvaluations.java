package org.jpose.data.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.coco.CocoCategory;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.coco.CocoKeypoints;
import org.jpose.data.coco.CocoPerson;
import org.jpose.data.coco.Polygons;

/** Draws labelled people of all kinds and found ones at all distances from them. */
record RandomEvaluations(CocoDataset truth, List<CocoDetection> found) {
  private static final int JOINTS = Skeletons.COCO17.jointCount();

  static RandomEvaluations draw(Random random) {
    List<CocoImage> images = new ArrayList<>();
    List<CocoPerson> people = new ArrayList<>();
    List<CocoDetection> found = new ArrayList<>();
    int count = 1 + random.nextInt(8);
    for (int i = count; i > 0; i--) {
      images.add(new CocoImage(i, i + ".jpg", 640, 480));
      int crowd = random.nextInt(6);
      for (int j = 0; j < crowd; j++) {
        CocoPerson person = person(random, 1 + people.size(), i);
        people.add(person);
        for (int k = random.nextInt(4); k > 0; k--) {
          found.add(near(random, person));
        }
      }
      // More than the 20 that count, in some.
      for (int j = random.nextInt(random.nextInt(4) == 0 ? 30 : 3); j > 0; j--) {
        found.add(near(random, person(random, 0, i)));
      }
    }
    return new RandomEvaluations(
        new CocoDataset(images, people, List.of(CocoCategory.person(1))), found);
  }

  private static CocoPerson person(Random random, long id, long image) {
    double size = 10 + 190 * random.nextDouble();
    float left = (float) (random.nextDouble() * 400);
    float top = (float) (random.nextDouble() * 300);
    boolean crowd = random.nextInt(8) == 0;
    boolean unlabelled = random.nextInt(6) == 0;
    double labelled = unlabelled ? 0 : 0.2 + random.nextDouble();
    float[] triplets = new float[3 * JOINTS];
    for (int joint = 0; joint < JOINTS; joint++) {
      if (random.nextDouble() < labelled) {
        triplets[3 * joint] = (float) (left + size * random.nextDouble());
        triplets[3 * joint + 1] = (float) (top + size * random.nextDouble());
        triplets[3 * joint + 2] = 1 + random.nextInt(2);
      }
    }
    CocoKeypoints keypoints = CocoKeypoints.of(triplets, new float[0]);
    return new CocoPerson(
        id,
        image,
        1,
        keypoints,
        new Box(left, top, (float) size, (float) size),
        size * size * (0.5 + 0.5 * random.nextDouble()),
        crowd,
        keypoints.labelled(),
        new Polygons(List.of()));
  }

  private static CocoDetection near(Random random, CocoPerson person) {
    double error = Math.sqrt(person.area()) * 0.3 * random.nextDouble() * random.nextDouble();
    float[] triplets = new float[3 * JOINTS];
    for (int joint = 0; joint < JOINTS; joint++) {
      boolean isLabelled = person.keypoints().isLabelled(joint);
      if (!isLabelled || random.nextInt(10) > 0) {
        double x = isLabelled ? person.keypoints().x(joint) : person.box().x();
        double y = isLabelled ? person.keypoints().y(joint) : person.box().y();
        triplets[3 * joint] = (float) (x + error * random.nextGaussian());
        triplets[3 * joint + 1] = (float) (y + error * random.nextGaussian());
      }
    }
    // Few different scores: ties are what ranking gets wrong.
    return new CocoDetection(person.image(), 1, triplets, random.nextInt(40) / 40.0);
  }

  /** The same with all scores different, for what must not depend on ties. */
  RandomEvaluations untied() {
    List<CocoDetection> untied = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      untied.add(scored(found.get(i), found.get(i).score() + i * 1e-6));
    }
    return new RandomEvaluations(truth, untied);
  }

  /** The same without people that have no label and are no crowd. */
  RandomEvaluations labelled() {
    List<CocoPerson> labelled =
        truth.people().stream().filter(p -> p.keypointCount() > 0 || p.crowd()).toList();
    return new RandomEvaluations(
        new CocoDataset(truth.images(), labelled, truth.categories()), found);
  }

  static CocoDetection scored(CocoDetection detection, double score) {
    float[] triplets = new float[3 * detection.count()];
    for (int joint = 0; joint < detection.count(); joint++) {
      triplets[3 * joint] = detection.x(joint);
      triplets[3 * joint + 1] = detection.y(joint);
      triplets[3 * joint + 2] = detection.jointScore(joint);
    }
    return new CocoDetection(detection.image(), detection.category(), triplets, score);
  }

  /** Somebody found exactly where a person is labelled. */
  static CocoDetection exactly(CocoPerson person, double score) {
    float[] triplets = new float[3 * JOINTS];
    for (int joint = 0; joint < JOINTS; joint++) {
      triplets[3 * joint] = person.keypoints().x(joint);
      triplets[3 * joint + 1] = person.keypoints().y(joint);
    }
    return new CocoDetection(person.image(), person.category(), triplets, score);
  }
}
