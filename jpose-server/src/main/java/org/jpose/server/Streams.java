package org.jpose.server;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.tracking.SmoothingOptions;
import org.jpose.core.tracking.TrackerOptions;
import org.jpose.http.ByteBudget;
import org.jpose.http.Exchange;
import org.jpose.media.pipeline.PersonTracking;
import org.jpose.media.pipeline.PipelineOptions;

/**
 * {@code /v1/stream}: all connected streams, and what they share.
 *
 * @param defaults how people are found where a stream asks for nothing else
 */
record Streams(
    ServerWebSocketContainer container,
    Estimation estimation,
    WorkQueue work,
    ByteBudget budget,
    RequestLimits limits,
    ServerMetrics metrics,
    Failures failures,
    EstimatorOptions defaults,
    String model,
    Set<StreamSession> sessions) {
  private static final String PROTOCOL = "jpose";

  static Set<StreamSession> noSessions() {
    return ConcurrentHashMap.newKeySet();
  }

  /**
   * Opens a stream, or answers why not.
   *
   * @return false if the request asks for no WebSocket
   */
  boolean open(Exchange exchange) {
    Request request = exchange.request();
    PeopleQuery query = PeopleQuery.ofStream(Request.extractQueryParameters(request), defaults);
    return container.upgrade(
        (upgrade, response, callback) -> {
          if (upgrade.hasSubProtocol(PROTOCOL)) {
            response.setAcceptedSubProtocol(PROTOCOL);
          }
          return new StreamSession(
              this,
              request.getComponents().getScheduler(),
              query,
              new StreamAnswers(query.angles(), model),
              following(query));
        },
        request,
        exchange.response(),
        exchange.callback());
  }

  private static PersonTracking following(PeopleQuery query) {
    PipelineOptions options = PipelineOptions.defaults();
    options = query.track() ? options.withTracking(TrackerOptions.defaults()) : options;
    return new PersonTracking(
        query.smooth() ? options.withSmoothing(SmoothingOptions.defaults()) : options);
  }

  /** A stream is closed when no frame has come for so long since the last answer. */
  Duration idle() {
    return limits.timeout().multipliedBy(2);
  }

  void opened(StreamSession session) {
    sessions.add(session);
    metrics.streamOpened();
  }

  void closed(StreamSession session) {
    if (sessions.remove(session)) {
      metrics.streamClosed();
    }
  }

  /** Tells all clients that the server goes. */
  void end() {
    List.copyOf(sessions)
        .forEach(session -> session.end(StatusCode.SHUTDOWN, "the server is stopping"));
  }
}
