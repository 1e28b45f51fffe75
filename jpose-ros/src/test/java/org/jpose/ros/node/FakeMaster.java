package org.jpose.ros.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jpose.ros.topic.NodeOptions;

/** As much of a master as tests of faults need: it lists the publishers it is told. */
final class FakeMaster implements AutoCloseable {
  private final Map<String, String> nodes = new ConcurrentHashMap<>();
  private final Map<String, List<String>> publishers = new ConcurrentHashMap<>();
  final List<String> calls = new CopyOnWriteArrayList<>();
  private final XmlRpcServer server;

  FakeMaster() throws IOException {
    server =
        new XmlRpcServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::answer);
  }

  NodeOptions node(String name) {
    return NodeOptions.named(name)
        .withMaster("http://127.0.0.1:" + server.port())
        .withHost("127.0.0.1");
  }

  /** Lists a publisher, for nodes that subscribe later. */
  void list(String topic, String uri) {
    publishers.computeIfAbsent(topic, key -> new CopyOnWriteArrayList<>()).add(uri);
  }

  private List<?> answer(XmlRpc.Call call) {
    List<Object> given = call.parameters();
    calls.add(call.method());
    return switch (call.method()) {
      case "lookupNode" ->
          nodes.containsKey(given.get(1))
              ? List.of(1, "", nodes.get(given.get(1)))
              : List.of(-1, "unknown node", "");
      case "registerPublisher" -> {
        nodes.put(given.get(0).toString(), given.get(3).toString());
        list(given.get(1).toString(), given.get(3).toString());
        yield List.of(1, "", List.of());
      }
      case "registerSubscriber" -> {
        nodes.put(given.get(0).toString(), given.get(3).toString());
        yield List.of(
            1, "", new ArrayList<>(publishers.getOrDefault(given.get(1).toString(), List.of())));
      }
      case "getParam" -> List.of(-1, "not set", 0);
      default -> List.of(1, "", 1);
    };
  }

  @Override
  public void close() {
    server.close();
  }
}
