package org.jpose.ros.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.xml.stream.XMLStreamException;

/** Answers calls of the master and of other nodes. */
final class XmlRpcServer implements AutoCloseable {
  private static final int LONGEST = 4 << 20;
  private static final int MOST_THREADS = 16;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Function<XmlRpc.Call, List<?>> answers;

  /** A server on a free port. */
  XmlRpcServer(InetSocketAddress address, Function<XmlRpc.Call, List<?>> answers)
      throws IOException {
    this.answers = answers;
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            MOST_THREADS,
            work -> {
              Thread thread = new Thread(work, "ros-calls-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    server = HttpServer.create(address, 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(LONGEST + 1);
      byte[] answer = answer(body).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/xml");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private String answer(byte[] body) throws XMLStreamException {
    if (body.length > LONGEST) {
      return XmlRpc.fault(1, "a call of more than " + LONGEST + " bytes");
    }
    try {
      return XmlRpc.answer(answers.apply(XmlRpc.readCall(new ByteArrayInputStream(body))));
    } catch (XMLStreamException e) {
      return XmlRpc.fault(1, "no call of XML-RPC: " + e.getMessage());
    } catch (RuntimeException e) {
      return XmlRpc.fault(1, e.toString());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
