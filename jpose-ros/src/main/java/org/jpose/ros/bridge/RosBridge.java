package org.jpose.ros.bridge;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jpose.core.web.WebAddress;
import org.jpose.ros.message.Log;
import org.jpose.ros.message.MessageFormatException;
import org.jpose.ros.message.MessageType;
import org.jpose.ros.message.Time;
import org.jpose.ros.topic.NodeOptions;
import org.jpose.ros.topic.RosConnection;
import org.jpose.ros.topic.TopicPublisher;

/**
 * A ROS system, 1 or 2, behind a rosbridge server. A server that is not there or goes is tried
 * again every second, and all topics are taken up again. Times are written as those that come in
 * are: as ROS 1 until a message of ROS 2 has come. Thread-safe.
 */
public final class RosBridge implements RosConnection {
  /** Pictures come in parts no longer than this, so that a server need not hold them whole. */
  private static final int FRAGMENT = 10_000_000;

  private final NodeOptions options;
  private final Compression compression;
  private final BridgeLink link;
  private final Map<String, Listener<?>> listeners = new ConcurrentHashMap<>();
  private final List<BridgePublisher<?>> publishers = new CopyOnWriteArrayList<>();
  private final List<Runnable> closeActions = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean ros2;

  /** Who takes a topic's messages. */
  private record Listener<T>(MessageType<T> type, Consumer<T> receiver) {
    void take(Object message) throws IOException {
      if (!(message instanceof Map<?, ?> fields)) {
        throw new IOException("a message that is no object");
      }
      receiver.accept(
          fields.get("bytes") instanceof byte[] raw
              ? type.read(ByteBuffer.wrap(raw))
              : type.read(new TreeReader(fields)));
    }
  }

  private RosBridge(WebAddress server, NodeOptions options, Compression compression) {
    this.options = options;
    this.compression = compression;
    link = new BridgeLink(server, this::opened, this::received, this::log);
  }

  /**
   * Connects to a server; one that is not there is waited for.
   *
   * @param server such as {@code ws://robot:9090}, or {@code wss://USER:PASSWORD@robot:9090}
   * @param options name, namespace, remappings and listener count, the master does not
   * @param compression how pictures are to come
   * @throws IllegalArgumentException if the address is none of a WebSocket
   */
  public static RosBridge connect(String server, NodeOptions options, Compression compression) {
    URI uri;
    try {
      uri = URI.create(server);
    } catch (IllegalArgumentException e) {
      throw wrong(server);
    }
    if (!List.of("ws", "wss").contains(String.valueOf(uri.getScheme())) || uri.getHost() == null) {
      throw wrong(server);
    }
    RosBridge bridge = new RosBridge(WebAddress.of(uri), options, compression);
    bridge.link.start();
    return bridge;
  }

  private static IllegalArgumentException wrong(String server) {
    return new IllegalArgumentException(
        "'%s' is no address of a rosbridge server; expected one like ws://robot:9090"
            .formatted(WebAddress.shown(server)));
  }

  /** What is sent first, whenever there is a new connection. */
  private List<String> opened() {
    List<String> operations = new ArrayList<>();
    operations.add(JsonWriter.operation(Map.of("op", "set_level", "level", "error")));
    publishers.forEach(publisher -> operations.add(advertisement(publisher)));
    listeners.forEach((topic, listener) -> operations.add(subscription(topic, listener)));
    return operations;
  }

  private static String advertisement(BridgePublisher<?> publisher) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("op", "advertise");
    operation.put("topic", publisher.topic());
    operation.put("type", publisher.typeName());
    operation.put("latch", publisher.isLatched());
    operation.put("queue_size", publisher.queue());
    return JsonWriter.operation(operation);
  }

  private String subscription(String topic, Listener<?> listener) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("op", "subscribe");
    operation.put("id", "subscribe:" + topic);
    operation.put("topic", topic);
    operation.put("type", listener.type.name());
    // The newest is all that is wanted.
    operation.put("queue_length", 1);
    operation.put("compression", compression.label());
    if (compression == Compression.NONE || compression == Compression.PNG) {
      operation.put("fragment_size", FRAGMENT);
    }
    return JsonWriter.operation(operation);
  }

  private void received(Map<?, ?> operation) throws IOException {
    Object kind = operation.get("op");
    if ("publish".equals(kind)) {
      Listener<?> listener = listeners.get(String.valueOf(operation.get("topic")));
      if (listener == null) {
        return;
      }
      noteVersion(operation.get("msg"));
      try {
        listener.take(operation.get("msg"));
      } catch (MessageFormatException e) {
        throw new IOException(operation.get("topic") + ": " + e.getMessage(), e);
      }
    } else if ("status".equals(kind)) {
      log(Log.Level.WARN, "the rosbridge server says: " + operation.get("msg"));
    }
  }

  private void noteVersion(Object message) {
    if (message instanceof Map<?, ?> fields
        && fields.get("header") instanceof Map<?, ?> header
        && header.get("stamp") instanceof Map<?, ?> stamp) {
      ros2 = TreeReader.isOfRos2(stamp);
    }
  }

  @Override
  public String resolve(String topic) {
    return options.resolve(topic);
  }

  @Override
  public <T> TopicPublisher<T> advertise(
      String topic, MessageType<T> type, int queue, boolean latched) {
    BridgePublisher<T> publisher =
        new BridgePublisher<>(resolve(topic), type, queue, latched, link, () -> ros2);
    publishers.add(publisher);
    link.send(advertisement(publisher));
    return publisher;
  }

  @Override
  public <T> void subscribe(String topic, MessageType<T> type, Consumer<T> receiver) {
    Listener<T> listener = new Listener<>(type, receiver);
    listeners.put(resolve(topic), listener);
    link.send(subscription(resolve(topic), listener));
  }

  @Override
  public Time now() {
    return Time.now();
  }

  @Override
  public void log(Log.Level level, String message) {
    options.listener().accept(level, message);
  }

  @Override
  public void whenClosed(Runnable action) {
    closeActions.add(action);
    if (closed.get()) {
      action.run();
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      closeActions.forEach(Runnable::run);
      link.close();
    }
  }
}
