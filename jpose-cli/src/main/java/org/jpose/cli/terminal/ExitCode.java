package org.jpose.cli.terminal;

/** What the program tells its caller; the same for every command. */
public final class ExitCode {
  /** All done. */
  public static final int OK = 0;

  /** Nothing could be done. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** Some inputs failed; the others are done. */
  public static final int SOME_FAILED = 3;

  /** The terminal was closed; as with Ctrl-C. */
  static final int HUNG_UP = 129;

  /** Ctrl-C came; what was done until then is written. As shells have it: 128 and the signal. */
  public static final int INTERRUPTED = 130;

  /** The same with SIGTERM, as from {@code kill} or {@code timeout}. */
  public static final int TERMINATED = 143;

  private ExitCode() {}
}
