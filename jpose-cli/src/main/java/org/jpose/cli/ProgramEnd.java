package org.jpose.cli;

import org.jpose.core.disk.TemporaryFolder;

/** The end of the program in the middle of its work. */
final class ProgramEnd {
  private ProgramEnd() {}

  /**
   * Ends the program, and the programs it has started, without waiting for anything; what is not
   * whole is deleted.
   */
  static void now(int code) {
    ProcessHandle.current().children().forEach(ProcessHandle::destroy);
    TemporaryFolder.closeAll();
    // No exit: the hooks of native libraries free what other threads are using.
    Runtime.getRuntime().halt(code);
  }
}
