package org.jpose.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jpose.http.Problem;

/** Asks a server on this machine, and compares every answer with its description. */
final class Client {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  Client(PoseServer server) {
    port = server.port();
  }

  /** An answer that is as described. */
  record Reply(int status, HttpResponse<byte[]> response) {
    JsonNode json() {
      return Description.json(response.body());
    }

    /** Kind of problem; an answer that is none fails. */
    String problem() {
      JsonNode problem = json();
      if (problem.get("status").asInt() != status) {
        throw new AssertionError(problem + " came with status " + status);
      }
      return problem.get("type").asText().replace("urn:jpose:problem:", "");
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }
  }

  HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + pathAndQuery))
        .timeout(Duration.ofSeconds(60));
  }

  Reply get(String path) {
    return send(request(path).GET().build());
  }

  Reply photo(String query, byte[] body) {
    return send(request("/v1/people" + query).POST(BodyPublishers.ofByteArray(body)).build());
  }

  /** Sends, and checks the answer where its path is described. */
  Reply send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      String path = request.uri().getPath();
      if (Description.paths().has(path) && !request.method().equals("OPTIONS")) {
        String method = path.equals("/v1/people") ? "POST" : "GET";
        Description.assertDescribed(
            method,
            path,
            response.statusCode(),
            response.headers().firstValue("Content-Type").orElseThrow(),
            response.body());
      } else if (response.headers().firstValue("Content-Type").orElse("").equals(Problem.TYPE)) {
        Description.assertValid("Problem", Description.json(response.body()));
      }
      return new Reply(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpClient http() {
    return http;
  }

  int port() {
    return port;
  }

  /** A connection on which a test writes what it likes. */
  Socket open() throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** Sends text as it is and reads until the server closes the connection. */
  String raw(String text) throws IOException {
    try (Socket socket = open()) {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return described(rest(socket));
    }
  }

  /** An answer as it came, whose problem, if it has one, is as described. */
  static String described(String answer) {
    int head = answer.indexOf("\r\n\r\n");
    if (head > 0 && answer.substring(0, head).contains(Problem.TYPE)) {
      byte[] body = answer.substring(head + 4).getBytes(StandardCharsets.ISO_8859_1);
      Description.assertValid("Problem", Description.json(body));
    }
    return answer;
  }

  /** All that comes until the server closes the connection. */
  static String rest(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (java.net.SocketException e) {
      // Closed in the middle of what is still sent: what came before counts.
      all.flush();
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
