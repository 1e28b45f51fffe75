package org.jpose.core.web;

import java.net.PasswordAuthentication;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A user and a password, as an address has them before its host. Never shown. */
public record Login(String user, String password) {
  /** Reads {@code USER:PASSWORD}, percent-encoded, or {@code USER} alone. */
  public static Login of(String userInfo) {
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    String password = colon < 0 ? "" : userInfo.substring(colon + 1);
    return new Login(decoded(user), decoded(password));
  }

  /** Percent signs only; a plus is a plus here. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** For Java's own. */
  public PasswordAuthentication forJava() {
    return new PasswordAuthentication(user, password.toCharArray());
  }

  /** The header's value by which a server is told (RFC 7617). */
  public String basic() {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  @Override
  public String toString() {
    return "a login";
  }
}
