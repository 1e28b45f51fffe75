package org.jpose.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetching as users do: everything said by the environment. */
class ForkedFetchTest {
  private static final String SMALL = "mobilenet_v2_small";

  @TempDir Path folder;

  private Path output() {
    return folder.resolve("output.txt");
  }

  private int run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                Program.MAIN));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.matches("(?i).*_proxy|JPOSE_.*"));
    // Not an argument: ONNX Runtime 1.29 crashes where the command line is longer than 4096 bytes.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("JPOSE_HOME", folder.toString());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(output().toFile()).start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertTrue(ended, "still running after two minutes");
    return process.waitFor();
  }

  @Test
  void cacheAndMirrorAreNamedByTheEnvironment() throws Exception {
    byte[] graph =
        Files.readAllBytes(SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/m/" + SMALL + "/graph_opt.pb",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, graph.length);
            exchange.getResponseBody().write(graph);
          }
        });
    server.start();
    try {
      String mirror = "http://127.0.0.1:" + server.getAddress().getPort() + "/m";
      int code = run(Map.of("JPOSE_MIRROR", mirror), "models", "fetch", SMALL, "--quiet");
      assertEquals("", Files.readString(output()));
      assertEquals(ExitCode.OK, code);
    } finally {
      server.stop(0);
    }
    assertEquals(ExitCode.OK, run(Map.of(), "models", "path", SMALL));
    assertEquals(
        folder.resolve("models").resolve(SMALL).resolve("model.onnx") + "\n",
        Files.readString(output()));
  }

  /** An https address goes through a tunnel; Java keeps the password back unless it is told. */
  @Test
  void theProxyOfTheEnvironmentGetsItsPassword() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    String login =
        "Proxy-Authorization: Basic "
            + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.US_ASCII));
    try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> answer(proxy, login, asked));
      thread.setDaemon(true);
      thread.start();
      int code =
          run(
              Map.of("https_proxy", "http://ann:secret@127.0.0.1:" + proxy.getLocalPort()),
              "models",
              "fetch",
              SMALL);
      assertEquals(ExitCode.FAILED, code);
    }
    assertEquals("CONNECT raw.githubusercontent.com:443 without", asked.get(0));
    assertEquals("CONNECT raw.githubusercontent.com:443 with", asked.get(1));
    assertTrue(
        Files.readString(output()).contains("HTTP 403 of the proxy (refused)"),
        Files.readString(output()));
    assertTrue(!Files.readString(output()).contains("secret"), "a password is not for the screen");
  }

  /** Wants a password, and then lets nobody through all the same. */
  private static void answer(ServerSocket proxy, String login, List<String> asked) {
    while (!proxy.isClosed()) {
      try (Socket socket = proxy.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
        String request = in.readLine();
        boolean known = false;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          known |= line.equals(login);
        }
        asked.add(request.replace(" HTTP/1.1", known ? " with" : " without"));
        String answer =
            known
                ? "HTTP/1.1 403 Forbidden\r\n"
                : "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n";
        socket
            .getOutputStream()
            .write(
                (answer + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (SocketException e) {
        return; // closed: the test is over
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
