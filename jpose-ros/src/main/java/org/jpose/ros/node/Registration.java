package org.jpose.ros.node;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jpose.ros.message.Log;
import org.jpose.ros.topic.RosException;

/**
 * Keeps a node's topics known to its master: registers what is new, looks again and again whether
 * the master still knows the node, and begins anew if it does not, as after its restart.
 */
final class Registration implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final long LOOK_AFTER_MILLIS = 1000;

  private final RosNode node;
  private final URI own;
  private final Map<String, String> parameters;
  private final XmlRpcClient calls = new XmlRpcClient(TIMEOUT);
  private final Set<Object> registered = new HashSet<>();
  private final Thread thread;
  private boolean dirty = true;
  private boolean closed;
  private boolean greeted;
  private String told = "";

  /**
   * A registration.
   *
   * @param own address of the node's calls
   * @param parameters the node's own, without {@code ~}, set before anything else
   */
  Registration(RosNode node, URI own, Map<String, String> parameters) {
    this.node = node;
    this.own = own;
    this.parameters = parameters;
    thread = new Thread(this::run, "ros-registration");
    thread.setDaemon(true);
  }

  void start() {
    attempt();
    thread.start();
  }

  /** There are new topics. */
  synchronized void changed() {
    dirty = true;
    notifyAll();
  }

  private void run() {
    while (waited()) {
      attempt();
    }
  }

  private synchronized boolean waited() {
    try {
      if (!dirty && !closed) {
        wait(LOOK_AFTER_MILLIS);
      } else if (!told.isEmpty() && !closed) {
        // The master is away: new topics do not bring it back.
        wait(LOOK_AFTER_MILLIS);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void attempt() {
    try {
      if (!isKnown()) {
        registered.clear();
        greet();
      }
      synchronized (this) {
        dirty = false;
      }
      register();
      if (!told.isEmpty()) {
        told = "";
        node.log(Log.Level.INFO, "the master at " + node.master() + " is there, all is registered");
      }
    } catch (IOException | RosException e) {
      synchronized (this) {
        dirty = true;
      }
      tell(e);
    }
  }

  private void tell(Exception e) {
    String reason =
        e.getMessage() == null || e.getMessage().isBlank()
            ? e.getClass().getSimpleName()
            : e.getMessage();
    synchronized (this) {
      if (closed || !told.isEmpty()) {
        return;
      }
      told = reason;
    }
    node.log(
        Log.Level.WARN,
        "the master at "
            + node.master()
            + " cannot be reached: "
            + reason
            + "; is roscore running there? Trying again every second");
  }

  private boolean isKnown() throws IOException {
    if (registered.isEmpty()) {
      return false;
    }
    try {
      Object uri = calls.call(node.master(), "lookupNode", node.name(), node.name());
      // Somebody who takes the name makes the master tell this node to end.
      return own.toString().equals(uri);
    } catch (RosException e) {
      return false;
    }
  }

  /** What is to be done once at each new master. */
  private void greet() throws IOException {
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      calls.call(
          node.master(),
          "setParam",
          node.name(),
          node.name() + "/" + parameter.getKey(),
          typed(parameter.getValue()));
    }
    Object simulated = lookUp("/use_sim_time").orElse(false);
    if (Boolean.TRUE.equals(simulated)) {
      node.simulate();
    }
    greeted = true;
  }

  /** As rospy reads it: numbers and truth values by their looks. */
  static Object typed(String text) {
    if (text.matches("(?i)true|false")) {
      return Boolean.valueOf(text);
    }
    try {
      return text.matches("[+-]?\\d+") ? (Object) Integer.valueOf(text) : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private void register() throws IOException {
    for (Publication<?> topic : node.publications()) {
      if (!registered.contains(topic)) {
        calls.call(
            node.master(),
            "registerPublisher",
            node.name(),
            topic.topic(),
            topic.typeName(),
            own.toString());
        registered.add(topic);
      }
    }
    for (Subscription<?> topic : node.subscriptions()) {
      if (!registered.contains(topic)) {
        Object publishers =
            calls.call(
                node.master(),
                "registerSubscriber",
                node.name(),
                topic.topic(),
                topic.type().name(),
                own.toString());
        registered.add(topic);
        topic.publishers(SlaveApi.uris(publishers));
      }
    }
  }

  Optional<Object> parameter(String name) {
    try {
      return lookUp(name);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<Object> lookUp(String name) throws IOException {
    try {
      return Optional.of(calls.call(node.master(), "getParam", node.name(), name));
    } catch (RosException e) {
      // Not set.
      return Optional.empty();
    }
  }

  /** Takes the node off the master's lists, if the master is there. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(2 * TIMEOUT.toMillis());
      if (greeted) {
        unregister();
      }
    } catch (IOException | RosException e) {
      // No master, no list.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void unregister() throws IOException {
    for (Publication<?> topic : node.publications()) {
      calls.call(node.master(), "unregisterPublisher", node.name(), topic.topic(), own.toString());
    }
    for (Subscription<?> topic : node.subscriptions()) {
      calls.call(node.master(), "unregisterSubscriber", node.name(), topic.topic(), own.toString());
    }
  }
}
