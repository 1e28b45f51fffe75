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

  private final WebAddress server;
  private final Supplier<List<String>> greeting;
  private final Receiver receiver;
  private final BiConsumer<Log.Level, String> listener;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread connector;
  private final Thread sender;
  private WebSocket socket;
  private String told = "";

  /** Takes operations. */
  interface Receiver {
    void take(Map<?, ?> operation) throws IOException;
  }

  /** A text to be sent, and whose it is. */
  private record Waiting(String topic, String text) {}

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
    return socket != null;
  }

  private void keepConnected() {
    try {
      do {
        CountDownLatch over = new CountDownLatch(1);
        if (connect(over)) {
          over.await();
          disconnect();
        }
      } while (!end.await(PAUSE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean connect(CountDownLatch over) {
    try {
      WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(TIMEOUT);
      server.login().ifPresent(login -> builder.header("Authorization", login.basic()));
      WebSocket opened = builder.buildAsync(server.uri(), new Incoming(over)).join();
      synchronized (this) {
        socket = opened;
        waiting.clear();
        greeting.get().forEach(text -> waiting.add(new Waiting("", text)));
        notifyAll();
      }
      if (!told.isEmpty()) {
        listener.accept(Log.Level.INFO, "the rosbridge server at " + server.uri() + " is there");
      }
      told = "";
      return end.getCount() > 0;
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
      return false;
    }
  }

  private synchronized void disconnect() {
    if (socket != null) {
      socket.abort();
      socket = null;
    }
    if (end.getCount() > 0) {
      told = "lost";
      listener.accept(Log.Level.WARN, "the rosbridge server at " + server.uri() + " is lost");
    }
  }

  /** Sends an operation that is not to be lost; before there is a connection the greeting does. */
  synchronized void send(String text) {
    if (socket != null) {
      waiting.add(new Waiting("", text));
      notifyAll();
    }
  }

  /** Sends a topic's message; returns how many older ones of it were dropped. */
  synchronized int offer(String topic, String text, int room) {
    if (socket == null) {
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
        WebSocket to;
        String text;
        synchronized (this) {
          while (waiting.isEmpty() || socket == null) {
            wait();
          }
          to = socket;
          text = waiting.removeFirst().text;
        }
        try {
          to.sendText(text, true).join();
        } catch (CompletionException e) {
          // The connection says itself that it is over.
          to.abort();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    WebSocket open;
    synchronized (this) {
      open = socket;
      socket = null;
    }
    if (open != null) {
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
    private final CountDownLatch over;
    private final Assembly assembly = new Assembly();
    private final StringBuilder text = new StringBuilder();
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String complaint = "";

    Incoming(CountDownLatch over) {
      this.over = over;
    }

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
