package org.jpose.data.remote;

/** The version of the jpose that runs, from its jar. */
final class JposeVersion {
  private JposeVersion() {}

  static String text() {
    String version = JposeVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
