package org.jpose.zoo.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jpose.core.web.WebAddress;

/** One question to a server, and its answer into the part file. */
final class Transfer {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d{1,18}|\\*)");
  private static final Pattern WEB_PAGE =
      Pattern.compile("\\s*(<!doctype\\s+html|<html|<head).*", Pattern.DOTALL);

  /** How Java says that a proxy does not let an https connection through. */
  private static final Pattern TUNNEL = Pattern.compile(": Tunnel failed, got: (\\d{3})");

  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");
  private static final int SNIFFED = 256;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MOST_REDIRECTS = 5;

  private final HttpClient client;
  private final RetryPolicy policy;
  private final FetchListener listener;

  Transfer(HttpClient client, RetryPolicy policy, FetchListener listener) {
    this.client = client;
    this.policy = policy;
    this.listener = listener;
  }

  /**
   * Brings the part to its end, from where it is if the server has the same file still and can do
   * so, else from the beginning.
   *
   * @return whether it went on with an earlier part
   * @throws AttemptFailure if the server's answer is not the file, or breaks off
   * @throws org.jpose.core.disk.FileException if the part cannot be written
   */
  boolean run(WebAddress address, ModelFile file, PartFile part) throws IOException {
    long from = part.resumable();
    listener.asking(address.uri(), from);
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = ask(address, from, part.version());
    try (BodyQueue body = new BodyQueue(response.body(), policy.silence())) {
      if (response.statusCode() == 416 && from > 0) {
        part.discard();
        throw AttemptFailure.again("has no more than the part that is here");
      }
      requireFile(response);
      boolean resumed = response.statusCode() == 206;
      OptionalLong total = resumed ? resumedTotal(response, part) : length(response);
      checkTotal(file, total);
      try (OutputStream out = resumed ? part.resume() : part.begin(version(response))) {
        copy(body, out, resumed ? from : 0, total, file);
        return resumed;
      } catch (AttemptFailure e) {
        if (!e.isAgain()) {
          part.discard();
        }
        throw e;
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        throw StoreDisk.failure(part.path(), e);
      }
    }
  }

  /** Goes where it is sent to; the login is for the first server alone. */
  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> ask(
      WebAddress address, long from, Optional<String> version) throws IOException {
    URI at = ShareLink.direct(address.uri());
    for (int redirects = 0; ; redirects++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at)
              .timeout(policy.answer())
              .header("User-Agent", "jpose")
              .header("Accept-Encoding", "identity");
      address.loginAt(at).ifPresent(login -> request.header("Authorization", login.basic()));
      if (from > 0) {
        request.header("Range", "bytes=" + from + "-");
        version.ifPresent(known -> request.header("If-Range", known));
      }
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(request.build());
      Optional<URI> next = redirects < MOST_REDIRECTS ? redirect(response, at) : Optional.empty();
      if (next.isEmpty()) {
        return response;
      }
      new BodyQueue(response.body(), policy.silence()).close();
      at = next.get();
    }
  }

  /** Another address of the web, and not from a safe connection to an open one. */
  private static Optional<URI> redirect(HttpResponse<?> response, URI from) {
    if (!REDIRECTS.contains(response.statusCode())) {
      return Optional.empty();
    }
    try {
      return response
          .headers()
          .firstValue("Location")
          .map(from::resolve)
          .filter(to -> to.getHost() != null)
          .filter(
              to ->
                  "https".equalsIgnoreCase(to.getScheme())
                      || "http".equalsIgnoreCase(to.getScheme())
                          && !"https".equalsIgnoreCase(from.getScheme()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(HttpRequest request)
      throws IOException {
    String host = request.uri().getAuthority();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofPublisher());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking " + request.uri());
    } catch (HttpTimeoutException e) {
      throw AttemptFailure.again(host + " does not answer").because(e);
    } catch (SSLException e) {
      throw AttemptFailure.last("no safe connection to " + host + ": " + e.getMessage()).because(e);
    } catch (IOException e) {
      throw failure(host, e).because(e);
    }
  }

  private static AttemptFailure failure(String host, IOException cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof UnresolvedAddressException) {
        return AttemptFailure.last(
            "no address is known of %s; is this machine offline, or should it use a proxy (https_proxy)?"
                .formatted(host));
      }
    }
    String said = cause.getMessage() == null ? "" : ": " + cause.getMessage();
    if (said.contains("too many authentication attempts")) {
      return AttemptFailure.last("the proxy does not accept the user and password it was given");
    }
    Matcher tunnel = TUNNEL.matcher(said);
    return tunnel.matches()
        ? refusal(Integer.parseInt(tunnel.group(1)), " of the proxy", Duration.ZERO)
        : AttemptFailure.again("no connection to " + host + said);
  }

  private void requireFile(HttpResponse<?> response) throws AttemptFailure {
    int status = response.statusCode();
    if (status == 200 || status == 206) {
      String type = response.headers().firstValue("Content-Type").orElse("");
      if (type.toLowerCase(Locale.ROOT).startsWith("text/html")) {
        throw webPage();
      }
      return;
    }
    String location = response.headers().firstValue("Location").map(to -> " to " + to).orElse("");
    Duration pause =
        response
            .headers()
            .firstValue("Retry-After")
            .filter(value -> SECONDS.matcher(value).matches())
            .map(value -> Duration.ofSeconds(Long.parseLong(value)))
            .orElse(Duration.ZERO);
    throw refusal(status, location, pause);
  }

  private static AttemptFailure refusal(int status, String more, Duration pause) {
    String message = "HTTP " + status + more + meaning(status);
    return status == 408 || status == 429 || status >= 500
        ? AttemptFailure.again(message, pause)
        : AttemptFailure.last(message);
  }

  private static String meaning(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> " (not followed)";
      case 401 -> " (refused; a user and password go into the address: USER:PASSWORD@HOST)";
      case 403 -> " (refused)";
      case 404, 410 -> " (not there)";
      case 407 ->
          " (the proxy wants a user and password: https_proxy=http://USER:PASSWORD@HOST:PORT)";
      default -> "";
    };
  }

  private static AttemptFailure webPage() {
    return AttemptFailure.last(
        "gave a web page instead of the file; look at it in a browser, and bring the file with"
            + " 'jpose models add NAME FILE'");
  }

  private static OptionalLong length(HttpResponse<?> response) {
    return response.headers().firstValueAsLong("Content-Length");
  }

  /** Total size of a file whose rest is coming. */
  private static OptionalLong resumedTotal(HttpResponse<?> response, PartFile part)
      throws IOException {
    Matcher range =
        CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    boolean fits = range.matches() && range.group(1).equals(Long.toString(part.length()));
    Optional<String> now = version(response);
    if (!fits || part.version().isPresent() && now.isPresent() && !part.version().equals(now)) {
      part.discard();
      throw AttemptFailure.again("sent another part than was asked for");
    }
    String total = range.group(2);
    return total.equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(total));
  }

  /** What If-Range takes: a strong entity tag, else the date of change. */
  private static Optional<String> version(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> response.headers().firstValue("Last-Modified"));
  }

  private static void checkTotal(ModelFile file, OptionalLong total) throws AttemptFailure {
    if (total.isEmpty()) {
      return;
    }
    long found = total.getAsLong();
    if (file.bytes().isPresent() && found != file.bytes().getAsLong()) {
      throw AttemptFailure.last(
          "has a file of " + found + " bytes, the card says " + file.bytes().getAsLong());
    }
    if (found > file.limit()) {
      throw AttemptFailure.last(
          "has a file of " + found + " bytes, expected at most " + file.limit());
    }
  }

  private void copy(BodyQueue body, OutputStream out, long from, OptionalLong total, ModelFile file)
      throws IOException {
    long done = from;
    listener.progress(done, total);
    for (Optional<List<ByteBuffer>> next = next(body); next.isPresent(); next = next(body)) {
      for (ByteBuffer buffer : next.get()) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        if (done == 0 && isWebPage(bytes)) {
          throw webPage();
        }
        done += bytes.length;
        if (done > file.limit()) {
          throw AttemptFailure.last(
              "sends more than the " + file.limit() + " bytes expected; cut off");
        }
        out.write(bytes);
      }
      listener.progress(done, total);
    }
    if (total.isPresent() && done != total.getAsLong()) {
      throw AttemptFailure.again("ended after " + done + " of " + total.getAsLong() + " bytes");
    }
  }

  private static Optional<List<ByteBuffer>> next(BodyQueue body) throws IOException {
    try {
      return body.next();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw AttemptFailure.again("the connection broke: " + e.getMessage()).because(e);
    }
  }

  private static boolean isWebPage(byte[] bytes) {
    String start =
        new String(bytes, 0, Math.min(SNIFFED, bytes.length), StandardCharsets.ISO_8859_1);
    return WEB_PAGE.matcher(start.toLowerCase(Locale.ROOT)).matches();
  }
}
