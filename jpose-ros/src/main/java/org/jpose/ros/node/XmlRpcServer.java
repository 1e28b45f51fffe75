package org.jpose.ros.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.xml.stream.XMLStreamException;

/** Answers calls of the master and of other nodes, and hangs up on those that take too long. */
final class XmlRpcServer implements AutoCloseable {
  private static final int LONGEST = 4 << 20;
  private static final int MOST_THREADS = 16;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(5);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(MOST_THREADS, this::thread);
  private final ScheduledExecutorService clock =
      // A call that comes while all is closed needs no limit.
      new ScheduledThreadPoolExecutor(1, this::thread, new ThreadPoolExecutor.DiscardPolicy());
  private final AtomicInteger made = new AtomicInteger();
  private final Function<XmlRpc.Call, List<?>> answers;
  private final Duration longestCall;

  /** A server on a free port. */
  XmlRpcServer(InetSocketAddress address, Function<XmlRpc.Call, List<?>> answers)
      throws IOException {
    this(address, answers, LONGEST_CALL);
  }

  /** The same with a time in which a call has to come and its answer to be taken. */
  XmlRpcServer(
      InetSocketAddress address, Function<XmlRpc.Call, List<?>> answers, Duration longestCall)
      throws IOException {
    this.answers = answers;
    this.longestCall = longestCall;
    server = HttpServer.create(address, 0);
    server.createContext("/", this::handle);
    server.setExecutor(work -> threads.execute(new TimedWork(work)));
    server.start();
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "ros-calls-" + made.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Reading a call and answering it. An interrupt closes the connection it waits for. */
  private final class TimedWork extends FutureTask<Void> {
    TimedWork(Runnable work) {
      super(work, null);
    }

    @Override
    public void run() {
      Future<?> limit =
          clock.schedule(() -> cancel(true), longestCall.toMillis(), TimeUnit.MILLISECONDS);
      super.run();
      limit.cancel(false);
    }
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
    clock.shutdownNow();
  }
}
