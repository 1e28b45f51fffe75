package org.jpose.ros.topic;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.ros.message.Log;

/**
 * Who a node is and where its master is.
 *
 * @param name the node's name without namespace
 * @param namespace what its names are in, {@code /} for none
 * @param master address of the master
 * @param host name or address under which others reach this machine; empty for the one that faces
 *     the master
 * @param remappings names that stand for others, as they were given
 * @param parameters values for the node's own parameters, set at the master
 * @param listener is told, by any thread, what the node has to say
 */
public record NodeOptions(
    String name,
    String namespace,
    URI master,
    Optional<String> host,
    Map<String, String> remappings,
    Map<String, String> parameters,
    BiConsumer<Log.Level, String> listener) {
  private static final String MASTER = "http://localhost:11311";
  private static final Pattern ARGUMENT = Pattern.compile("(?s)([^:=]+):=(.*)");

  /**
   * Checks the master's address and all names.
   *
   * @throws IllegalArgumentException if one is none
   */
  public NodeOptions {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(listener, "listener");
    remappings = Map.copyOf(remappings);
    parameters = Map.copyOf(parameters);
    if (!"http".equals(master.getScheme()) || master.getHost() == null || master.getPort() < 1) {
      throw new IllegalArgumentException(
          "'" + master + "' is no address of a master; expected one like " + MASTER);
    }
    names(name, namespace, remappings);
  }

  private static RosNames names(String name, String namespace, Map<String, String> remappings) {
    return new RosNames(namespace, name, remappings);
  }

  /** The node's full name. */
  public String fullName() {
    return names(name, namespace, remappings).node();
  }

  /**
   * A topic's or parameter's full name, or what stands for it.
   *
   * @throws IllegalArgumentException if it is none of ROS
   */
  public String resolve(String topic) {
    return names(name, namespace, remappings).resolve(topic);
  }

  /** By ROS_MASTER_URI, ROS_NAMESPACE, ROS_HOSTNAME and ROS_IP of this process. */
  public static NodeOptions named(String name) {
    return named(name, System.getenv());
  }

  static NodeOptions named(String name, Map<String, String> environment) {
    return new NodeOptions(
        name,
        environment.getOrDefault("ROS_NAMESPACE", "/"),
        uri(environment.getOrDefault("ROS_MASTER_URI", MASTER)),
        Optional.ofNullable(environment.get("ROS_HOSTNAME"))
            .or(() -> Optional.ofNullable(environment.get("ROS_IP")))
            .filter(given -> !given.isBlank()),
        Map.of(),
        Map.of(),
        (level, message) -> {});
  }

  /**
   * The same with ROS' own arguments: {@code from:=to}, {@code _parameter:=value}, {@code
   * __name:=}, {@code __ns:=}, {@code __master:=}, {@code __ip:=}, {@code __hostname:=}; other ones
   * that begin with two underscores are left aside.
   *
   * @throws IllegalArgumentException if one has no {@code :=}
   */
  public NodeOptions withArguments(List<String> arguments) {
    NodeOptions options = this;
    for (String argument : arguments) {
      Matcher parts = ARGUMENT.matcher(argument);
      if (!parts.matches()) {
        throw new IllegalArgumentException("'" + argument + "' is no argument of ROS, as from:=to");
      }
      options = options.with(parts.group(1), parts.group(2));
    }
    return options;
  }

  private NodeOptions with(String key, String value) {
    return switch (key) {
      case "__name" -> withName(value);
      case "__ns" -> withNamespace(value);
      case "__master" -> withMaster(value);
      case "__ip", "__hostname" -> withHost(value);
      default -> {
        if (key.startsWith("__")) {
          yield this;
        }
        boolean parameter = key.startsWith("_");
        Map<String, String> more = new HashMap<>(parameter ? parameters : remappings);
        more.put(parameter ? key.substring(1) : key, value);
        yield new NodeOptions(
            name,
            namespace,
            master,
            host,
            parameter ? remappings : more,
            parameter ? more : parameters,
            listener);
      }
    };
  }

  /** The same by another name. */
  public NodeOptions withName(String newName) {
    return new NodeOptions(newName, namespace, master, host, remappings, parameters, listener);
  }

  /** The same in another namespace. */
  public NodeOptions withNamespace(String newNamespace) {
    return new NodeOptions(name, newNamespace, master, host, remappings, parameters, listener);
  }

  /** The same with another master. */
  public NodeOptions withMaster(String newMaster) {
    return new NodeOptions(name, namespace, uri(newMaster), host, remappings, parameters, listener);
  }

  /** The same under another name or address of this machine. */
  public NodeOptions withHost(String newHost) {
    return new NodeOptions(
        name, namespace, master, Optional.of(newHost), remappings, parameters, listener);
  }

  /** The same telling somebody else. */
  public NodeOptions withListener(BiConsumer<Log.Level, String> newListener) {
    return new NodeOptions(name, namespace, master, host, remappings, parameters, newListener);
  }

  private static URI uri(String text) {
    try {
      return URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no address of a master; expected one like " + MASTER, e);
    }
  }
}
