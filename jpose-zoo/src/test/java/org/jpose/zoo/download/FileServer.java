package org.jpose.zoo.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that does to a download what servers do. */
public final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** What was asked for. */
  public record Request(String path, String range, String ifRange, String authorization) {}

  /** What the server does with the nth question, from 1. */
  public interface Answer {
    void to(HttpExchange exchange, int question) throws IOException;
  }

  public FileServer(Answer answer) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          int question;
          synchronized (requests) {
            requests.add(
                new Request(
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Range"),
                    exchange.getRequestHeaders().getFirst("If-Range"),
                    exchange.getRequestHeaders().getFirst("Authorization")));
            question = requests.size();
          }
          try (exchange) {
            answer.to(exchange, question);
          }
        });
    server.start();
  }

  public URI address(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public List<Request> requests() {
    return requests;
  }

  /** A server that does it right: ranges, and a version to tell whether the file is the same. */
  public static void file(HttpExchange exchange, byte[] content, String version)
      throws IOException {
    part(exchange, content, version, content.length);
  }

  /** The same, but the connection breaks before byte {@code end}. */
  public static void part(HttpExchange exchange, byte[] content, String version, int end)
      throws IOException {
    String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
    if (ifRange == null || ifRange.equals(version)) {
      range(exchange, content, version, end);
    } else {
      whole(exchange, content, version, end);
    }
  }

  /** Ranges are sent without a look at the version asked for. */
  static void range(HttpExchange exchange, byte[] content, String version, int end)
      throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      whole(exchange, content, version, end);
      return;
    }
    int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    send(exchange, 206, content, from, version, end);
  }

  /** Ranges are not looked at. */
  static void whole(HttpExchange exchange, byte[] content, String version, int end)
      throws IOException {
    send(exchange, 200, content, 0, version, end);
  }

  private static void send(
      HttpExchange exchange, int status, byte[] content, int from, String version, int end)
      throws IOException {
    if (version != null) {
      exchange.getResponseHeaders().set("ETag", version);
    }
    exchange.sendResponseHeaders(status, content.length - from);
    exchange.getResponseBody().write(content, from, Math.max(0, end - from));
    exchange.getResponseBody().flush();
  }

  /** Nothing but a status. */
  public static void status(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  /** Bytes of no announced length, and no end. */
  static void endless(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    byte[] bytes = new byte[10_000];
    while (true) {
      body.write(bytes); // until the other side has had enough
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
