package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class RemoteAddressTest {
  @Test
  void readsWhatItWrites() {
    for (String text :
        List.of(
            "https://trainer:443",
            "tcp://0.0.0.0:5555",
            "tcp://*:0",
            "tcp://[::]:5555",
            "tcp://trainer:65535")) {
      assertEquals(text, RemoteAddress.toListen(text).toString());
    }
    assertEquals(new RemoteAddress(false, "[::1]", 7), RemoteAddress.toConnect("tcp://[::1]:7"));
    assertEquals(
        new RemoteAddress(false, "trainer-1.lan", 80),
        RemoteAddress.toConnect("tcp://trainer-1.lan:80"));
  }

  @Test
  void refusesAnythingElse() {
    for (String text :
        List.of(
            "",
            "trainer:5555",
            "tcp://trainer",
            "tcp://:5555",
            "udp://trainer:5555",
            "tcp://trainer:port",
            "tcp://trainer:123456",
            "tcp://a b:1",
            "tcp://::1:5555")) {
      assertEquals(
          "address '"
              + text
              + "' is neither tcp://HOST:PORT nor https://HOST:PORT; for example"
              + " tcp://trainer:5555",
          refused(text));
    }
    assertEquals(
        "address of host 'trainer' and port 70000: expected a host and a port 0 to 65535",
        refused("tcp://trainer:70000"));
    for (String text :
        List.of("tcp://0.0.0.0:5555", "tcp://*:5555", "tcp://[::]:5", "tcp://trainer:0")) {
      assertEquals(
          "address '" + text + "' is for listening; name the trainer's machine and port",
          refused(text));
    }
  }

  private static String refused(String text) {
    return assertThrows(IllegalArgumentException.class, () -> RemoteAddress.toConnect(text))
        .getMessage();
  }
}
