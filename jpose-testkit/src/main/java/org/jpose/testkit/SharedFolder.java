package org.jpose.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The folder of goldens and photos that is not part of the project: {@code ../shared} beside the
 * checkout, or {@code -Djpose.shared=DIR}.
 */
public final class SharedFolder {
  private static final String PROPERTY = "jpose.shared";

  private SharedFolder() {}

  /**
   * A file or folder below it.
   *
   * @throws org.opentest4j.TestAbortedException if it is not there: the test is skipped, with the
   *     reason
   */
  public static Path require(String relative) {
    Path path = Path.of(System.getProperty(PROPERTY, "../../shared")).resolve(relative).normalize();
    Assumptions.assumeTrue(
        Files.exists(path),
        () ->
            "skipped: needs %s of the shared folder (../shared beside the checkout, or -D%s=DIR)"
                .formatted(relative, PROPERTY));
    return path;
  }
}
