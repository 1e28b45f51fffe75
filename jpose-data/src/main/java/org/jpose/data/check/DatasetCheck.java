package org.jpose.data.check;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.Sha256;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.JointMapping;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.LabelFault;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;
import org.jpose.data.source.ImageLabels;
import org.jpose.data.source.InOrder;
import org.jpose.data.source.LabelledDataset;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;

/**
 * Reads all samples once and collects what is wrong. Memory: 32 bytes an image and the problems.
 * Used once.
 */
public final class DatasetCheck {
  private final PoseDataset data;
  private final long[][] joints;
  private final List<SampleProblem> problems = new ArrayList<>();
  private final Map<ByteBuffer, Integer> seen = new HashMap<>();
  private int withoutPeople;
  private long people;
  private long unlabelled;

  private DatasetCheck(PoseDataset data) {
    this.data = data;
    this.joints = new long[data.skeleton().jointCount()][4];
  }

  /** What the threads find out about one sample. */
  private record Finding(
      String origin,
      byte[] hash,
      List<LabelledPerson> people,
      int unlabelled,
      List<SampleProblem> problems) {}

  /**
   * Checks data. Its result does not depend on the number of threads.
   *
   * @param learnt convention of what is to learn from it
   * @param threads how many read
   * @param progress hears how it goes
   * @throws InterruptedException if this thread is interrupted
   */
  public static CheckReport run(PoseDataset data, Skeleton learnt, int threads, Progress progress)
      throws InterruptedException {
    DatasetCheck check = new DatasetCheck(data);
    check.addLabels(learnt, progress::problem);
    InOrder.run(
        data.size(),
        threads,
        check::find,
        (finding, index) -> {
          check.add(finding, index, progress::problem);
          progress.done();
        });
    return check.report();
  }

  /** What is known before any image is read. */
  private void addLabels(Skeleton learnt, Consumer<SampleProblem> listener) {
    List<SampleProblem> found = new ArrayList<>();
    for (LabelFault fault : data.faults()) {
      found.add(
          problem(ProblemKind.of(fault.kind()), SampleProblem.NO_SAMPLE, fault.description()));
    }
    JointMapping mapping = JointMapping.between(data.skeleton(), learnt);
    mapping
        .refusal()
        .or(mapping::warning)
        .ifPresent(
            what ->
                found.add(
                    problem(
                        ProblemKind.UNKNOWN_JOINTS,
                        SampleProblem.NO_SAMPLE,
                        data.name() + ": " + what)));
    found.forEach(listener);
    problems.addAll(found);
  }

  /** Hears how a check goes, on the thread that called it. */
  public interface Progress {
    /** Something is wrong. */
    void problem(SampleProblem problem);

    /** A sample is done. */
    void done();
  }

  private Finding find(int index) {
    List<SampleProblem> found = new ArrayList<>();
    ImageLabels labels = data instanceof LabelledDataset known ? known.labels(index) : null;
    int left = labels == null ? 0 : labels.unlabelled();
    for (int i = 0; labels != null && i < labels.empty(); i++) {
      found.add(
          problem(
              ProblemKind.EMPTY_PERSON,
              index,
              labels.file() + ": a person with neither joints nor outline nor box"));
    }
    try {
      Sample sample = data.sample(index);
      check(sample, index, found);
      return new Finding(sample.origin(), hash(sample.image()), sample.people(), left, found);
    } catch (FileException e) {
      found.add(problem(kind(labels), index, e.getMessage()));
      return new Finding("", null, List.of(), left, found);
    }
  }

  private static SampleProblem problem(ProblemKind kind, int index, String description) {
    return new SampleProblem(kind, index, description);
  }

  /** An image that can be read though its sample cannot has another size. */
  private static ProblemKind kind(ImageLabels labels) {
    if (labels == null) {
      return ProblemKind.DAMAGED_IMAGE;
    }
    try {
      Image image = new ImageFileReader(ImageReadOptions.defaults()).read(labels.file());
      boolean same = image.width() == labels.width() && image.height() == labels.height();
      return same ? ProblemKind.DAMAGED_IMAGE : ProblemKind.SIZE_MISMATCH;
    } catch (FileException e) {
      return ProblemKind.DAMAGED_IMAGE;
    }
  }

  private static void check(Sample sample, int index, List<SampleProblem> found) {
    Set<List<LabelledJoint>> earlier = new HashSet<>();
    for (LabelledPerson person : sample.people()) {
      if (person.labelled() == 0) {
        found.add(
            problem(
                ProblemKind.EMPTY_PERSON, index, sample.origin() + ": a person without joints"));
      } else if (!earlier.add(person.joints())) {
        found.add(
            problem(
                ProblemKind.DUPLICATE_PERSON,
                index,
                sample.origin() + ": two people with the same joints, " + place(person)));
      }
      for (int i = 0; i < person.joints().size(); i++) {
        LabelledJoint joint = person.joints().get(i);
        if (joint.isLabelled() && isOutside(joint, sample.image())) {
          found.add(
              problem(
                  ProblemKind.JOINT_OUTSIDE,
                  index,
                  "%s: %s at %s, %s is outside the image of %dx%d pixels"
                      .formatted(
                          sample.origin(),
                          person.skeleton().joints().get(i).name(),
                          joint.x(),
                          joint.y(),
                          sample.image().width(),
                          sample.image().height())));
        }
      }
    }
  }

  private static String place(LabelledPerson person) {
    LabelledJoint joint =
        person.joints().stream().filter(LabelledJoint::isLabelled).findFirst().orElseThrow();
    return "one at " + joint.x() + ", " + joint.y();
  }

  private static boolean isOutside(LabelledJoint joint, Image image) {
    return joint.x() < -0.5f
        || joint.y() < -0.5f
        || joint.x() > image.width() - 0.5f
        || joint.y() > image.height() - 0.5f;
  }

  private static byte[] hash(Image image) {
    MessageDigest digest = Sha256.digest();
    digest.update(ByteBuffer.allocate(8).putInt(image.width()).putInt(image.height()).flip());
    return digest.digest(image.pixels());
  }

  private void add(Finding finding, int index, Consumer<SampleProblem> listener) {
    List<SampleProblem> found = new ArrayList<>(finding.problems);
    if (finding.hash != null) {
      Integer first = seen.putIfAbsent(ByteBuffer.wrap(finding.hash), index);
      if (first != null) {
        found.add(
            problem(
                ProblemKind.DUPLICATE_IMAGE,
                index,
                finding.origin + ": the same pixels as sample " + first));
      }
      withoutPeople += finding.people.isEmpty() ? 1 : 0;
    }
    unlabelled += finding.unlabelled;
    people += finding.people.size();
    for (LabelledPerson person : finding.people) {
      for (int i = 0; i < joints.length; i++) {
        joints[i][person.joints().get(i).visibility().ordinal()]++;
      }
    }
    found.forEach(listener);
    problems.addAll(found);
  }

  private CheckReport report() {
    List<JointCount> counts = new ArrayList<>();
    for (int i = 0; i < joints.length; i++) {
      Joint joint = data.skeleton().joints().get(i);
      counts.add(new JointCount(joint.name(), joints[i][0], joints[i][1], joints[i][2]));
    }
    return new CheckReport(
        data.name(), data.size(), withoutPeople, people, unlabelled, counts, problems);
  }
}
