package org.jpose.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.jpose.core.JposeVersion;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, from its jar. */
public final class Version implements IVersionProvider {
  /** The version and, where the build knew it, the commit. */
  public static String build() {
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in == null) {
        return JposeVersion.number();
      }
      Properties properties = new Properties();
      properties.load(in);
      String revision = properties.getProperty("revision", "");
      return revision.matches("[0-9a-f]+")
          ? JposeVersion.number() + " " + revision
          : JposeVersion.number();
    } catch (IOException e) {
      return JposeVersion.number();
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "jpose " + JposeVersion.number(),
      "Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
    };
  }
}
