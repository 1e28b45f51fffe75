package org.jpose.ros.message;

import java.util.List;
import java.util.Objects;

/**
 * {@code rosgraph_msgs/Clock}: the time of a simulation.
 *
 * @param time now
 */
public record Clock(Time time) {
  /** The type. */
  public static final MessageType<Clock> TYPE =
      new MessageType<>(
          new MessageDefinition("rosgraph_msgs/Clock", "time clock"),
          List.of(),
          fields -> new Clock(fields.time("clock")),
          (fields, clock) -> fields.time("clock", clock.time));

  public Clock {
    Objects.requireNonNull(time, "time");
  }
}
