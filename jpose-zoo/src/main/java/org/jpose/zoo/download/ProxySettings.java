package org.jpose.zoo.download;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jpose.core.web.Login;
import org.jpose.core.web.WebAddress;

/**
 * Which proxy to use: Java's ({@code -Dhttps.proxyHost}, a default {@link ProxySelector}) where it
 * says one, else the one of the environment ({@code https_proxy}, {@code http_proxy}, {@code
 * no_proxy}).
 */
public final class ProxySettings extends ProxySelector {
  private static final List<String> SCHEMES = List.of("https", "http");

  private final Map<String, String> environment;
  private final Properties system;

  /** Those that the environment and the system's properties say. */
  public ProxySettings(Map<String, String> environment, Properties system) {
    this.environment = environment;
    this.system = system;
  }

  /** {@code http://user:password@host:port}, taken apart. */
  private record Address(String host, int port, Optional<Login> login) {
    static Address parse(String variable, String value) {
      URI uri;
      try {
        uri = URI.create(value.contains("://") ? value : "http://" + value);
      } catch (IllegalArgumentException e) {
        uri = URI.create("unreadable:proxy");
      }
      if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
        // Without the value, which may hold a password.
        throw new IllegalArgumentException(
            variable + " is not a proxy jpose can use; expected http://[USER:PASSWORD@]HOST:PORT");
      }
      return new Address(
          uri.getHost(),
          uri.getPort() < 0 ? 80 : uri.getPort(),
          Optional.ofNullable(uri.getRawUserInfo()).map(Login::of));
    }
  }

  @Override
  public List<Proxy> select(URI uri) {
    ProxySelector own = ProxySelector.getDefault();
    List<Proxy> chosen = own == null ? List.of() : own.select(uri);
    boolean named = system.getProperty(scheme(uri) + ".proxyHost") != null;
    if (named || chosen.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT)) {
      return chosen;
    }
    if (isExcepted(uri)) {
      return List.of(Proxy.NO_PROXY);
    }
    return environment(scheme(uri))
        .map(found -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(found.host, found.port)))
        .map(List::of)
        .orElse(List.of(Proxy.NO_PROXY));
  }

  /**
   * Gives a proxy's user and password to the proxy; empty if none is known. Where there is one,
   * Java sends no other login by itself, so this also knows those of the addresses asked.
   */
  public Optional<Authenticator> authenticator(List<WebAddress> addresses) {
    boolean known =
        SCHEMES.stream()
            .anyMatch(
                scheme ->
                    system.getProperty(scheme + ".proxyUser") != null
                        || environment(scheme).flatMap(Address::login).isPresent());
    Authenticator authenticator =
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            Optional<Login> login =
                getRequestorType() == RequestorType.PROXY
                    ? login(getRequestingHost(), getRequestingPort())
                    : addresses.stream()
                        .flatMap(address -> address.loginAt(requested()).stream())
                        .findFirst();
            return login.map(Login::forJava).orElse(null);
          }

          private URI requested() {
            try {
              return getRequestingURL().toURI();
            } catch (URISyntaxException e) {
              return URI.create("unreadable:address");
            }
          }
        };
    return known ? Optional.of(authenticator) : Optional.empty();
  }

  private Optional<Login> login(String host, int port) {
    for (String scheme : SCHEMES) {
      String named = system.getProperty(scheme + ".proxyHost");
      String user = system.getProperty(scheme + ".proxyUser");
      if (named != null && named.equals(host) && user != null) {
        String password = system.getProperty(scheme + ".proxyPassword", "");
        return Optional.of(new Login(user, password));
      }
      Optional<Address> found = environment(scheme);
      if (found.filter(proxy -> proxy.host.equals(host) && proxy.port == port).isPresent()) {
        return found.get().login();
      }
    }
    return Optional.empty();
  }

  private Optional<Address> environment(String scheme) {
    for (String name : List.of(scheme + "_proxy", "all_proxy")) {
      for (String variable : List.of(name, name.toUpperCase(Locale.ROOT))) {
        String value = environment.getOrDefault(variable, "");
        if (!value.isBlank()) {
          return Optional.of(Address.parse(variable, value.strip()));
        }
      }
    }
    return Optional.empty();
  }

  /** {@code no_proxy}: hosts and domains with a comma between, perhaps with a port; * is all. */
  private boolean isExcepted(URI uri) {
    String exceptions =
        environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    for (String item : exceptions.toLowerCase(Locale.ROOT).split("[,\\s]+")) {
      String name = item.replaceFirst("^\\*?\\.", "");
      int colon = name.indexOf(':');
      if (colon > 0 && name.indexOf(':', colon + 1) < 0) {
        if (!name.substring(colon + 1).equals(Integer.toString(uri.getPort()))) {
          continue;
        }
        name = name.substring(0, colon);
      }
      if (name.equals("*") || !name.isEmpty() && (host.equals(name) || host.endsWith("." + name))) {
        return true;
      }
    }
    return false;
  }

  private static String scheme(URI uri) {
    return uri.getScheme().toLowerCase(Locale.ROOT);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress proxy, IOException failure) {
    // The failure reaches the caller by itself.
  }
}
