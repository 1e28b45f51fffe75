package org.jpose.http;

import java.util.List;
import java.util.OptionalInt;

/**
 * Why a request is not answered as it was meant, as RFC 9457 has it. Names neither files nor
 * classes of the server.
 *
 * @param status HTTP status
 * @param code the kind, for programs
 * @param title the kind in words
 * @param detail this one, and what to do
 * @param parameters parameters that are wrong
 * @param retryAfter seconds after which it may go better
 */
public record Problem(
    int status,
    String code,
    String title,
    String detail,
    List<WrongParameter> parameters,
    OptionalInt retryAfter) {
  /** Type of a body that tells a problem. */
  public static final String TYPE = "application/problem+json";

  /** A parameter and what is wrong with it. */
  public record WrongParameter(String name, String detail) {}

  public Problem {
    parameters = List.copyOf(parameters);
  }

  /** A problem without more to say. */
  public static Problem of(int status, String code, String title, String detail) {
    return new Problem(status, code, title, detail, List.of(), OptionalInt.empty());
  }

  /** Parameters of the address that are wrong. */
  public static Problem wrongParameters(List<WrongParameter> parameters) {
    return new Problem(
        400,
        "wrong-parameters",
        "Wrong parameters",
        "Parameters that are wrong: " + parameters.size() + "; each is named with the reason.",
        parameters,
        OptionalInt.empty());
  }

  /** Not now. */
  public static Problem busy(String detail) {
    return new Problem(503, "busy", "Too busy", detail, List.of(), OptionalInt.of(1));
  }

  /** Not any more. */
  public static Problem stopping() {
    return new Problem(
        503,
        "stopping",
        "The server is stopping",
        "The server takes no new work; ask again when it is back.",
        List.of(),
        OptionalInt.of(5));
  }

  /** A body that is too large. */
  public static Problem tooLarge(long limit) {
    return of(
        413,
        "too-large",
        "Too large",
        "The body has more than the " + limit + " bytes this server takes; send less.");
  }

  /** A fault of the server. */
  public static Problem internal() {
    return of(
        500,
        "internal",
        "The server failed",
        "The server could not do this; the fault is the server's, and its operator's to find.");
  }

  /** As the body of an answer. */
  public byte[] json() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "urn:jpose:problem:" + code);
          json.writeStringField("title", title);
          json.writeNumberField("status", status);
          json.writeStringField("detail", detail);
          if (!parameters.isEmpty()) {
            json.writeArrayFieldStart("parameters");
            for (WrongParameter parameter : parameters) {
              json.writeStartObject();
              json.writeStringField("name", parameter.name());
              json.writeStringField("detail", parameter.detail());
              json.writeEndObject();
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }
}
