package org.jpose.ros.message;

import java.util.Objects;

/**
 * {@code std_msgs/Header}.
 *
 * @param sequence number that a publisher counts up; ROS 2 has none
 * @param stamp when what is in the message was seen
 * @param frameId where it was seen from
 */
public record Header(long sequence, Time stamp, String frameId) {
  static final MessageDefinition DEFINITION =
      new MessageDefinition("std_msgs/Header", "uint32 seq\ntime stamp\nstring frame_id");

  public Header {
    Objects.requireNonNull(stamp, "stamp");
    Objects.requireNonNull(frameId, "frameId");
  }
}
