package org.jpose.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.jpose.core.PoseEstimator;
import org.jpose.http.Keystore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTPS with a certificate made as docs/SERVER.md says. */
@Timeout(120)
class TlsTest {
  private static final String PASSWORD = "secret-password";
  private static final String TOKEN = "0123456789abcdef-secret";

  @TempDir Path folder;

  private final Scenes scenes = new Scenes();
  private final PoseEstimator estimator = scenes.estimator();
  private PoseServer server;
  private Path keystore;

  @BeforeEach
  void makeKeystore() throws Exception {
    keystore = keystore(folder).file();
  }

  /** A key with its certificate, by the line of keytool in docs/SERVER.md. */
  static Keystore keystore(Path folder) throws Exception {
    Path root = Path.of(System.getProperty("jpose.root", ".."));
    String documented =
        Files.readAllLines(root.resolve("docs/SERVER.md")).stream()
            .filter(line -> line.startsWith("keytool "))
            .findFirst()
            .orElseThrow();
    Path keystore = folder.resolve("server.p12");
    List<String> command = new ArrayList<>(Arrays.asList(documented.split(" ")));
    command.set(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.set(command.indexOf("server.p12"), keystore.toString());
    assertTrue(command.contains(PASSWORD), documented);
    command.addAll(List.of("-ext", "san=ip:127.0.0.1"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("keytool.log")));
    return new Keystore(keystore, PASSWORD);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    estimator.close();
  }

  private void start(Path file, String password) {
    server =
        PoseServer.start(
            estimator,
            ServerOptions.defaults()
                .withPort(0)
                .withModel("painted")
                .withAccess(
                    AccessRules.open()
                        .withToken(TOKEN)
                        .withKeystore(new Keystore(file, password))));
  }

  /** A client that trusts the certificate and no other. */
  private HttpClient client() throws Exception {
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore)) {
      certificates.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificates.getCertificate("jpose"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.address().resolve(path))
        .header("Authorization", "Bearer " + TOKEN);
  }

  @Test
  void photosAndStreamsGoByTls() throws Exception {
    start(keystore, PASSWORD);
    assertEquals("https", server.address().getScheme());
    HttpClient client = client();
    HttpResponse<byte[]> answer =
        client.send(
            request("/v1/people").POST(BodyPublishers.ofByteArray(scenes.png())).build(),
            BodyHandlers.ofByteArray());
    assertEquals(200, answer.statusCode());
    JsonNode people = Description.json(answer.body()).at("/images/0/people");
    assertEquals(scenes.people(), people.size());
    assertTrue(answer.sslSession().orElseThrow().getProtocol().matches("TLSv1\\.[23]"));
    // What a browser says of the page's own origin.
    StreamClient stream =
        StreamClient.open(
            client,
            URI.create("wss://127.0.0.1:" + server.port() + "/v1/stream"),
            Map.of(
                "Authorization",
                "Bearer " + TOKEN,
                "Origin",
                "https://127.0.0.1:" + server.port()));
    stream.send(scenes.png());
    assertEquals(scenes.people(), stream.answer().at("/result/people").size());
    stream.close();
    assertEquals(1000, stream.closeCode());
  }

  @Test
  void whoDoesNotKnowTheCertificateOrSpeaksPlainHttpGetsNothing() {
    start(keystore, PASSWORD);
    HttpClient stranger = HttpClient.newHttpClient();
    assertThrows(
        SSLHandshakeException.class,
        () -> stranger.send(request("/healthz").build(), BodyHandlers.ofString()));
    URI plain = URI.create("http://127.0.0.1:" + server.port() + "/healthz");
    assertThrows(
        IOException.class,
        () -> stranger.send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString()));
  }

  /** Oldest protocols are not spoken, and bytes that are none of TLS harm nobody. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1", "TLSv1.1"})
  void oldProtocolsAreRefused(String protocol) throws Exception {
    start(keystore, PASSWORD);
    try (var socket =
        (javax.net.ssl.SSLSocket)
            javax.net.ssl.SSLSocketFactory.getDefault().createSocket("127.0.0.1", server.port())) {
      socket.setEnabledProtocols(new String[] {protocol});
      assertThrows(IOException.class, socket::startHandshake);
    }
    try (var garbage = new java.net.Socket("127.0.0.1", server.port())) {
      garbage.getOutputStream().write("no hello".repeat(100).getBytes(StandardCharsets.US_ASCII));
    }
    HttpResponse<String> answer =
        client().send(request("/healthz").build(), BodyHandlers.ofString());
    assertEquals(200, answer.statusCode());
  }

  @Test
  void aKeystoreThatCannotBeUsedIsNamed() throws Exception {
    assertMessage("password", () -> start(keystore, "wrong-password"));
    Path none = folder.resolve("none.p12");
    assertMessage("none.p12", () -> start(none, PASSWORD));
    Path garbage = Files.writeString(folder.resolve("garbage.p12"), "no keys");
    assertMessage("garbage.p12", () -> start(garbage, PASSWORD));
  }

  private static void assertMessage(String part, org.junit.jupiter.api.function.Executable start) {
    String message = assertThrows(UncheckedIOException.class, start).getMessage();
    assertTrue(message.contains(part), message);
    assertTrue(message.startsWith("keystore "), message);
  }
}
