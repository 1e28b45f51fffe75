package org.jpose.ros.bag;

import java.util.Objects;

/**
 * One publisher's topic in a bag.
 *
 * @param id number in the bag
 * @param topic name of the topic
 * @param type its messages' package and name
 * @param md5 the sum of their definition
 */
public record BagConnection(int id, String topic, String type, String md5) {
  public BagConnection {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(md5, "md5");
  }
}
