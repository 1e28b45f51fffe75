package org.jpose.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.Sha256;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;

/**
 * Identity of a dataset by content: number of samples, and pixels, people and mask of sixteen of
 * them spread over it. Does not depend on where or in which format the data lie; a sample that
 * cannot be read counts as damaged. Finds other data, other options and other decoders of images,
 * not one changed label among thousands.
 */
public final class ContentHash {
  private static final int SAMPLES = 16;
  private static final int HASH_BYTES = 8;

  private ContentHash() {}

  /**
   * Reads the samples.
   *
   * @throws IllegalArgumentException if the dataset is empty
   */
  public static DataIdentity of(PoseDataset dataset) {
    if (dataset.size() < 1) {
      throw new IllegalArgumentException(dataset.name() + " has no samples");
    }
    MessageDigest digest = Sha256.digest();
    int count = Math.min(SAMPLES, dataset.size());
    for (int i = 0; i < count; i++) {
      int index = (int) ((long) i * (dataset.size() - 1) / Math.max(1, count - 1));
      try {
        add(digest, dataset.sample(index));
      } catch (FileException damaged) {
        digest.update((byte) 'd');
      }
    }
    byte[] hash = digest.digest();
    return new DataIdentity(
        dataset.name(), dataset.size(), HexFormat.of().formatHex(hash, 0, HASH_BYTES));
  }

  private static void add(MessageDigest digest, Sample sample) {
    digest.update((byte) 's');
    add(digest, sample.image().width(), sample.image().height(), sample.image().order().ordinal());
    digest.update(sample.image().pixels());
    add(digest, sample.mainPerson().orElse(-1), sample.people().size());
    for (LabelledPerson person : sample.people()) {
      for (LabelledJoint joint : person.joints()) {
        add(
            digest,
            Float.floatToIntBits(joint.x()),
            Float.floatToIntBits(joint.y()),
            joint.visibility().ordinal());
      }
    }
    sample.mask().pixels().ifPresent(digest::update);
  }

  private static void add(MessageDigest digest, int... values) {
    for (int value : values) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(value).flip());
    }
  }
}
