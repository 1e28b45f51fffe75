package org.jpose.ros.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jpose.ros.DebianRos;
import org.junit.jupiter.api.Test;

/** A connection that fails in any way is noticed, and taken up again. */
class BridgeLinkTest {
  private final List<String> said = new CopyOnWriteArrayList<>();

  private BridgeLink link(BareServer server, Duration longestSilence) {
    BridgeLink link =
        new BridgeLink(
            server.address(),
            List::of,
            operation -> {},
            (level, message) -> said.add(message),
            Duration.ofMillis(50),
            longestSilence);
    link.start();
    return link;
  }

  @Test
  void aServerThatNoLongerAnswersIsLost() throws Exception {
    try (BareServer server = new BareServer()) {
      BridgeLink link = link(server, Duration.ofMillis(300));
      server.open();
      server.open();
      link.close();
      assertTrue(said.get(0).endsWith("is lost"), said::toString);
    }
  }

  @Test
  void aServerThatTakesNothingIsLost() throws Exception {
    try (BareServer server = new BareServer();
        BridgeLink link = link(server, Duration.ofSeconds(1))) {
      server.open();
      DebianRos.await("a connection", link::isOpen);
      String large = "\"" + "x".repeat(1 << 20) + "\"";
      for (int i = 0; i < 20; i++) {
        link.send(large);
      }
      server.open();
    }
  }

  /** Whether sending or receiving notices it first. */
  @Test
  void connectionsThatAreResetAreOpenedAgain() throws Exception {
    try (BareServer server = new BareServer();
        BridgeLink link = link(server, Duration.ofSeconds(60))) {
      for (int i = 0; i < 5; i++) {
        try (Socket caller = server.open()) {
          DebianRos.await("a connection", link::isOpen);
          link.send("\"before\"");
          assertTrue(caller.getInputStream().read() >= 0);
          caller.setSoLinger(true, 0);
        }
        while (link.isOpen()) {
          link.send("\"after\"");
        }
      }
    }
  }

  @Test
  void closingEndsAConnectionThatIsBeingOpened() throws Exception {
    try (BareServer server = new BareServer()) {
      BridgeLink link = link(server, Duration.ofSeconds(60));
      try (Socket caller = server.caller()) {
        link.close();
        BareServer.shakeHands(caller);
        assertTrue(isHungUp(caller), "it was hung up on");
      }
      assertEquals(List.of(), said);
    }
  }

  private static boolean isHungUp(Socket caller) throws IOException {
    caller.setSoTimeout(60_000);
    try {
      return caller.getInputStream().read() < 0;
    } catch (SocketException e) {
      return e.getMessage().contains("reset");
    }
  }
}
