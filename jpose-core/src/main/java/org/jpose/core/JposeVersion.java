package org.jpose.core;

/** The version of the jpose that runs. */
public final class JposeVersion {
  private JposeVersion() {}

  /** The version, from jpose's jar, or "development" outside a jar. */
  public static String number() {
    String version = JposeVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
