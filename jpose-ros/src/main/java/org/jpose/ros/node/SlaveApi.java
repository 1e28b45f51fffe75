package org.jpose.ros.node;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What the master and other nodes may ask of a node; {@code http://wiki.ros.org/ROS/Slave_API}. */
final class SlaveApi {
  private final RosNode node;

  SlaveApi(RosNode node) {
    this.node = node;
  }

  List<?> answer(XmlRpc.Call call) {
    List<Object> given = call.parameters();
    return switch (call.method()) {
      case "getPid" -> done((int) ProcessHandle.current().pid());
      case "getMasterUri" -> done(node.master().toString());
      case "getName" -> done(node.name());
      case "getPublications" ->
          done(
              node.publications().stream()
                  .map(topic -> List.of(topic.topic(), topic.typeName()))
                  .toList());
      case "getSubscriptions" ->
          done(
              node.subscriptions().stream()
                  .map(topic -> List.of(topic.topic(), topic.type().name()))
                  .toList());
      case "getBusInfo" -> done(busInfo());
      case "getBusStats" -> done(busStats());
      case "requestTopic" -> requestTopic(text(given, 1), given);
      case "publisherUpdate" -> publisherUpdate(text(given, 1), given);
      case "paramUpdate" -> done(0);
      case "shutdown" -> {
        node.shutdown(given.size() > 1 ? text(given, 1) : "");
        yield done(0);
      }
      default -> List.of(-1, "a node has no '" + call.method() + "'", 0);
    };
  }

  private static List<?> done(Object value) {
    return List.of(1, "", value);
  }

  private static String text(List<Object> given, int index) {
    if (given.size() <= index || !(given.get(index) instanceof String text)) {
      throw new IllegalArgumentException("parameter " + index + " is no text: " + given);
    }
    return text;
  }

  private List<?> requestTopic(String topic, List<Object> given) {
    if (node.publication(topic) == null) {
      return List.of(0, "topic " + topic + " is not published by " + node.name(), 0);
    }
    boolean tcp =
        given.size() > 2
            && given.get(2) instanceof Collection<?> protocols
            && protocols.stream()
                .anyMatch(
                    protocol ->
                        protocol instanceof List<?> words
                            && !words.isEmpty()
                            && "TCPROS".equals(words.get(0)));
    return tcp
        ? done(List.of("TCPROS", node.host(), node.topicPort()))
        : List.of(0, "only TCPROS is spoken here", 0);
  }

  private List<?> publisherUpdate(String topic, List<Object> given) {
    Collection<URI> publishers = uris(given.size() > 2 ? given.get(2) : List.of());
    node.subscriptions().stream()
        .filter(subscription -> subscription.topic().equals(topic))
        .forEach(subscription -> subscription.publishers(publishers));
    return done(0);
  }

  /** Addresses of nodes; what is none is left out. */
  static Collection<URI> uris(Object given) {
    List<URI> uris = new ArrayList<>();
    if (given instanceof List<?> texts) {
      for (Object text : texts) {
        try {
          uris.add(URI.create(text.toString()));
        } catch (IllegalArgumentException e) {
          // Nobody could be reached there.
          continue;
        }
      }
    }
    return uris;
  }

  private List<Object> busInfo() {
    List<Object> connections = new ArrayList<>();
    for (Publication<?> topic : node.publications()) {
      for (SubscriberLink link : topic.links()) {
        connections.add(connection(connections.size(), link.subscriber(), "o", topic.topic()));
      }
    }
    for (Subscription<?> topic : node.subscriptions()) {
      for (PublisherLink<?> link : topic.links()) {
        connections.add(
            connection(connections.size(), link.publisher().toString(), "i", topic.topic()));
      }
    }
    return connections;
  }

  private static List<Object> connection(int id, String other, String direction, String topic) {
    return List.of(id, other, direction, "TCPROS", topic, true, "TCPROS connection");
  }

  private List<Object> busStats() {
    List<Object> published = new ArrayList<>();
    for (Publication<?> topic : node.publications()) {
      List<Object> links = new ArrayList<>();
      for (SubscriberLink link : topic.links()) {
        links.add(List.of(links.size(), small(link.sent()), 0, true));
      }
      published.add(List.of(topic.topic(), 0, links));
    }
    List<Object> subscribed = new ArrayList<>();
    for (Subscription<?> topic : node.subscriptions()) {
      List<Object> links = new ArrayList<>();
      for (PublisherLink<?> link : topic.links()) {
        links.add(List.of(links.size(), small(link.received()), -1, true));
      }
      subscribed.add(List.of(topic.topic(), links));
    }
    return List.of(published, subscribed, List.of(0, 0, 0));
  }

  /** XML-RPC has numbers of 32 bits; beyond them the count begins again. */
  private static int small(long bytes) {
    return (int) (bytes & Integer.MAX_VALUE);
  }
}
