package org.jpose.data.remote;

import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a trainer listens, or where workers find it.
 *
 * @param secure whether by TLS
 * @param host name or number of a machine; {@code *} or {@code 0.0.0.0} to listen on every
 *     interface; IPv6 numbers in brackets
 * @param port 1 to 65535, or 0 to listen on any free port
 */
public record RemoteAddress(boolean secure, String host, int port) {
  private static final Pattern TEXT =
      Pattern.compile("(tcp|http|https)://(\\*|[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):(\\d{1,5})");

  private static final int LAST_PORT = 65535;

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException if it is out of range or there is no host
   */
  public RemoteAddress {
    if (host.isEmpty() || port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException(
          "address of host '%s' and port %d: expected a host and a port 0 to %d"
              .formatted(host, port, LAST_PORT));
    }
  }

  /**
   * Reads where to listen: {@code tcp://0.0.0.0:5555}, or {@code https://...} for TLS; port 0 takes
   * any free one.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  public static RemoteAddress toListen(String text) {
    return parse(text, "tcp://0.0.0.0:5555");
  }

  /**
   * Reads where a trainer is: {@code tcp://trainer:5555}, or {@code https://...} if it has TLS.
   *
   * @throws IllegalArgumentException if the text is something else, or names no single machine
   */
  public static RemoteAddress toConnect(String text) {
    RemoteAddress address = parse(text, "tcp://trainer:5555");
    if (address.isAnywhere() || address.port() == 0) {
      throw new IllegalArgumentException(
          "address '" + text + "' is for listening; name the trainer's machine and port");
    }
    return address;
  }

  private static RemoteAddress parse(String text, String example) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "address '%s' is neither tcp://HOST:PORT nor https://HOST:PORT; for example %s"
              .formatted(text, example));
    }
    return new RemoteAddress(
        matcher.group(1).equals("https"), matcher.group(2), Integer.parseInt(matcher.group(3)));
  }

  boolean isAnywhere() {
    return List.of("*", "0.0.0.0", "[::]").contains(host);
  }

  /** The same machine at another port. */
  public RemoteAddress at(int newPort) {
    return new RemoteAddress(secure, host, newPort);
  }

  /** An address of the other side's. */
  URI uri(String path) {
    return URI.create((secure ? "https://" : "http://") + host + ":" + port + path);
  }

  /** As the command line writes it. */
  @Override
  public String toString() {
    return (secure ? "https://" : "tcp://") + host + ":" + port;
  }
}
