package org.jpose.core.web;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address of the web, and who asks there.
 *
 * @param uri the address without user and password, as it is shown and stored
 * @param login for this server, and for no other that it may send us to
 */
public record WebAddress(URI uri, Optional<Login> login) {
  private static final Pattern PASSWORD =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*://[^/?#@:\\s]*):[^/\\s]*@");

  private static final Pattern PASSWORD_OF_ONE =
      Pattern.compile("^((?:[a-zA-Z][a-zA-Z0-9+.-]*://)?[^/@:]*):(?!//)[^/]*@");

  /** A text with addresses in it, their passwords left out. */
  public static String withoutPassword(String text) {
    return PASSWORD.matcher(text).replaceAll("$1:***@");
  }

  /**
   * An address as it was given, well-formed or not, its password left out: there too where the
   * scheme was forgotten or the password has characters that an address may not have.
   */
  public static String shown(String address) {
    return PASSWORD_OF_ONE.matcher(address).replaceFirst("$1:***@");
  }

  /** Takes user and password out of an address. */
  public static WebAddress of(URI address) {
    String userInfo = address.getRawUserInfo();
    if (userInfo == null) {
      return new WebAddress(address, Optional.empty());
    }
    String text = address.toString();
    int start = text.indexOf("//") + 2;
    URI bare = URI.create(text.substring(0, start) + text.substring(start + userInfo.length() + 1));
    return new WebAddress(bare, Optional.of(Login.of(userInfo)));
  }

  /** The login, if this is an address of the same server, by the same protocol. */
  public Optional<Login> loginAt(URI other) {
    boolean same =
        uri.getScheme().equalsIgnoreCase(other.getScheme())
            && Objects.equals(uri.getHost(), other.getHost())
            && uri.getPort() == other.getPort();
    return same ? login : Optional.empty();
  }
}
