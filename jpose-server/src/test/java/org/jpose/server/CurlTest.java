package org.jpose.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jpose.Jpose;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lines of docs/SERVER.md that ask with curl. */
@Timeout(180)
class CurlTest {
  @Test
  void documentedLinesWork(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "skipped: needs curl");
    Path root = Path.of(System.getProperty("jpose.root", "..")).toRealPath();
    List<String> lines =
        Files.readAllLines(root.resolve("docs/SERVER.md")).stream()
            .filter(line -> line.startsWith("curl "))
            .toList();
    assertTrue(lines.size() >= 4, lines::toString);
    try (PoseEstimator estimator = Jpose.estimator("lite", EstimatorOptions.defaults());
        PoseServer server =
            PoseServer.start(estimator, ServerOptions.defaults().withPort(0).withModel("lite"))) {
      for (int i = 0; i < lines.size(); i++) {
        Path out = folder.resolve("answer" + i);
        String line =
            lines
                .get(i)
                .replace("127.0.0.1:8080", "127.0.0.1:" + server.port())
                .replace("@samples/", "@" + root.resolve("samples") + "/")
                .replaceAll(" -o \\S+", "");
        Process curl =
            new ProcessBuilder("sh", "-c", line.replaceFirst("curl", "curl -sSf"))
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertTrue(curl.waitFor(60, TimeUnit.SECONDS), line);
        assertEquals(0, curl.exitValue(), line);
        check(line, Files.readAllBytes(out));
      }
    }
  }

  private static void check(String line, byte[] answer) {
    if (line.contains("format=png")) {
      assertEquals((byte) 0x89, answer[0]);
    } else {
      Description.assertValid(
          line.contains("models") ? "Models" : "Results", Description.json(answer));
    }
  }
}
