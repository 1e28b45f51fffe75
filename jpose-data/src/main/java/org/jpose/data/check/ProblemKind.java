package org.jpose.data.check;

/** What can be wrong with data. */
public enum ProblemKind {
  /** An image that is missing or cannot be read. */
  DAMAGED_IMAGE("damaged images"),
  /** An image of another size than its labels are for. */
  SIZE_MISMATCH("images of another size than their labels"),
  /** A labelled joint that is not on the image. */
  JOINT_OUTSIDE("joints outside the image"),
  /** A person of whom nothing is known: neither joints nor outline nor box. */
  EMPTY_PERSON("empty people"),
  /** An image whose pixels are those of an earlier one. */
  DUPLICATE_IMAGE("duplicate images"),
  /** A person whose joints are those of an earlier one of the image. */
  DUPLICATE_PERSON("duplicate people");

  private final String label;

  ProblemKind(String label) {
    this.label = label;
  }

  /** What they are called, in the plural. */
  public String label() {
    return label;
  }
}
