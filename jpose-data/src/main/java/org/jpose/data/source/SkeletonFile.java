package org.jpose.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.coco.JsonCursor;

/**
 * Reads a labelling convention of one's own (docs/DATA.md): a JSON object with {@code name}, {@code
 * joints}, each with {@code name}, {@code sigma} and optionally {@code middleOf}, and {@code
 * limbs}, pairs of joint names, which get the affinity channels in their order; things of one joint
 * have none. A name jpose knows can only stand for the same skeleton.
 */
public final class SkeletonFile {
  private static final double DEFAULT_SIGMA = 0.089;

  private final JsonCursor json;
  private final List<Joint> joints = new ArrayList<>();
  private final List<List<String>> limbs = new ArrayList<>();
  private String name;

  private SkeletonFile(JsonCursor json) {
    this.json = json;
  }

  /**
   * The convention of a name jpose knows, or of a file.
   *
   * @throws IllegalArgumentException if there is neither; the message lists the names
   * @throws FileException if the file does not hold a skeleton
   */
  public static Skeleton named(String nameOrFile) {
    try {
      Path file = Path.of(nameOrFile);
      if (Files.isRegularFile(file)) {
        return read(file);
      }
    } catch (InvalidPathException e) {
      // Then it is a name, or nothing.
    }
    try {
      return Skeletons.named(nameOrFile);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + "; nor is there a file of that name", e);
    }
  }

  /**
   * Reads a file.
   *
   * @throws FileException if it is missing, not JSON, or not a skeleton; the message has line and
   *     column
   */
  public static Skeleton read(Path file) {
    try (JsonCursor json = JsonCursor.open(file)) {
      SkeletonFile parser = new SkeletonFile(json);
      List<Skeleton> found = new ArrayList<>();
      json.read(() -> found.add(parser.skeleton()));
      return found.get(0);
    }
  }

  private Skeleton skeleton() throws IOException {
    json.object(
        field -> {
          switch (field) {
            case "name" -> name = json.text();
            case "joints" -> json.list(this::joint);
            case "limbs" -> json.list(() -> limbs.add(names("a limb")));
            default ->
                throw json.wrong("a skeleton has no '" + field + "': expected name, joints, limbs");
          }
        });
    if (name == null || joints.isEmpty()) {
      throw json.wrong(
          "a skeleton without %s: expected name, joints and, for people of several joints, limbs"
              .formatted(name == null ? "name" : "joints"));
    }
    List<String> names = joints.stream().map(Joint::name).toList();
    for (Joint joint : joints) {
      joint.middleOf().forEach(end -> index(names, end, "the middle " + joint.name()));
    }
    List<Limb> numbered = new ArrayList<>();
    for (List<String> limb : limbs) {
      int from = index(names, limb.get(0), "limb " + limb);
      int to = index(names, limb.get(1), "limb " + limb);
      numbered.add(new Limb(from, to, 2 * numbered.size()));
    }
    Skeleton skeleton = new Skeleton(name, joints, numbered);
    // Refuses a name that jpose knows for another one.
    Skeletons.definition(skeleton);
    return skeleton;
  }

  private int index(List<String> names, String joint, String what) {
    int index = names.indexOf(joint);
    if (index < 0) {
      throw json.wrong(what + " names joint '" + joint + "'; the joints are " + names);
    }
    return index;
  }

  private void joint() throws IOException {
    var joint =
        new Object() {
          String name;
          double sigma = DEFAULT_SIGMA;
          List<String> middleOf = List.of();
        };
    json.object(
        field -> {
          switch (field) {
            case "name" -> joint.name = json.text();
            case "sigma" -> joint.sigma = json.number();
            case "middleOf" -> joint.middleOf = names("middleOf");
            default ->
                throw json.wrong("a joint has no '" + field + "': expected name, sigma, middleOf");
          }
        });
    if (joint.name == null) {
      throw json.wrong("joint number " + (joints.size() + 1) + " has no name");
    }
    joints.add(new Joint(joint.name, joint.sigma, joint.middleOf));
  }

  private List<String> names(String what) throws IOException {
    List<String> names = new ArrayList<>();
    json.list(() -> names.add(json.text()));
    if (names.size() != 2) {
      throw json.wrong(what + " of " + names.size() + " joints, expected 2");
    }
    return names;
  }
}
