package org.jpose.data.coco;

/** What COCO's third number of a keypoint says. */
public enum Visibility {
  /** 0: nobody said where the joint is; its position means nothing. */
  NOT_LABELLED,
  /** 1: labelled where it must be, behind something. */
  HIDDEN,
  /** 2: labelled and seen. */
  VISIBLE
}
