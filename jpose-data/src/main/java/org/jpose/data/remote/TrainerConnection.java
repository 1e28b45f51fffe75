package org.jpose.data.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jpose.core.disk.FileException;

/** A worker's requests to its trainer. Thread-safe. */
final class TrainerConnection {
  /** Bytes of an answer, at most. */
  static final int MOST_ANSWER = 200_000;

  private static final Pattern DETAIL = Pattern.compile("\"detail\":\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Duration CONNECT_TIME = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIME = Duration.ofSeconds(90);

  /** What a trainer answers. */
  record Answer(int status, String text) {}

  private final WorkerOptions options;
  private final Duration answerTime;
  private final HttpClient client;

  /**
   * Nothing is connected yet.
   *
   * @throws RemoteDataException if the certificate cannot be read
   */
  TrainerConnection(WorkerOptions options) {
    this(options, ANSWER_TIME);
  }

  TrainerConnection(WorkerOptions options, Duration answerTime) {
    this.options = options;
    this.answerTime = answerTime;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIME);
    options.certificate().ifPresent(file -> builder.sslContext(trusting(file)));
    client = builder.build();
  }

  private static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("trainer" + trusted.size(), one);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new RemoteDataException(
          file + ": cannot be read as a certificate in PEM: " + FileException.reason(e), e);
    }
  }

  /**
   * Sends something and waits for the whole answer.
   *
   * @throws IOException if there is no trainer, the connection breaks or the answer takes too long
   * @throws InterruptedException if this thread is interrupted
   */
  Answer post(String path, byte[] body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(options.trainer().uri(path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    options.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    // A request's own timeout ends where the answer's body begins.
    CompletableFuture<HttpResponse<byte[]>> coming =
        client.sendAsync(request.build(), TrainerConnection::bounded);
    try {
      HttpResponse<byte[]> response = coming.get(answerTime.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      throw new HttpTimeoutException(
          "no whole answer came within " + answerTime.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } finally {
      coming.cancel(true);
    }
  }

  /** A trainer says how long its answers are, and none is long. */
  private static HttpResponse.BodySubscriber<byte[]> bounded(HttpResponse.ResponseInfo answer) {
    long length = answer.headers().firstValueAsLong("content-length").orElse(Long.MAX_VALUE);
    return length <= MOST_ANSWER
        ? HttpResponse.BodySubscribers.ofByteArray()
        : HttpResponse.BodySubscribers.replacing(new byte[0]);
  }

  /** What a trainer's refusal is told as. */
  RemoteDataException refused(Answer answer) {
    Matcher detail = DETAIL.matcher(answer.text());
    String reason =
        detail.find()
            ? detail.group(1).replaceAll("\\\\(.)", "$1")
            : "it answers with status " + answer.status() + "; is it a trainer of jpose?";
    return new RemoteDataException(
        "the trainer at %s refused this worker: %s".formatted(options.trainer(), reason));
  }
}
