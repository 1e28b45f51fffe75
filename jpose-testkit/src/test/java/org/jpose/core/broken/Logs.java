package org.jpose.core.broken;

import java.util.logging.Logger;

/** Breaks ONLY_PROGRAMS_LOG. */
public final class Logs {
  void log() {
    Logger.getGlobal().info("found 3 people");
  }
}
