package org.jpose.ros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jpose.ros.DebianRos;
import org.jpose.ros.message.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTest {
  private final List<String> said = new CopyOnWriteArrayList<>();

  private Subscription<Text> subscription() {
    return new Subscription<>(
        "/me", "/words", Text.TYPE, text -> {}, (level, message) -> said.add(message));
  }

  /** Each takes a thread, and anybody may list them. */
  @Test
  void noMorePublishersAreHeardThanAreMeant() {
    try (Subscription<Text> words = subscription()) {
      List<URI> many =
          IntStream.range(0, 1000).mapToObj(i -> URI.create("http://127.0.0.1:1/" + i)).toList();
      words.publishers(many);
      words.publishers(many);
      assertEquals(200, words.links().size());
      assertEquals(
          1,
          said.stream()
              .filter("/words has 1000 publishers; 200 of them are heard"::equals)
              .count());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:70000/", "ftp://127.0.0.1/", "jpose", "mailto:me"})
  void whatIsNoAddressOfANodeIsSaid(String uri) {
    XmlRpcClient client = new XmlRpcClient(Duration.ofSeconds(5));
    IOException wrong =
        assertThrows(IOException.class, () -> client.call(URI.create(uri), "getPid", "/me"));
    assertEquals(uri + " is no http:// address", wrong.getMessage());
  }

  @Test
  void aPublisherThatStopsInTheMiddleOfAMessageIsLost() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    FaultyPublisher.Answer answer =
        (number, asked, out) -> {
          ConnectionHeader.write(out, asked);
          out.write(new byte[] {100, 0, 0, 0, 1});
          awaitUninterrupted(over);
        };
    try (FaultyPublisher publisher = new FaultyPublisher(answer);
        Subscription<Text> words = subscription()) {
      URI uri = URI.create(publisher.uri());
      new PublisherLink<>(words, uri, Duration.ofMillis(300)).start();
      DebianRos.await("the loss", () -> said.contains("/words from " + uri + ": Read timed out"));
      over.countDown();
    }
  }

  private static void awaitUninterrupted(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
