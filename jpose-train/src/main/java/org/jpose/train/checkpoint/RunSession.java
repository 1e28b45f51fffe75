package org.jpose.train.checkpoint;

import java.time.Instant;

/**
 * One process' part of a run.
 *
 * @param program version and commit of jpose
 * @param started when it began
 * @param ended when it was last heard of
 * @param firstStep steps done before it
 * @param lastStep steps done by its end
 * @param end how it ended: {@code running} until it has
 * @param damaged samples of the data that it could not read, each counted once
 */
public record RunSession(
    String program,
    Instant started,
    Instant ended,
    long firstStep,
    long lastStep,
    String end,
    int damaged) {
  /** What {@link #end} says of a process that has not said how it ended. */
  public static final String RUNNING = "running";

  /** One that has read all its samples so far. */
  public RunSession(
      String program, Instant started, Instant ended, long firstStep, long lastStep, String end) {
    this(program, started, ended, firstStep, lastStep, end, 0);
  }

  /** The same with a number of damaged samples. */
  public RunSession withDamaged(int samples) {
    return new RunSession(program, started, ended, firstStep, lastStep, end, samples);
  }

  /** The same after its end. */
  public RunSession ended(Instant when, long step, String how) {
    return new RunSession(program, started, when, firstStep, step, how, damaged);
  }
}
