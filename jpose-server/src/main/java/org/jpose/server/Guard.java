package org.jpose.server;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jpose.http.BearerToken;
import org.jpose.http.Problem;

/** Who may ask: token, origin, and the name by which the server was found. */
final class Guard {
  /** A WebSocket of a browser can bring its token in no other way than as a protocol's name. */
  static final String BEARER_PROTOCOL = "jpose.bearer.";

  private final AccessRules rules;
  private final boolean local;
  private final Optional<BearerToken> token;

  Guard(AccessRules rules, String host) {
    this.rules = rules;
    local = isLoopback(host);
    token = rules.token().map(BearerToken::new);
  }

  /** Whether only this machine reaches a server on that host. */
  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** What is wrong with where a request comes from. */
  Optional<Problem> place(Request request) {
    String host = lower(Request.getServerName(request));
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (local && !isLocalName(host) && !isAllowedHost(host)) {
      // A foreign name that leads here: another page pretends that this server is its own.
      return Optional.of(forbidden("This server is not found by that name; use localhost."));
    }
    return origin == null || isOwn(request, origin) || isAllowed(origin)
        ? Optional.empty()
        : Optional.of(forbidden("Pages of that origin may not ask this server."));
  }

  /** Whether the origin is one of the others that may ask. */
  boolean isAllowed(String origin) {
    return rules.origins().contains(lower(origin));
  }

  private boolean isAllowedHost(String host) {
    return rules.origins().stream().anyMatch(origin -> host.equals(URI.create(origin).getHost()));
  }

  private static boolean isLocalName(String host) {
    return List.of("localhost", "127.0.0.1", "[::1]", "::1").contains(host);
  }

  private static boolean isOwn(Request request, String origin) {
    String authority = request.getHttpURI().getAuthority();
    String host = authority == null ? request.getHeaders().get(HttpHeader.HOST) : authority;
    String scheme = request.isSecure() ? "https://" : "http://";
    return host != null && lower(origin).equals(scheme + lower(host));
  }

  private static Problem forbidden(String detail) {
    return Problem.of(403, "wrong-origin", "Not from there", detail);
  }

  private static String lower(String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  /** What is wrong with a request's token. */
  Optional<Problem> token(Request request) {
    return token.flatMap(own -> own.problem(given(request.getHeaders())));
  }

  private static Optional<String> given(HttpFields headers) {
    return BearerToken.given(headers)
        .or(
            () ->
                headers.getCSV(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, false).stream()
                    .filter(protocol -> protocol.startsWith(BEARER_PROTOCOL))
                    .findFirst()
                    .flatMap(protocol -> decoded(protocol.substring(BEARER_PROTOCOL.length()))));
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
