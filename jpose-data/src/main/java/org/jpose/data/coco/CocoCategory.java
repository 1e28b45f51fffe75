package org.jpose.data.coco;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/**
 * A kind of annotated thing: where people are annotated, the one kind "person".
 *
 * @param id number by which annotations name it
 * @param name what it is called
 * @param skeleton joints in the order of the annotations' keypoints
 */
public record CocoCategory(int id, String name, Skeleton skeleton) {
  static final String PERSON = "person";

  /** Of a joint no skeleton here has; that of joints whose place people agree on least. */
  private static final double UNKNOWN_SIGMA = 0.089;

  public CocoCategory {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(skeleton, "skeleton");
  }

  /** COCO's own: people with its 17 joints. */
  public static CocoCategory person(int id) {
    return new CocoCategory(id, PERSON, Skeletons.COCO17);
  }

  /** People with the joints of a skeleton, as number 1. */
  public static CocoCategory of(Skeleton skeleton) {
    boolean own = !skeleton.equals(Skeletons.COCO17);
    return new CocoCategory(1, own ? skeleton.name() : PERSON, skeleton);
  }

  /** Writes it as an object of an annotation file's list of categories. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", id);
    json.writeStringField("name", name);
    json.writeStringField("supercategory", PERSON);
    json.writeArrayFieldStart("keypoints");
    for (Joint joint : skeleton.joints()) {
      json.writeString(joint.name());
    }
    json.writeEndArray();
    if (!skeleton.equals(Skeletons.COCO17)) {
      json.writeFieldName("sigmas");
      double[] sigmas = skeleton.joints().stream().mapToDouble(Joint::sigma).toArray();
      json.writeArray(sigmas, 0, sigmas.length);
    }
    json.writeArrayFieldStart("skeleton");
    for (Limb limb : skeleton.limbs()) {
      json.writeArray(new int[] {limb.from() + 1, limb.to() + 1}, 0, 2);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * The skeleton of joint names: one jpose knows where it has the same joints, else a new one.
   *
   * @param joints names in order; none stand for COCO's 17
   * @param sigmas one a joint, or none: then those of joints of the same name in the skeletons
   *     jpose knows, 0.089 for others
   * @param limbs pairs of joint numbers, counted from 1
   * @throws IllegalArgumentException if a limb names no joint, a name occurs twice, or sigmas are
   *     not one a joint
   */
  static Skeleton skeleton(
      String name, List<String> joints, List<Double> sigmas, List<int[]> limbs) {
    if (joints.isEmpty()) {
      return Skeletons.COCO17;
    }
    if (!sigmas.isEmpty() && sigmas.size() != joints.size()) {
      throw new IllegalArgumentException(
          "category '%s' has %s sigmas for %s keypoints"
              .formatted(name, sigmas.size(), joints.size()));
    }
    if (sigmas.isEmpty() && areCocosNumbers(joints, limbs)) {
      return Skeletons.COCO17;
    }
    if (sigmas.isEmpty()) {
      for (Skeleton known : known()) {
        if (known.joints().stream().map(Joint::name).toList().equals(joints)) {
          return known;
        }
      }
    }
    List<Joint> named = new ArrayList<>();
    for (int joint = 0; joint < joints.size(); joint++) {
      Joint likeness = likeness(joints.get(joint));
      double sigma = sigmas.isEmpty() ? likeness.sigma() : sigmas.get(joint);
      named.add(new Joint(joints.get(joint), sigma, likeness.middleOf()));
    }
    List<Limb> numbered = new ArrayList<>();
    for (int[] limb : limbs) {
      numbered.add(new Limb(limb[0] - 1, limb[1] - 1, 2 * numbered.size()));
    }
    return new Skeleton(name, named, numbered);
  }

  /** Whether 17 joints are called by their numbers, and the limbs, if given, are COCO's. */
  private static boolean areCocosNumbers(List<String> joints, List<int[]> limbs) {
    int count = Skeletons.COCO17.jointCount();
    boolean numbers =
        IntStream.of(0, 1)
            .anyMatch(
                first ->
                    joints.equals(
                        IntStream.range(first, first + count).mapToObj(String::valueOf).toList()));
    return numbers
        && limbs.stream()
            .allMatch(
                limb ->
                    Skeletons.COCO17.limbs().stream()
                        .anyMatch(own -> connects(own, limb[0] - 1, limb[1] - 1)));
  }

  private static boolean connects(Limb limb, int a, int b) {
    return limb.from() == a && limb.to() == b || limb.from() == b && limb.to() == a;
  }

  /** What is known of a joint of this name, however it is written. */
  private static Joint likeness(String name) {
    return known().stream()
        .filter(skeleton -> skeleton.indexOf(name) >= 0)
        .map(skeleton -> skeleton.joints().get(skeleton.indexOf(name)))
        .findFirst()
        .orElse(new Joint(name, UNKNOWN_SIGMA, List.of()));
  }

  private static List<Skeleton> known() {
    return Stream.of("coco17", "coco18", "body25", "mpii").map(Skeletons::named).toList();
  }
}
