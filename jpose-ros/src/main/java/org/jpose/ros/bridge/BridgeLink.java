package org.jpose.ros.bridge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jpose.core.web.WebAddress;
import org.jpose.ros.message.Log;

/** The WebSocket to a rosbridge server: opened, and opened again. Thread-safe. */
final class BridgeLink implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long PAUSE_SECONDS = 1;
  private static final Duration PING_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

  private final WebAddress server;
  private final Supplier<List<String>> greeting;
  private final Receiver receiver;
  private final BiConsumer<Log.Level, String> listener;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread connector;
  private final Thread sender;
  private final Duration pingPause;
  private final Duration longestSilence;
  private Connection connection;
  private String told = "";

  /** Takes operations. */
  interface Receiver {
    void take(Map<?, ?> operation) throws IOException;
  }

  /** A text to be sent, and whose it is. */
  private record Waiting(String topic, String text) {}

  /** An open socket, and what tells that it is over. */
  private record Connection(WebSocket socket, Incoming incoming) {}

  /**
   * A link.
   *
   * @param greeting what is sent first on each new connection
   */
  BridgeLink(
      WebAddress server,
      Supplier<List<String>> greeting,
      Receiver receiver,
      BiConsumer<Log.Level, String> listener) {
    this(server, greeting, receiver, listener, PING_PAUSE, LONGEST_SILENCE);
  }

  /** The same with times after which a server is asked whether it is there, and given up. */
  BridgeLink(
      WebAddress server,
      Supplier<List<String>> greeting,
      Receiver receiver,
      BiConsumer<Log.Level, String> listener,
      Duration pingPause,
      Duration longestSilence) {
    this.pingPause = pingPause;
    this.longestSilence = longestSilence;
    this.server = server;
    this.greeting = greeting;
    this.receiver = receiver;
    this.listener = listener;
    connector = thread("rosbridge-connection", this::keepConnected);
    sender = thread("rosbridge-sender", this::sendAll);
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    connector.start();
    sender.start();
  }

  synchronized boolean isOpen() {
    return connection != null;
  }

  private void keepConnected() {
    try {
      do {
        Connection opened = connect();
        if (opened != null) {
          waitForEnd(opened);
          disconnect(opened);
        }
      } while (!end.await(PAUSE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A server that is silent is asked; one that does not answer is lost, whatever TCP thinks. */
  private void waitForEnd(Connection open) throws InterruptedException {
    Incoming incoming = open.incoming;
    while (!incoming.over.await(pingPause.toMillis(), TimeUnit.MILLISECONDS)) {
      if (System.nanoTime() - incoming.heard > longestSilence.toNanos()) {
        return;
      }
      // Fails while an earlier one is on its way, or because all is over, which shows by itself.
      open.socket.sendPing(ByteBuffer.allocate(0));
    }
  }

  /** Returns null if there is no server, or this is closed. */
  private Connection connect() {
    try {
      WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(TIMEOUT);
      server.login().ifPresent(login -> builder.header("Authorization", login.basic()));
      Incoming incoming = new Incoming();
      Connection opened =
          new Connection(builder.buildAsync(server.uri(), incoming).join(), incoming);
      if (!adopt(opened)) {
        opened.socket.abort();
        return null;
      }
      if (!told.isEmpty()) {
        listener.accept(Log.Level.INFO, "the rosbridge server at " + server.uri() + " is there");
      }
      told = "";
      return opened;
    } catch (CompletionException e) {
      String reason = String.valueOf(e.getCause());
      if (told.isEmpty() && end.getCount() > 0) {
        told = reason;
        listener.accept(
            Log.Level.WARN,
            "the rosbridge server at "
                + server.uri()
                + " cannot be reached: "
                + reason
                + "; is it running there? Trying again every second");
      }
      return null;
    }
  }

  private synchronized boolean adopt(Connection opened) {
    if (end.getCount() == 0) {
      return false;
    }
    connection = opened;
    waiting.clear();
    greeting.get().forEach(text -> waiting.add(new Waiting("", text)));
    notifyAll();
    return true;
  }

  private synchronized void disconnect(Connection open) {
    open.socket.abort();
    connection = null;
    if (end.getCount() > 0) {
      told = "lost";
      listener.accept(Log.Level.WARN, "the rosbridge server at " + server.uri() + " is lost");
    }
  }

  /** Sends an operation that is not to be lost; before there is a connection the greeting does. */
  synchronized void send(String text) {
    if (connection != null) {
      waiting.add(new Waiting("", text));
      notifyAll();
    }
  }

  /** Sends a topic's message; returns how many older ones of it were dropped. */
  synchronized int offer(String topic, String text, int room) {
    if (connection == null) {
      return 1;
    }
    long there = waiting.stream().filter(other -> other.topic.equals(topic)).count();
    int drops = 0;
    for (Iterator<Waiting> i = waiting.iterator(); i.hasNext() && there - drops >= room; ) {
      if (i.next().topic.equals(topic)) {
        i.remove();
        drops++;
      }
    }
    waiting.add(new Waiting(topic, text));
    notifyAll();
    return drops;
  }

  private void sendAll() {
    try {
      while (end.getCount() > 0) {
        Connection to;
        String text;
        synchronized (this) {
          while (waiting.isEmpty() || connection == null) {
            wait();
          }
          to = connection;
          text = waiting.removeFirst().text;
        }
        try {
          to.socket
              .sendText(text, true)
              .orTimeout(longestSilence.toMillis(), TimeUnit.MILLISECONDS)
              .join();
        } catch (CompletionException e) {
          to.incoming.over.countDown();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    Connection last;
    synchronized (this) {
      end.countDown();
      last = connection;
      connection = null;
    }
    if (last != null) {
      WebSocket open = last.socket;
      try {
        open.sendClose(WebSocket.NORMAL_CLOSURE, "").orTimeout(1, TimeUnit.SECONDS).join();
      } catch (CompletionException e) {
        // It is gone already.
        open.abort();
      }
      open.abort();
    }
    connector.interrupt();
    sender.interrupt();
  }

  /** What comes from the server, in parts. */
  private final class Incoming implements WebSocket.Listener {
    private final CountDownLatch over = new CountDownLatch(1);
    private final Assembly assembly = new Assembly();
    private final StringBuilder text = new StringBuilder();
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String complaint = "";
    private volatile long heard = System.nanoTime();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (isTooLong(text.length(), from)) {
        return null;
      }
      if (last) {
        String whole = text.toString();
        text.setLength(0);
        handle(() -> JsonTree.json(whole));
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      byte[] more = new byte[part.remaining()];
      part.get(more);
      bytes.writeBytes(more);
      if (isTooLong(bytes.size(), from)) {
        return null;
      }
      if (last) {
        byte[] whole = bytes.toByteArray();
        bytes = new ByteArrayOutputStream();
        handle(() -> JsonTree.cbor(whole));
      }
      from.request(1);
      return null;
    }

    private boolean isTooLong(int length, WebSocket from) {
      if (length <= Assembly.LONGEST) {
        return false;
      }
      complain("a message of more than " + Assembly.LONGEST + " bytes");
      from.abort();
      over.countDown();
      return true;
    }

    private void handle(Parser parser) {
      try {
        Map<?, ?> operation = assembly.take(parser.parse());
        if (operation != null) {
          receiver.take(operation);
          complaint = "";
        }
      } catch (IOException | RuntimeException e) {
        complain("a message was left out: " + e.getMessage());
      }
      heard = System.nanoTime();
    }

    /** Says a thing once, not for each message. */
    private void complain(String what) {
      if (!what.equals(complaint)) {
        listener.accept(
            Log.Level.WARN, "from the rosbridge server at " + server.uri() + ": " + what);
      }
      complaint = what;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
      heard = System.nanoTime();
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      over.countDown();
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      over.countDown();
    }
  }

  private interface Parser {
    Map<?, ?> parse() throws IOException;
  }
}
