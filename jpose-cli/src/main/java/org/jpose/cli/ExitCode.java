package org.jpose.cli;

/** What the program tells its caller; the same for every command. */
final class ExitCode {
  /** All done. */
  static final int OK = 0;

  /** Nothing could be done. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** Some inputs failed; the others are done. */
  static final int SOME_FAILED = 3;

  /** Ctrl-C came; what was done until then is written. As shells have it: 128 and the signal. */
  static final int STOPPED = 130;

  private ExitCode() {}
}
