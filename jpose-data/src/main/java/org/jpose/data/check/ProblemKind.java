package org.jpose.data.check;

import org.jpose.data.LabelFault;

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
  DUPLICATE_PERSON("duplicate people"),
  /** As {@link LabelFault.Kind#UNKNOWN_JOINTS}. */
  UNKNOWN_JOINTS(LabelFault.Kind.UNKNOWN_JOINTS),
  /** As {@link LabelFault.Kind#UNREADABLE}. */
  UNREADABLE(LabelFault.Kind.UNREADABLE),
  /** As {@link LabelFault.Kind#UNKNOWN_IMAGE}. */
  UNKNOWN_IMAGE(LabelFault.Kind.UNKNOWN_IMAGE),
  /** As {@link LabelFault.Kind#NO_AREA}. */
  NO_AREA(LabelFault.Kind.NO_AREA),
  /** As {@link LabelFault.Kind#WRONG_COUNT}. */
  WRONG_COUNT(LabelFault.Kind.WRONG_COUNT),
  /** As {@link LabelFault.Kind#BESIDE_BOX}. */
  BESIDE_BOX(LabelFault.Kind.BESIDE_BOX),
  /** As {@link LabelFault.Kind#PARTS_OF_IMAGE}. */
  PARTS_OF_IMAGE(LabelFault.Kind.PARTS_OF_IMAGE),
  /** As {@link LabelFault.Kind#DUPLICATE_ID}. */
  DUPLICATE_ID(LabelFault.Kind.DUPLICATE_ID);

  private final String label;

  ProblemKind(String label) {
    this.label = label;
  }

  ProblemKind(LabelFault.Kind kind) {
    this(kind.label());
  }

  static ProblemKind of(LabelFault.Kind kind) {
    return valueOf(kind.name());
  }

  /** What they are called, in the plural. */
  public String label() {
    return label;
  }
}
