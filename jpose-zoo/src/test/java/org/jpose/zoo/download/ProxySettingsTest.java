package org.jpose.zoo.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jpose.zoo.FetchOptions;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxySettingsTest {
  private static final byte[] CONTENT = Samples.bytes(50_000);

  @TempDir Path folder;

  private static String proxy(Map<String, String> environment, String address) {
    Proxy proxy =
        new ProxySettings(environment, new Properties()).select(URI.create(address)).get(0);
    return proxy.address() instanceof InetSocketAddress found
        ? found.getHostString() + ":" + found.getPort()
        : "none";
  }

  @Test
  void eachSchemeHasItsProxy() {
    Map<String, String> environment =
        Map.of("http_proxy", "http://127.0.0.1:1", "https_proxy", "127.0.0.2:2");
    assertEquals("127.0.0.1:1", proxy(environment, "http://example.org/a"));
    assertEquals("127.0.0.2:2", proxy(environment, "https://example.org/a"));
    assertEquals("127.0.0.3:80", proxy(Map.of("ALL_PROXY", "127.0.0.3"), "https://example.org/a"));
    assertEquals("none", proxy(Map.of("http_proxy", "127.0.0.1:1"), "https://example.org/a"));
  }

  @ParameterizedTest
  @CsvSource({
    "*, true",
    "example.org, true",
    ".example.org, true",
    "*.example.org, true",
    "'localhost, models.example.org', true",
    "MODELS.example.org:8080, true",
    "models.example.org:80, false",
    "ample.org, false",
    "other.org, false",
    "'', false"
  })
  void someHostsNeedNone(String exceptions, boolean direct) {
    Map<String, String> environment =
        Map.of("http_proxy", "http://127.0.0.1:1", "no_proxy", exceptions);
    assertEquals(
        direct ? "none" : "127.0.0.1:1", proxy(environment, "http://models.example.org:8080/a"));
  }

  @Test
  void aProxyOfAnotherKindIsRefusedWithoutItsPassword() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> proxy(Map.of("https_proxy", "socks5://a:secret@h:1"), "https://example.org/"));
    assertEquals(
        "https_proxy is not a proxy jpose can use; expected http://[USER:PASSWORD@]HOST:PORT",
        thrown.getMessage());
  }

  private ModelStore store(Map<String, String> environment) {
    return new ModelStore(
        folder, new StoreDisk(StoreDisk.Access.REAL), Samples.POLICY, environment);
  }

  /** A proxy is asked for the whole address; the host itself need not be known. */
  @Test
  void downloadsThroughAProxyThatWantsAPassword() throws Exception {
    List<String> logins = new CopyOnWriteArrayList<>();
    String expected =
        "Basic "
            + Base64.getEncoder()
                .encodeToString("ann:p@ss+word".getBytes(StandardCharsets.ISO_8859_1));
    try (FileServer server =
        new FileServer(
            (exchange, n) -> {
              String login = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
              logins.add(String.valueOf(login));
              if (!expected.equals(login)) {
                exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
                FileServer.status(exchange, 407);
              } else {
                FileServer.file(exchange, CONTENT, null);
              }
            })) {
      ModelCard card =
          Samples.card("sample", Samples.file(CONTENT, URI.create("http://models.invalid/a.pb")));
      ModelStore store =
          store(Map.of("http_proxy", "http://ann:p%40ss+word@127.0.0.1:" + server.port()));
      InstalledModel model =
          store.fetch(card, FetchOptions.defaults(), Samples.CONVERSION, FetchListener.NONE);
      assertArrayEquals(Samples.converted(CONTENT), Files.readAllBytes(model.path()));
      assertEquals("http://models.invalid/a.pb", server.requests().get(0).path());
      assertEquals(List.of("null", expected), logins);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', HTTP 407 (the proxy wants a user and password: https_proxy=http://USER:PASSWORD@HOST:PORT)",
    "ann:wrong@, the proxy does not accept the user and password it was given"
  })
  void aProxyThatLetsNobodyThroughIsNamed(String login, String reason) {
    try (FileServer server =
        new FileServer(
            (exchange, n) -> {
              exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
              FileServer.status(exchange, 407);
            })) {
      ModelCard card =
          Samples.card("sample", Samples.file(CONTENT, URI.create("http://models.invalid/a.pb")));
      ModelStore store =
          store(Map.of("http_proxy", "http://" + login + "127.0.0.1:" + server.port()));
      Exception thrown =
          assertThrows(
              IOException.class,
              () ->
                  store.fetch(
                      card, FetchOptions.defaults(), Samples.CONVERSION, FetchListener.NONE));
      assertEquals(
          "weights.pb cannot be fetched. http://models.invalid/a.pb: " + reason,
          thrown.getMessage());
    }
  }
}
