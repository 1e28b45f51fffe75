package org.jpose.cli.terminal;

import java.time.Duration;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.core.natives.NativeWork;

/** The end of the program in the middle of its work. */
public final class ProgramEnd {
  private static final Duration LONGEST_NATIVE_WORK = Duration.ofSeconds(3);

  private ProgramEnd() {}

  /**
   * Ends the program, and the programs it has started, without waiting for anything but a network
   * that is being opened; what is not whole is deleted. Does not return.
   */
  public static void now(int code) {
    ProcessHandle.current().children().forEach(ProcessHandle::destroy);
    TemporaryFolder.closeAll();
    NativeWork.end(LONGEST_NATIVE_WORK);
    // No exit: the hooks of native libraries free what other threads are using.
    Runtime.getRuntime().halt(code);
  }
}
