package org.jpose.ros.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.core.web.WebAddress;

/** Opens WebSockets and then does nothing: no answers, no pongs, no reading. */
final class BareServer implements AutoCloseable {
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final Pattern KEY = Pattern.compile("(?i)Sec-WebSocket-Key: *(\\S+)");

  private final ServerSocket server;
  private final List<Socket> all = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Socket> callers = new LinkedBlockingQueue<>();

  BareServer() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "bare-server");
    thread.setDaemon(true);
    thread.start();
  }

  WebAddress address() {
    return WebAddress.of(URI.create("ws://127.0.0.1:" + server.getLocalPort()));
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = server.accept();
        all.add(caller);
        callers.add(caller);
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The next connection, before its handshake. */
  Socket caller() throws InterruptedException {
    Socket caller = callers.poll(60, TimeUnit.SECONDS);
    if (caller == null) {
      throw new AssertionError("nobody connects");
    }
    return caller;
  }

  /** The next connection, open. */
  Socket open() throws IOException, InterruptedException {
    Socket caller = caller();
    shakeHands(caller);
    return caller;
  }

  static void shakeHands(Socket caller) throws IOException {
    InputStream in = caller.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    Matcher key = KEY.matcher(head);
    if (!key.find()) {
      throw new IOException("no handshake: " + head);
    }
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: %s\r\n\r\n".formatted(accepted(key.group(1)));
    caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
  }

  private static String accepted(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket caller : all) {
      caller.close();
    }
  }
}
