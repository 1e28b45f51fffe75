package org.jpose.ros.node;

import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jpose.ros.message.MessageType;
import org.jpose.ros.topic.TopicPublisher;

/** A topic this node offers, and who listens to it. Thread-safe. */
final class Publication<T> implements TopicPublisher<T> {
  private final String node;
  private final String topic;
  private final MessageType<T> type;
  private final int queue;
  private final boolean latched;
  private final List<SubscriberLink> links = new CopyOnWriteArrayList<>();
  private final AtomicLong dropped = new AtomicLong();
  private byte[] last;

  Publication(String node, String topic, MessageType<T> type, int queue, boolean latched) {
    if (queue < 1) {
      throw new IllegalArgumentException(topic + ": a queue of " + queue + ", expected 1 or more");
    }
    this.node = node;
    this.topic = topic;
    this.type = type;
    this.queue = queue;
    this.latched = latched;
  }

  @Override
  public String topic() {
    return topic;
  }

  String typeName() {
    return type.name();
  }

  List<SubscriberLink> links() {
    return links;
  }

  @Override
  public boolean isWanted() {
    return latched || !links.isEmpty();
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void publish(T message) {
    if (!isWanted()) {
      return;
    }
    byte[] bytes = type.bytes(message);
    synchronized (this) {
      last = latched ? bytes : null;
      for (SubscriberLink link : links) {
        dropped.addAndGet(link.offer(bytes));
      }
    }
  }

  /** What is wrong with what a subscriber asks for, or null. */
  String refusal(Map<String, String> asked) {
    String sum = asked.getOrDefault("md5sum", "");
    String name = asked.getOrDefault("type", "*");
    boolean sameSum = sum.equals("*") || sum.equals(type.md5());
    boolean sameName = name.equals("*") || name.equals(type.name());
    return sameSum && sameName
        ? null
        : "topic %s of %s is %s with md5sum %s, the subscriber %s wants %s with md5sum %s"
            .formatted(
                topic,
                node,
                type.name(),
                type.md5(),
                asked.getOrDefault("callerid", "without name"),
                name,
                sum);
  }

  /** Answers a subscriber and sends it messages until it goes. */
  void serve(Socket socket, Map<String, String> asked) throws IOException {
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("callerid", node);
    answer.put("topic", topic);
    answer.put("type", type.name());
    answer.put("md5sum", type.md5());
    answer.put("message_definition", type.fullText());
    answer.put("latching", latched ? "1" : "0");
    ConnectionHeader.write(socket.getOutputStream(), answer);
    SubscriberLink link =
        new SubscriberLink(socket, asked.getOrDefault("callerid", "unknown"), queue);
    synchronized (this) {
      if (last != null) {
        link.offer(last);
      }
      links.add(link);
    }
    try {
      link.run();
    } finally {
      links.remove(link);
    }
  }
}
