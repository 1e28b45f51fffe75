package org.jpose.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what is no request of HTTP at all, or one with headers too long, before it has a path.
 */
final class JettyErrors implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    Problem problem =
        status == 500
            ? Problem.internal()
            : Problem.of(
                status,
                "wrong-request",
                HttpStatus.getMessage(status),
                "The request is not one that HTTP allows, or its address or headers are too long.");
    Answer.of(problem).with("Connection", "close").send(response, callback);
    return true;
  }
}
