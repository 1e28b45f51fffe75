package org.jpose.ros.node;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLStreamException;
import org.jpose.ros.topic.RosException;

/**
 * Calls the master and other nodes, which answer three values: 1 if all is well, words, and what
 * was asked for. Thread-safe.
 */
final class XmlRpcClient {
  /** More than any answer a node needs; a description of a robot has less. */
  private static final int LONGEST = 16 << 20;

  private final int millis;

  XmlRpcClient(Duration timeout) {
    millis = (int) timeout.toMillis();
  }

  /**
   * Calls.
   *
   * @return the third value
   * @throws IOException if nobody is there, or what answers is no node
   * @throws RosException if the answer is a refusal
   */
  Object call(URI uri, String method, Object... parameters) throws IOException {
    try {
      byte[] answer =
          post(uri, XmlRpc.call(method, List.of(parameters)).getBytes(StandardCharsets.UTF_8));
      Object value = XmlRpc.readAnswer(new ByteArrayInputStream(answer));
      if (!(value instanceof List<?> three) || three.size() != 3) {
        throw new IOException(method + " was answered with " + value + ", expected three values");
      }
      if (!Integer.valueOf(1).equals(three.get(0))) {
        throw new RosException(uri + ": " + method + " was refused: " + three.get(1));
      }
      return three.get(2);
    } catch (XMLStreamException e) {
      throw new IOException(method + " was answered with no XML-RPC: " + e.getMessage(), e);
    }
  }

  private byte[] post(URI uri, byte[] body) throws IOException {
    HttpURLConnection http = sent(uri, body);
    if (http.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException(uri + " answers with HTTP " + http.getResponseCode());
    }
    try (InputStream in = http.getInputStream()) {
      return all(in, uri);
    }
  }

  private HttpURLConnection sent(URI uri, byte[] body) throws IOException {
    if (!"http".equalsIgnoreCase(uri.getScheme())) {
      throw new IOException(uri + " is no http:// address");
    }
    try {
      HttpURLConnection http = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
      http.setConnectTimeout(millis);
      http.setReadTimeout(millis);
      http.setDoOutput(true);
      http.setRequestProperty("Content-Type", "text/xml");
      http.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = http.getOutputStream()) {
        out.write(body);
      }
      return http;
    } catch (IllegalArgumentException e) {
      // Also when it connects: there is no such port.
      throw new IOException(uri + " is no http:// address", e);
    }
  }

  /** Each read has the timeout of its own; together they have it as well. */
  private byte[] all(InputStream in, URI uri) throws IOException {
    long begin = System.nanoTime();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] chunk = new byte[1 << 13];
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      answer.write(chunk, 0, count);
      if (answer.size() > LONGEST) {
        throw new IOException(uri + " answers with more than " + LONGEST + " bytes");
      }
      if (System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(millis)) {
        throw new SocketTimeoutException(uri + " does not come to the end of its answer");
      }
    }
    return answer.toByteArray();
  }
}
