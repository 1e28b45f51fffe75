package org.jpose.ros.node;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import jdk.net.ExtendedSocketOptions;
import org.jpose.ros.message.Log;
import org.jpose.ros.message.MessageFormatException;
import org.jpose.ros.topic.RosException;

/** The connection to one publisher: opened, read, and opened again. */
final class PublisherLink<T> {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** A message that has begun has come in so long, or its publisher is lost. */
  private static final Duration LONGEST_MESSAGE = Duration.ofSeconds(60);

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5000;

  /** Large reads: a picture is some megabytes. */
  private static final int BUFFER = 1 << 16;

  private final Subscription<T> subscription;
  private final URI publisher;
  private final XmlRpcClient calls = new XmlRpcClient(TIMEOUT);
  private final int messageMillis;
  private final AtomicLong received = new AtomicLong();
  private final Thread thread;
  private Socket socket;
  private boolean closed;
  private String told = "";
  private long pause = FIRST_PAUSE_MILLIS;

  PublisherLink(Subscription<T> subscription, URI publisher) {
    this(subscription, publisher, LONGEST_MESSAGE);
  }

  PublisherLink(Subscription<T> subscription, URI publisher, Duration longestMessage) {
    messageMillis = (int) longestMessage.toMillis();
    this.subscription = subscription;
    this.publisher = publisher;
    thread = new Thread(this::run, "ros-topic " + subscription.topic());
    thread.setDaemon(true);
  }

  URI publisher() {
    return publisher;
  }

  /** Bytes received so far. */
  long received() {
    return received.get();
  }

  void start() {
    thread.start();
  }

  /** Tries at once, if it waits to try again. */
  synchronized void wake() {
    notifyAll();
  }

  private void run() {
    do {
      try {
        connect();
      } catch (IOException | RosException e) {
        disconnect();
        tell(e.getMessage());
      }
    } while (subscription.isListed(this) && pause());
  }

  private synchronized boolean pause() {
    try {
      if (!closed) {
        wait(pause);
      }
      pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Says a thing once, not at each try. */
  private void tell(String what) {
    String message =
        "%s from %s: %s".formatted(subscription.topic(), publisher, what == null ? "lost" : what);
    if (!isClosed() && !message.equals(told)) {
      subscription.say(Log.Level.WARN, message);
    }
    told = message;
  }

  private void connect() throws IOException {
    Object answer =
        calls.call(
            publisher,
            "requestTopic",
            subscription.node(),
            subscription.topic(),
            List.of(List.of("TCPROS")));
    if (!(answer instanceof List<?> protocol)
        || protocol.size() < 3
        || !(protocol.get(1) instanceof String host)
        || !(protocol.get(2) instanceof Integer port)
        || port < 1
        || port > 0xffff) {
      throw new IOException("is offered as " + answer + ", expected TCPROS, a host and a port");
    }
    Socket opened = new Socket();
    try {
      if (!adopt(opened)) {
        return;
      }
      opened.connect(new InetSocketAddress(host, port), (int) TIMEOUT.toMillis());
      opened.setTcpNoDelay(true);
      keepAlive(opened);
      read(opened);
    } finally {
      TcprosServer.close(opened);
    }
  }

  /**
   * A publisher without power or network is noticed within half a minute, where that can be had.
   */
  private static void keepAlive(Socket socket) throws IOException {
    socket.setKeepAlive(true);
    Map<SocketOption<Integer>, Integer> times =
        Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 10,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 5,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
    for (Map.Entry<SocketOption<Integer>, Integer> time : times.entrySet()) {
      if (socket.supportedOptions().contains(time.getKey())) {
        socket.setOption(time.getKey(), time.getValue());
      }
    }
  }

  private synchronized boolean adopt(Socket opened) {
    socket = opened;
    return !closed;
  }

  private void read(Socket opened) throws IOException {
    TimedInput timed = new TimedInput(opened, (int) TIMEOUT.toMillis());
    BufferedInputStream in = new BufferedInputStream(timed, BUFFER);
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("callerid", subscription.node());
    asked.put("topic", subscription.topic());
    asked.put("type", subscription.type().name());
    asked.put("md5sum", subscription.type().md5());
    asked.put("message_definition", subscription.type().fullText());
    asked.put("tcp_nodelay", "1");
    ConnectionHeader.write(opened.getOutputStream(), asked);
    check(ConnectionHeader.read(in));
    MessageStream messages = new MessageStream(in);
    while (true) {
      timed.waitForEver();
      int length = messages.nextLength();
      timed.limit(messageMillis);
      byte[] message = messages.read(length);
      received.addAndGet(message.length);
      pause = FIRST_PAUSE_MILLIS;
      try {
        subscription.receiver().accept(subscription.type().read(ByteBuffer.wrap(message)));
        told = "";
      } catch (MessageFormatException e) {
        tell("a message was left out: " + e.getMessage());
      }
    }
  }

  private void check(Map<String, String> answer) throws IOException {
    if (answer.containsKey("error")) {
      throw new IOException("refused: " + answer.get("error"));
    }
    String sum = answer.getOrDefault("md5sum", "");
    if (!sum.equals(subscription.type().md5()) && !sum.equals("*")) {
      throw new IOException(
          "is of type %s with md5sum %s, expected %s with md5sum %s; were both built from the same messages?"
              .formatted(
                  answer.getOrDefault("type", "unknown"),
                  sum,
                  subscription.type().name(),
                  subscription.type().md5()));
    }
  }

  private synchronized void disconnect() {
    socket = null;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
    if (socket != null) {
      TcprosServer.close(socket);
    }
  }
}
