package org.jpose.zoo.download;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jpose.core.web.Login;
import org.jpose.core.web.WebAddress;

/**
 * Which proxy to use: Java's ({@code -Dhttps.proxyHost}, a default {@link ProxySelector}) where it
 * says one, else the one of the environment ({@code https_proxy}, {@code http_proxy}, {@code
 * no_proxy}).
 */
public final class ProxySettings extends ProxySelector {
  private final Map<String, String> environment;
  private final Properties system;

  /** Those that the environment and the system's properties say. */
  public ProxySettings(Map<String, String> environment, Properties system) {
    this.environment = environment;
    this.system = system;
  }

  @Override
  public List<Proxy> select(URI uri) {
    ProxySelector own = ProxySelector.getDefault();
    List<Proxy> chosen = own == null ? List.of() : own.select(uri);
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    boolean named = system.getProperty(scheme + ".proxyHost") != null;
    if (named || chosen.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT)) {
      return chosen;
    }
    Optional<Server> found = isExcepted(uri) ? Optional.empty() : ofEnvironment(scheme);
    return List.of(
        found
            .map(at -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(at.host, at.port)))
            .orElse(Proxy.NO_PROXY));
  }

  /**
   * Gives a proxy's user and password to the proxy; empty if none is known. Where there is one,
   * Java sends no other login by itself, so this also knows those of the addresses asked.
   */
  public Optional<Authenticator> authenticator(List<WebAddress> addresses) {
    List<Server> proxies =
        Stream.of("https", "http")
            .flatMap(scheme -> Stream.of(ofSystem(scheme), ofEnvironment(scheme)))
            .flatMap(Optional::stream)
            .filter(proxy -> proxy.login.isPresent())
            .toList();
    Authenticator authenticator =
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            Stream<Optional<Login>> logins =
                getRequestorType() == RequestorType.PROXY
                    ? proxies.stream()
                        .filter(proxy -> proxy.isAt(getRequestingHost(), getRequestingPort()))
                        .map(Server::login)
                    : addresses.stream()
                        .map(at -> at.loginAt(URI.create(getRequestingURL().toString())));
            return logins.flatMap(Optional::stream).findFirst().map(Login::forJava).orElse(null);
          }
        };
    return proxies.isEmpty() ? Optional.empty() : Optional.of(authenticator);
  }

  /** A proxy; port -1 if any of its host's is meant. */
  private record Server(String host, int port, Optional<Login> login) {
    boolean isAt(String askingHost, int askingPort) {
      return host.equals(askingHost) && (port < 0 || port == askingPort);
    }
  }

  private Optional<Server> ofSystem(String scheme) {
    Optional<Login> login =
        Optional.ofNullable(system.getProperty(scheme + ".proxyUser"))
            .map(user -> new Login(user, system.getProperty(scheme + ".proxyPassword", "")));
    return Optional.ofNullable(system.getProperty(scheme + ".proxyHost"))
        .map(host -> new Server(host, -1, login));
  }

  private Optional<Server> ofEnvironment(String scheme) {
    for (String name : List.of(scheme + "_proxy", "all_proxy")) {
      for (String variable : List.of(name, name.toUpperCase(Locale.ROOT))) {
        String value = environment.getOrDefault(variable, "").strip();
        if (!value.isEmpty()) {
          return Optional.of(server(variable, value));
        }
      }
    }
    return Optional.empty();
  }

  private static Server server(String variable, String value) {
    try {
      URI uri = URI.create(value.contains("://") ? value : "http://" + value);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new Server(uri.getHost(), port, WebAddress.of(uri).login());
      }
    } catch (IllegalArgumentException e) {
      // It names the value, which may hold a password.
    }
    throw new IllegalArgumentException(
        variable + " is not a proxy jpose can use; expected http://[USER:PASSWORD@]HOST:PORT");
  }

  /** {@code no_proxy}: hosts and domains with a comma between, perhaps with a port; * is all. */
  private boolean isExcepted(URI uri) {
    String exceptions =
        environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    String port = ":" + uri.getPort();
    for (String item : exceptions.toLowerCase(Locale.ROOT).split("[,\\s]+")) {
      String named = item.replaceFirst("^\\*?\\.", "");
      String name =
          named.endsWith(port) ? named.substring(0, named.length() - port.length()) : named;
      if (name.equals("*") || !name.isEmpty() && (host.equals(name) || host.endsWith("." + name))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void connectFailed(URI uri, SocketAddress proxy, IOException failure) {
    // The failure reaches the caller by itself.
  }
}
