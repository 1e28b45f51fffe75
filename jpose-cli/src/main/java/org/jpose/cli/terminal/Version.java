package org.jpose.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, from its jar. */
public final class Version implements IVersionProvider {
  /** The version, or "development" outside a jar. */
  public static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The version and, where the build knew it, the commit. */
  public static String build() {
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in == null) {
        return number();
      }
      Properties properties = new Properties();
      properties.load(in);
      String revision = properties.getProperty("revision", "");
      return revision.matches("[0-9a-f]+") ? number() + " " + revision : number();
    } catch (IOException e) {
      return number();
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "jpose " + number(),
      "Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
    };
  }
}
