package org.jpose.media.video;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.jpose.core.image.Image;

/**
 * A camera as many are: JPEGs over HTTP, one behind the other, until somebody hangs up. What
 * happens in each connection is told beforehand; the last is repeated.
 */
public final class FakeCamera implements AutoCloseable {
  /** What a connection does. */
  public interface Connection {
    void serve(Sender sender) throws IOException, InterruptedException;
  }

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ConcurrentLinkedQueue<Connection> plan;
  private final Connection last;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();

  public FakeCamera(Connection... plan) throws IOException {
    this.plan = new ConcurrentLinkedQueue<>(List.of(plan));
    last = plan[plan.length - 1];
    start(this::accept);
  }

  private void start(Runnable work) {
    Thread thread = new Thread(work, "fake camera");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        Connection next = plan.size() > 1 ? plan.poll() : last;
        start(() -> serve(socket, next));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket, Connection connection) {
    try (socket) {
      byte[] request = new byte[4096];
      if (socket.getInputStream().read(request) > 0) {
        connection.serve(new Sender(socket.getOutputStream(), sent));
      }
    } catch (IOException | InterruptedException e) {
      // The client hung up, or the test is over.
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/video";
  }

  /** How often it was connected to. */
  public int connections() {
    return connections.get();
  }

  /** How many images were sent. */
  int sent() {
    return sent.get();
  }

  /** Turns it off: nobody listens any more. */
  @Override
  public void close() {
    try {
      server.close();
      for (Closeable socket : sockets) {
        socket.close();
      }
      for (Thread thread : threads) {
        thread.interrupt();
        thread.join();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a connection can send. */
  public static final class Sender {
    private final OutputStream out;
    private final AtomicInteger sent;

    Sender(OutputStream out, AtomicInteger sent) {
      this.out = out;
      this.sent = sent;
    }

    public Sender head() throws IOException {
      text("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=cut\r\n\r\n");
      return this;
    }

    /** Sends images whose green is their number times four. */
    public Sender images(int first, int count, int pauseMillis)
        throws IOException, InterruptedException {
      for (int i = first; i < first + count; i++) {
        part(jpeg(4 * i % 256));
        sent.incrementAndGet();
        Thread.sleep(pauseMillis);
      }
      return this;
    }

    public Sender part(byte[] content) throws IOException {
      text("--cut\r\nContent-Type: image/jpeg\r\nContent-Length: " + content.length + "\r\n\r\n");
      out.write(content);
      text("\r\n");
      out.flush();
      return this;
    }

    public Sender bytes(byte[] content) throws IOException {
      out.write(content);
      out.flush();
      return this;
    }

    public Sender text(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return this;
    }
  }

  static byte[] jpeg(int green) throws IOException {
    Image image = Frames.flat(64, 48, 90, green, 120);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    java.awt.image.BufferedImage rgb =
        new java.awt.image.BufferedImage(64, 48, java.awt.image.BufferedImage.TYPE_INT_RGB);
    rgb.createGraphics().drawImage(image.toBufferedImage(), 0, 0, null);
    ImageIO.write(rgb, "jpeg", bytes);
    return bytes.toByteArray();
  }
}
