package org.jpose.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A stream as a client has it; every answer is compared with the description. */
final class StreamClient implements WebSocket.Listener {
  private final StringBuilder text = new StringBuilder();
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private WebSocket socket;

  private StreamClient() {}

  /** Opens a stream; fails with the answer that refused it. */
  static StreamClient open(HttpClient http, int port, String query, Map<String, String> headers) {
    return open(http, URI.create("ws://127.0.0.1:" + port + "/v1/stream" + query), headers);
  }

  static StreamClient open(HttpClient http, URI address, Map<String, String> headers) {
    StreamClient client = new StreamClient();
    WebSocket.Builder builder = http.newWebSocketBuilder();
    headers.forEach(
        (name, value) -> {
          if (name.equals("protocol")) {
            builder.subprotocols("jpose", value);
          } else {
            builder.header(name, value);
          }
        });
    client.socket = builder.buildAsync(address, client).join();
    return client;
  }

  String protocol() {
    return socket.getSubprotocol();
  }

  void send(byte[] frame) {
    socket.sendBinary(ByteBuffer.wrap(frame), true).join();
  }

  /** Sends some of a frame. */
  void sendPart(byte[] part) {
    socket.sendBinary(ByteBuffer.wrap(part), false).join();
  }

  void sendText(String words) {
    socket.sendText(words, true).join();
  }

  /** The next answer. */
  JsonNode answer() throws InterruptedException {
    String answer = answers.poll(60, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer came");
    }
    JsonNode json = Description.json(answer.getBytes(StandardCharsets.UTF_8));
    Description.assertValid("Frame", json);
    return json;
  }

  int waiting() {
    return answers.size();
  }

  /** Why it was closed. */
  int closeCode() throws Exception {
    return closed.get(60, TimeUnit.SECONDS);
  }

  void close() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  void abort() {
    socket.abort();
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      answers.add(text.toString());
      text.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.completeExceptionally(error);
  }
}
