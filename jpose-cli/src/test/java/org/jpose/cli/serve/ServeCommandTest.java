package org.jpose.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.RunningProgram;
import org.jpose.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as users start and stop it. */
@Timeout(180)
class ServeCommandTest {
  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  private void refuses(String message, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = "serve";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Program.run(all).refuses("jpose serve", message);
  }

  @Test
  void wrongCommandLinesAreRefused() throws IOException {
    refuses("port is 70000, expected 0 to 65535", "--port", "70000");
    refuses("the host to listen on is empty; give 127.0.0.1", "--host", " ");
    refuses("--max-size is 0, expected 1 to 100000", "--max-size", "0");
    refuses(
        "the limit of a body is 2000000000 bytes, expected 1 to 1073741824", "--max-size", "2000");
    refuses("--max-megapixels is -1, expected 1 to 100000", "--max-megapixels", "-1");
    refuses("--timeout is 0, expected 1 to 100000", "--timeout", "0");
    refuses("--grace is 0, expected 1 to 100000", "--grace", "0");
    refuses("queue is -1, expected 0 to 10000", "--queue", "-1");
    refuses(
        "'example.org' is no origin; expected one like https://example.org or http://host:8000",
        "--cors",
        "https://good.example,example.org");
    refuses(
        "--keystore-password-file goes with --keystore FILE", "--keystore-password-file", "word");
  }

  @Test
  void tokensThatAreNoneAreRefused() throws IOException {
    String shortest =
        "the token must be at least 16 printable ASCII characters without spaces; make one with"
            + " 'openssl rand -hex 32'";
    Path token = folder.resolve("token");
    refuses("--token-file " + token + ": there is no such file", "--token-file", token);
    Files.writeString(token, "");
    refuses(shortest, "--token-file", token);
    Files.writeString(token, "too short\n");
    refuses(shortest, "--token-file", token);
  }

  @Test
  void aKeystoreThatCannotBeUsedIsNamed() throws IOException {
    Path keystore = Files.writeString(folder.resolve("server.p12"), "no keys");
    Program program = Program.run("serve", "--port", "0", "--keystore", keystore);
    assertEquals(ExitCode.FAILED, program.code());
    assertEquals(1, program.complaints().size(), program.err());
    assertTrue(
        program.err().startsWith("jpose: keystore " + keystore + " cannot be used: "),
        program.err());
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Program.run("serve", "--port", taken.getLocalPort())
          .fails(
              "cannot listen on 127.0.0.1:%d: Address already in use; choose another port or host"
                  .formatted(taken.getLocalPort()));
    }
  }

  private static URI address(String line) {
    return URI.create(line.split(" ")[2]);
  }

  private HttpResponse<byte[]> get(URI address) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).build(),
        BodyHandlers.ofByteArray());
  }

  /** Ctrl-C, with all that a line of the log must not tell. */
  @Test
  void servesUntilItIsStopped() throws Exception {
    Photos.copy(folder.resolve("photo.jpg"));
    try (RunningProgram program =
        RunningProgram.start(folder, "serve", "--port", "0", "--access-log", "--model", "lite")) {
      URI page = address(program.awaitLine("jpose serves http://127.0.0.1:"));
      assertEquals(200, get(page).statusCode());
      HttpResponse<byte[]> people =
          http.send(
              HttpRequest.newBuilder(page.resolve("v1/people?max-people=1&name=secret"))
                  .POST(BodyPublishers.ofFile(folder.resolve("photo.jpg")))
                  .build(),
              BodyHandlers.ofByteArray());
      assertEquals(400, people.statusCode());
      people =
          http.send(
              HttpRequest.newBuilder(page.resolve("v1/people?max-people=1"))
                  .POST(BodyPublishers.ofFile(folder.resolve("photo.jpg")))
                  .build(),
              BodyHandlers.ofByteArray());
      JsonNode image = new ObjectMapper().readTree(people.body()).at("/images/0");
      assertEquals("lite", image.get("model").asText());
      assertEquals(1, image.get("people").size());
      program.signal("INT");
      assertEquals(ExitCode.INTERRUPTED, program.exitCode(), program.err());
      List<String> log = program.rest();
      assertEquals(3, log.size(), log::toString);
      assertTrue(log.get(0).matches("\\S+Z 127.0.0.1 GET / 200 \\d+ \\d+ms"), log.get(0));
      assertTrue(log.get(1).matches("\\S+Z 127.0.0.1 POST /v1/people 400 \\d+ \\d+ms"), log.get(1));
      assertEquals("", program.err());
    }
  }

  /** A request whose body is still on its way when SIGTERM comes is answered. */
  @Test
  void aStoppedServerFinishesWhatIsUnderWay() throws Exception {
    byte[] photo = Files.readAllBytes(Photos.twoPeople());
    try (RunningProgram program =
            RunningProgram.start(folder, "serve", "--port", "0", "--grace", "60");
        Socket socket = new Socket()) {
      URI page = address(program.awaitLine("jpose serves "));
      begin(socket, page, photo, photo.length / 2);
      awaitHeld(page, photo.length / 2);
      program.signal("TERM");
      awaitRefused(page);
      socket.getOutputStream().write(photo, photo.length / 2, photo.length - photo.length / 2);
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      JsonNode people =
          new ObjectMapper()
              .readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4))
              .at("/images/0/people");
      assertEquals(2, people.size());
      assertEquals(ExitCode.TERMINATED, program.exitCode(), program.err());
      assertEquals("", program.err());
    }
  }

  /** One that never ends is waited for no longer than the grace. */
  @Test
  void theGraceIsTheLongest() throws Exception {
    byte[] photo = Files.readAllBytes(Photos.twoPeople());
    try (RunningProgram program =
            RunningProgram.start(folder, "serve", "--port", "0", "--grace", "1");
        Socket socket = new Socket()) {
      URI page = address(program.awaitLine("jpose serves "));
      begin(socket, page, photo, 1000);
      awaitHeld(page, 1000);
      program.signal("TERM");
      assertEquals(ExitCode.TERMINATED, program.exitCode(), program.err());
    }
  }

  private static void begin(Socket socket, URI page, byte[] photo, int part) throws IOException {
    socket.connect(new InetSocketAddress("127.0.0.1", page.getPort()));
    socket.setSoTimeout(60_000);
    socket
        .getOutputStream()
        .write(
            ("POST /v1/people HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                    + photo.length
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(photo, 0, part);
  }

  private void awaitHeld(URI page, int bytes) throws Exception {
    String line = "jpose_bodies_bytes " + (double) bytes;
    while (!new String(get(page.resolve("metrics")).body(), StandardCharsets.UTF_8)
        .contains(line)) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void awaitRefused(URI page) throws InterruptedException {
    boolean open = true;
    while (open) {
      try (Socket socket = new Socket("127.0.0.1", page.getPort())) {
        TimeUnit.MILLISECONDS.sleep(socket.isConnected() ? 20 : 1);
      } catch (IOException e) {
        open = false;
      }
    }
  }

  @Test
  void aServerForEverybodyWarns() throws Exception {
    try (RunningProgram program =
        RunningProgram.start(folder, "serve", "--port", "0", "--host", "0.0.0.0")) {
      program.awaitLine("jpose serves ");
      program.signal("TERM");
      assertEquals(ExitCode.TERMINATED, program.exitCode());
      assertEquals(
          "jpose: anybody who reaches this machine may ask, and can read along; --token-file and"
              + " --keystore keep others off\n",
          program.err());
    }
  }
}
