package org.jpose.ros.topic;

/** Sends messages to a topic. Thread-safe. */
public interface TopicPublisher<T> {
  /** The topic's full name. */
  String topic();

  /** Whether anybody listens, or may later want the last message: else none need be made. */
  boolean isWanted();

  /** Sends a message to all who listen; waits for nobody. */
  void publish(T message);

  /** Messages that somebody was too slow for; one that two missed counts twice. */
  long dropped();
}
