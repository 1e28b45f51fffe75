package org.jpose.train.loop;

import java.util.List;

/** The learning rate at every step of a run; a function of the step alone, so a run can resume. */
public sealed interface Schedule {
  /**
   * Returns the rate.
   *
   * @param step number of the step, from 0
   */
  double rate(long step);

  private static void requireRate(double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("learning rate " + rate + ", expected more than 0");
    }
  }

  private static void requireSteps(String what, long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(what + " of " + steps + " steps, expected at least 1");
    }
  }

  /**
   * The same rate always.
   *
   * @param rate the rate
   */
  record Constant(double rate) implements Schedule {
    public Constant {
      requireRate(rate);
    }

    @Override
    public double rate(long step) {
      return rate;
    }
  }

  /**
   * A rate that falls by a factor every so many steps; tf-openpose: 0.8 every 50,000.
   *
   * @param first the first rate
   * @param factor what it is multiplied with
   * @param steps how long each rate lasts
   */
  record Staircase(double first, double factor, long steps) implements Schedule {
    public Staircase {
      requireRate(first);
      requireRate(factor);
      requireSteps("stair", steps);
    }

    @Override
    public double rate(long step) {
      return first * Math.pow(factor, step / steps);
    }
  }

  /**
   * Given rates, each for so many steps, the last to the end; tf-openpose: five epochs each.
   *
   * @param rates the rates in order
   * @param steps how long each but the last lasts
   */
  record Listed(List<Double> rates, long steps) implements Schedule {
    public Listed {
      rates = List.copyOf(rates);
      rates.forEach(Schedule::requireRate);
      requireSteps("rate", steps);
      if (rates.isEmpty()) {
        throw new IllegalArgumentException("no learning rate, expected one at least");
      }
    }

    @Override
    public double rate(long step) {
      return rates.get((int) Math.min(rates.size() - 1, step / steps));
    }
  }

  /**
   * A rate that rises in a line, then falls along half a cosine (Loshchilov and Hutter 2017, arXiv
   * 1608.03983, without restarts); tf-pose: without a rise, to 0.
   *
   * @param highest the rate after the rise
   * @param lowest the rate at the end and after it
   * @param warmUp steps of the rise, 0 for none
   * @param steps steps of the whole run
   */
  record Cosine(double highest, double lowest, long warmUp, long steps) implements Schedule {
    public Cosine {
      requireRate(highest);
      requireSteps("run", steps);
      if (!(lowest >= 0) || lowest > highest || warmUp < 0 || warmUp >= steps) {
        throw new IllegalArgumentException(
            "cosine from %s to %s with %d of %d steps to warm up: expected a lower end, and a rise"
                    .formatted(highest, lowest, warmUp, steps)
                + " shorter than the run");
      }
    }

    @Override
    public double rate(long step) {
      if (step < warmUp) {
        return highest * (step + 1) / (warmUp + 1);
      }
      double part = Math.min(1, (double) (step - warmUp) / (steps - warmUp));
      return lowest + (highest - lowest) * (1 + Math.cos(Math.PI * part)) / 2;
    }
  }

  /**
   * A schedule that begins later, for a phase of a run.
   *
   * @param course of the phase, from its own beginning
   * @param from the phase's first step
   */
  record Later(Schedule course, long from) implements Schedule {
    @Override
    public double rate(long step) {
      return course.rate(Math.max(0, step - from));
    }
  }
}
