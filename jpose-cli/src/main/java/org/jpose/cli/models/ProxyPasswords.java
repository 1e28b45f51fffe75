package org.jpose.cli.models;

/** Java does not send a proxy's password for https addresses unless it is told to. */
final class ProxyPasswords {
  private static final String PROPERTY = "jdk.http.auth.tunneling.disabledSchemes";

  private ProxyPasswords() {}

  /**
   * Lets a user whose proxy has a password through. Java's default keeps it back, because it
   * travels to the proxy as clear text; whoever puts it into {@code https_proxy} has decided. It
   * has an effect before the first download only, which is why a library must not do it, and the
   * program does.
   */
  static void allow() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, "");
    }
  }
}
