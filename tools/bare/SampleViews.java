import com.sun.net.httpserver.HttpServer;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Views of one photo for {@code tools/bare-machine}, which has nothing but a JDK to make data with.
 *
 * <pre>
 * java SampleViews.java write PHOTO FOLDER N            N JPEG files, each seen a little further to the right
 * java SampleViews.java serve PHOTO N TIMES FILE        the same as an HTTP MJPEG stream on 127.0.0.1; FILE gets its address
 * java SampleViews.java post PHOTO ADDRESS FILE         posts the photo as soon as the server is there; FILE gets the answer
 * </pre>
 */
final class SampleViews {
  private static final int STEP = 8;
  private static final int MILLISECONDS = 100;
  private static final int ATTEMPTS = 120;
  private static final int WAIT = 500;

  private SampleViews() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("post")) {
      post(Path.of(arguments[1]), URI.create(arguments[2]), Path.of(arguments[3]));
      return;
    }
    BufferedImage photo = ImageIO.read(Path.of(arguments[1]).toFile());
    if (arguments[0].equals("write")) {
      Path folder = Files.createDirectories(Path.of(arguments[2]));
      int count = Integer.parseInt(arguments[3]);
      for (int i = 0; i < count; i++) {
        Files.write(folder.resolve(String.format("view_%02d.jpg", i)), jpeg(view(photo, i, count)));
      }
    } else {
      int count = Integer.parseInt(arguments[2]);
      serve(photo, count, Integer.parseInt(arguments[3]), Path.of(arguments[4]));
    }
  }

  private static void post(Path photo, URI address, Path file) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "image/jpeg")
            .POST(HttpRequest.BodyPublishers.ofFile(photo))
            .build();
    for (int attempt = 0; ; attempt++) {
      try {
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofFile(file));
        return;
      } catch (ConnectException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        Thread.sleep(WAIT);
      }
    }
  }

  private static void serve(BufferedImage photo, int count, int times, Path file)
      throws IOException {
    byte[][] views = new byte[count][];
    for (int i = 0; i < count; i++) {
      views[i] = jpeg(view(photo, i, count));
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(command -> new Thread(command).start());
    server.createContext(
        "/camera",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Content-Type", "multipart/x-mixed-replace; boundary=view");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < count * times; i++) {
              byte[] view = views[i % count];
              String head =
                  "--view\r\nContent-Type: image/jpeg\r\nContent-Length: " + view.length + "\r\n\r\n";
              out.write(head.getBytes());
              out.write(view);
              out.write("\r\n".getBytes());
              out.flush();
              Thread.sleep(MILLISECONDS);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, "http://127.0.0.1:" + server.getAddress().getPort() + "/camera");
    Files.move(part, file);
  }

  /** Half the size, cut so that what is seen moves by a few pixels from one view to the next. */
  private static BufferedImage view(BufferedImage photo, int index, int count) {
    int width = (photo.getWidth() / 2 - STEP * count) & ~1;
    int height = (photo.getHeight() / 2) & ~1;
    BufferedImage view = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = view.createGraphics();
    graphics.drawImage(
        photo, -STEP * index, 0, photo.getWidth() / 2, photo.getHeight() / 2, null);
    graphics.dispose();
    return view;
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", bytes);
    return bytes.toByteArray();
  }
}
