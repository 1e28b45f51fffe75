package org.jpose.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What a request is answered.
 *
 * @param status HTTP status
 * @param headers fields besides the length
 * @param body the bytes; not changed by anybody
 */
public record Answer(int status, Map<String, String> headers, byte[] body) {
  /** An answer of a type. */
  public static Answer of(int status, String type, byte[] body) {
    return new Answer(status, Map.of("Content-Type", type), body);
  }

  /** A document of JSON. */
  public static Answer json(int status, byte[] body) {
    return of(status, Json.TYPE, body);
  }

  /** A document of JSON. */
  public static Answer json(int status, String body) {
    return json(status, body.getBytes(StandardCharsets.UTF_8));
  }

  /** What a problem is answered. */
  public static Answer of(Problem problem) {
    Answer answer =
        of(problem.status(), Problem.TYPE, problem.json()).with("Cache-Control", "no-store");
    return problem.retryAfter().isPresent()
        ? answer.with("Retry-After", Integer.toString(problem.retryAfter().getAsInt()))
        : answer;
  }

  /** The same with another field. */
  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }

  /** Sends it. */
  public void send(Response response, Callback callback) {
    response.setStatus(status);
    HttpFields.Mutable fields = response.getHeaders();
    headers.forEach(fields::put);
    fields.put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
