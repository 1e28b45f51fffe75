package org.jpose.ros.node;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jpose.ros.message.Clock;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.Log;
import org.jpose.ros.message.MessageType;
import org.jpose.ros.message.Time;
import org.jpose.ros.topic.NodeOptions;
import org.jpose.ros.topic.RosConnection;
import org.jpose.ros.topic.RosException;
import org.jpose.ros.topic.TopicPublisher;

/**
 * A node of ROS 1, on the JDK alone. It registers at its master, also one that comes later or is
 * started again, and listens to what others ask of a node. When somebody else takes its name, or
 * {@code rosnode kill} ends it, it closes itself. Thread-safe.
 */
public final class RosNode implements RosConnection {
  private static final int LOG_QUEUE = 100;

  private final NodeOptions options;
  private final String host;
  private final XmlRpcServer calls;
  private final TcprosServer topics;
  private final Registration registration;
  private final Map<String, Publication<?>> publications = new ConcurrentHashMap<>();
  private final List<Subscription<?>> subscriptions = new CopyOnWriteArrayList<>();
  private final List<Runnable> closeActions = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong logged = new AtomicLong();
  private final TopicPublisher<Log> rosout;
  private volatile boolean simulated;
  private volatile Time simulatedTime = Time.ZERO;

  private RosNode(NodeOptions options) throws IOException {
    this.options = options;
    host = options.host().orElseGet(() -> facing(options.master()));
    boolean inside = InetAddress.getByName(host).isLoopbackAddress();
    InetSocketAddress address =
        inside
            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
            : new InetSocketAddress(0);
    topics = new TcprosServer(address, publications::get, text -> log(Log.Level.WARN, text));
    try {
      calls = new XmlRpcServer(address, new SlaveApi(this)::answer);
    } catch (IOException e) {
      topics.close();
      throw e;
    }
    URI own = URI.create("http://" + bracketed(host) + ":" + calls.port() + "/");
    registration = new Registration(this, own, options.parameters());
    rosout = advertise("/rosout", Log.TYPE, LOG_QUEUE, true);
  }

  /**
   * Starts a node. A master that is not there is waited for.
   *
   * @throws RosException if no port can be opened
   */
  public static RosNode start(NodeOptions options) {
    try {
      RosNode node = new RosNode(options);
      node.registration.start();
      return node;
    } catch (IOException e) {
      throw new RosException(
          "the node cannot open its ports: "
              + e.getMessage()
              + "; check ROS_IP and ROS_HOSTNAME, which must name this machine",
          e);
    }
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** The address of this machine that whoever is at the master can reach. */
  private static String facing(URI master) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(master.getHost(), master.getPort()));
      return socket.getLocalAddress().getHostAddress();
    } catch (SocketException | RuntimeException e) {
      return "127.0.0.1";
    }
  }

  /** The node's full name. */
  public String name() {
    return options.fullName();
  }

  URI master() {
    return options.master();
  }

  String host() {
    return host;
  }

  int topicPort() {
    return topics.port();
  }

  Collection<Publication<?>> publications() {
    return publications.values();
  }

  Publication<?> publication(String topic) {
    return publications.get(topic);
  }

  List<Subscription<?>> subscriptions() {
    return subscriptions;
  }

  @Override
  public String resolve(String topic) {
    return options.resolve(topic);
  }

  @Override
  public <T> TopicPublisher<T> advertise(
      String topic, MessageType<T> type, int queue, boolean latched) {
    Publication<T> publication = new Publication<>(name(), resolve(topic), type, queue, latched);
    if (publications.putIfAbsent(publication.topic(), publication) != null) {
      throw new IllegalArgumentException(
          publication.topic() + " is published by this node already; give another name");
    }
    registration.changed();
    return publication;
  }

  @Override
  public <T> void subscribe(String topic, MessageType<T> type, Consumer<T> receiver) {
    subscriptions.add(new Subscription<>(name(), resolve(topic), type, receiver, this::log));
    registration.changed();
  }

  /**
   * A parameter of the master.
   *
   * @param name such as {@code ~model}
   * @return {@link Integer}, {@link Boolean}, {@link Double}, {@link String}, list or map; empty if
   *     there is none, or no master
   */
  public Optional<Object> parameter(String name) {
    return registration.parameter(resolve(name));
  }

  @Override
  public Time now() {
    return simulated ? simulatedTime : Time.now();
  }

  /** The clock is that of a simulation from now on. */
  void simulate() {
    if (!simulated) {
      simulated = true;
      subscribe("/clock", Clock.TYPE, clock -> simulatedTime = clock.time());
    }
  }

  @Override
  public void log(Log.Level level, String message) {
    options.listener().accept(level, message);
    if (rosout != null) {
      Header header = new Header(logged.getAndIncrement(), now(), "");
      rosout.publish(new Log(header, level, name(), message));
    }
  }

  /** Somebody wants this node to end. */
  void shutdown(String reason) {
    log(Log.Level.WARN, "told to end" + (reason.isBlank() ? "" : ": " + reason));
    // Whoever asks waits for the answer of the server that this would close.
    Thread thread = new Thread(this::close, "ros-shutdown");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void whenClosed(Runnable action) {
    closeActions.add(action);
    if (closed.get()) {
      action.run();
    }
  }

  /** Also takes the node off the master's lists. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    closeActions.forEach(Runnable::run);
    registration.close();
    subscriptions.forEach(Subscription::close);
    topics.close();
    calls.close();
  }
}
