package org.jpose.ros.bridge;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jpose.ros.message.MessageType;
import org.jpose.ros.topic.TopicPublisher;

/** A topic offered over a rosbridge server, which does not say whether anybody listens. */
final class BridgePublisher<T> implements TopicPublisher<T> {
  private final String topic;
  private final MessageType<T> type;
  private final int queue;
  private final boolean latched;
  private final BridgeLink link;
  private final BooleanSupplier ros2;
  private final AtomicLong dropped = new AtomicLong();

  BridgePublisher(
      String topic,
      MessageType<T> type,
      int queue,
      boolean latched,
      BridgeLink link,
      BooleanSupplier ros2) {
    this.topic = topic;
    this.type = type;
    this.queue = queue;
    this.latched = latched;
    this.link = link;
    this.ros2 = ros2;
  }

  @Override
  public String topic() {
    return topic;
  }

  String typeName() {
    return type.name();
  }

  int queue() {
    return queue;
  }

  boolean isLatched() {
    return latched;
  }

  @Override
  public boolean isWanted() {
    return link.isOpen();
  }

  @Override
  public void publish(T message) {
    String text = JsonWriter.publish(topic, type, message, ros2.getAsBoolean());
    dropped.addAndGet(link.offer(topic, text, queue));
  }

  @Override
  public long dropped() {
    return dropped.get();
  }
}
