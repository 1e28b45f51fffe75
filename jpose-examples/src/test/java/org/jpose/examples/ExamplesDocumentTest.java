package org.jpose.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/EXAMPLES.md shows the examples as they are compiled, with their imports. */
class ExamplesDocumentTest {
  private static final Path ROOT = Path.of(System.getProperty("jpose.root"));
  private static final int MOST_LINES = 40;

  private static Map<String, String> files() throws IOException {
    Path folder = ROOT.resolve("jpose-examples/src/main/java/org/jpose/examples");
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.list(folder)) {
      for (Path file : found.filter(f -> f.toString().endsWith("Example.java")).toList()) {
        files.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void theDocumentShowsWhatIsCompiled() throws IOException {
    String document = Files.readString(ROOT.resolve("docs/EXAMPLES.md"));
    Matcher blocks = Pattern.compile("(?s)```java\\n(.*?)```").matcher(document);
    Map<String, String> shown = new TreeMap<>();
    while (blocks.find()) {
      Matcher name = Pattern.compile("final class (\\w+)").matcher(blocks.group(1));
      assertTrue(name.find(), blocks.group(1));
      shown.put(name.group(1), blocks.group(1));
    }
    assertEquals(files(), shown);
  }

  @Test
  void eachIsShort() throws IOException {
    for (Map.Entry<String, String> file : files().entrySet()) {
      List<String> lines = file.getValue().lines().toList();
      assertTrue(lines.size() <= MOST_LINES, file.getKey() + " has " + lines.size() + " lines");
    }
  }
}
