package org.jpose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines the README and the Javadoc show are those of {@link ReadmeSnippet}, and they work. */
class ReadmeSnippetTest {
  private static final Path ROOT = Path.of(System.getProperty("jpose.root"));

  @TempDir Path folder;

  private static String between(String file, String from, String to) throws IOException {
    String text = Files.readString(ROOT.resolve(file));
    Matcher matcher =
        Pattern.compile(Pattern.quote(from) + "(.*?)" + Pattern.quote(to), Pattern.DOTALL)
            .matcher(text);
    assertTrue(matcher.find(), file + " has no " + from);
    // Also without the stars of a Javadoc comment.
    return matcher.group(1).replaceAll("\\s+(\\*\\s+)?", " ").strip();
  }

  private static String compiled() throws IOException {
    return between(
        "jpose-library/src/test/java/org/jpose/ReadmeSnippet.java", "// README", "// end");
  }

  @Test
  void theReadmeShowsTheLinesThatAreTested() throws IOException {
    assertEquals(compiled(), between("README.md", "```java\n", "```"));
  }

  @Test
  void theJavadocShowsTheLinesThatAreTested() throws IOException {
    String source = "jpose-library/src/main/java/org/jpose/Jpose.java";
    assertEquals(compiled(), between(source, "<pre>{@code", "}</pre>"));
  }

  @Test
  void theLinesFindTheNosesOnThePhoto() throws IOException, InterruptedException {
    Files.copy(ROOT.resolve("samples/two-people.jpg"), folder.resolve("photo.jpg"));
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ReadmeSnippet.class.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertTrue(ended, "still running after a minute");
    List<String> noses = Files.readAllLines(output);
    assertEquals(0, process.waitFor(), noses::toString);
    assertEquals(2, noses.size(), noses::toString);
    assertNear(946, 256, noses.get(0));
    assertNear(320, 223, noses.get(1));
  }

  private static void assertNear(double x, double y, String line) {
    String[] found = line.split(", ");
    assertEquals(x, Double.parseDouble(found[0]), 6, line);
    assertEquals(y, Double.parseDouble(found[1]), 6, line);
  }
}
