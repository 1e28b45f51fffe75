package org.jpose.ros.node;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jpose.ros.message.Log;
import org.jpose.ros.message.MessageType;

/**
 * A topic this node listens to, and its publishers. A connection that works is kept whatever the
 * master says, since a master that was started again knows little; one that broke is tried again
 * while the master lists its publisher. Thread-safe.
 */
final class Subscription<T> implements AutoCloseable {
  /** As many as a topic of this node has subscribers. */
  private static final int MOST_PUBLISHERS = TcprosServer.MOST_CONNECTIONS;

  private final String node;
  private final String topic;
  private final MessageType<T> type;
  private final Consumer<T> receiver;
  private final BiConsumer<Log.Level, String> listener;
  private final Map<URI, PublisherLink<T>> links = new ConcurrentHashMap<>();
  private volatile Set<URI> listed = Set.of();
  private volatile boolean closed;
  private boolean tooMany;

  Subscription(
      String node,
      String topic,
      MessageType<T> type,
      Consumer<T> receiver,
      BiConsumer<Log.Level, String> listener) {
    this.node = node;
    this.topic = topic;
    this.type = type;
    this.receiver = receiver;
    this.listener = listener;
  }

  String node() {
    return node;
  }

  String topic() {
    return topic;
  }

  MessageType<T> type() {
    return type;
  }

  Consumer<T> receiver() {
    return receiver;
  }

  void say(Log.Level level, String message) {
    listener.accept(level, message);
  }

  List<PublisherLink<T>> links() {
    return List.copyOf(links.values());
  }

  /** The master's list of publishers. */
  synchronized void publishers(Collection<URI> uris) {
    if (closed) {
      return;
    }
    listed = Set.copyOf(uris);
    for (URI uri : listed) {
      if (links.size() == MOST_PUBLISHERS && !links.containsKey(uri)) {
        tellOfTooMany();
        break;
      }
      links.computeIfAbsent(
          uri,
          publisher -> {
            PublisherLink<T> link = new PublisherLink<>(this, publisher);
            link.start();
            return link;
          });
    }
    links.values().forEach(PublisherLink::wake);
  }

  private void tellOfTooMany() {
    if (!tooMany) {
      say(
          Log.Level.WARN,
          "%s has %d publishers; %d of them are heard"
              .formatted(topic, listed.size(), MOST_PUBLISHERS));
    }
    tooMany = true;
  }

  /** Whether a publisher that cannot be reached is to be tried again; if not it is forgotten. */
  synchronized boolean isListed(PublisherLink<T> link) {
    boolean again = !closed && listed.contains(link.publisher());
    if (!again) {
      links.remove(link.publisher());
    }
    return again;
  }

  @Override
  public synchronized void close() {
    closed = true;
    links.values().forEach(PublisherLink::close);
  }
}
