package org.jpose.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Named pipes, which the JDK cannot make. */
public final class Pipe {
  private Pipe() {}

  /**
   * A pipe into which a thread writes these bytes as soon as somebody reads. A pipe that nobody
   * read is not made anew as a file after it was deleted.
   */
  public static Path of(Path name, byte[] bytes) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "no mkfifo");
    assertEquals(0, new ProcessBuilder("mkfifo", name.toString()).start().waitFor());
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream out = Files.newOutputStream(name, StandardOpenOption.WRITE)) {
                out.write(bytes);
              } catch (IOException readerIsGone) {
                return;
              }
            });
    writer.setDaemon(true);
    writer.start();
    return name;
  }
}
