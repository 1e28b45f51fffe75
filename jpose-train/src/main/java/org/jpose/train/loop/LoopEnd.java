package org.jpose.train.loop;

/** Why a training's loop ended without a failure. */
public enum LoopEnd {
  /** All steps are done. */
  DONE,
  /** Somebody asked it to stop. */
  STOPPED
}
