package org.jpose.media.video;

/** Which frames of a source are given when they come faster than they are taken. */
public enum Delivery {
  /** Every frame of what is stored, the newest of what is live. */
  BY_SOURCE,
  /** Every frame. A live source that is read too slowly falls behind or loses frames on its way. */
  EVERY_FRAME,
  /**
   * The newest: a thread reads ahead and keeps one frame, older ones are dropped and counted. What
   * is stored is read at the speed it is shown.
   */
  NEWEST
}
