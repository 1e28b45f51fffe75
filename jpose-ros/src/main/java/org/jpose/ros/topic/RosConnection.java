package org.jpose.ros.topic;

import java.util.function.Consumer;
import org.jpose.ros.message.Log;
import org.jpose.ros.message.MessageType;
import org.jpose.ros.message.Time;

/**
 * A place in a ROS system. It outlives the system: when that goes and comes back, all topics are
 * taken up again. Thread-safe.
 */
public interface RosConnection extends AutoCloseable {
  /** A topic's full name, remapped where that was asked for. */
  String resolve(String topic);

  /**
   * Begins to offer a topic.
   *
   * @param queue messages that wait for a slow subscriber; the oldest is dropped for one more
   * @param latched whether who comes later gets the last message
   * @throws IllegalArgumentException if the name is none of ROS
   */
  <T> TopicPublisher<T> advertise(String topic, MessageType<T> type, int queue, boolean latched);

  /**
   * Begins to listen to a topic.
   *
   * @param receiver takes messages, in a thread of each publisher's; the publisher waits meanwhile
   * @throws IllegalArgumentException if the name is none of ROS
   */
  <T> void subscribe(String topic, MessageType<T> type, Consumer<T> receiver);

  /** Now by the system's clock, which may be that of a simulation. */
  Time now();

  /** Says something to whoever listens to this program, and to the system where it has ears. */
  void log(Log.Level level, String message);

  /** Does something when this is closed, by anybody; at once if it is already. It must be quick. */
  void whenClosed(Runnable action);

  /** Takes all topics back and ends all threads. May be called twice. */
  @Override
  void close();
}
