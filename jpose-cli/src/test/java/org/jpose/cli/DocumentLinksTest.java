package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the documents point at is there: files, headings, tools and classes. */
class DocumentLinksTest {
  private static final Path ROOT = Path.of(System.getProperty("jpose.root"));
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern TOOL = Pattern.compile("(?<![\\w/.])tools/[a-z][a-z0-9-]*");

  /** A class behind its package, without {@code org.jpose.}: {@code core.web.WebAddress}. */
  private static final Pattern CLASS =
      Pattern.compile("`(?:org\\.jpose\\.)?((?:[a-z]\\w*\\.)+[A-Z]\\w*)[^`\n]*`");

  /** Files of the root, of its folders, and of the modules' {@code src}: nothing that is built. */
  private static List<Path> files(String ending) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> children = Files.list(ROOT)) {
      for (Path child : children.filter(DocumentLinksTest::isSource).toList()) {
        Path sources = child.resolve("src");
        try (Stream<Path> all = Files.walk(Files.isDirectory(sources) ? sources : child)) {
          all.filter(file -> file.toString().endsWith(ending)).forEach(found::add);
        }
      }
    }
    return found;
  }

  private static boolean isSource(Path child) {
    return !child.getFileName().toString().matches("target|shared|\\..*");
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(result.groupCount()));
  }

  private static String withoutCode(String text) {
    return FENCE.matcher(text).replaceAll("");
  }

  /** A heading's anchor, as GitHub makes it. */
  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\w\\- ]", "")
        .replace(' ', '-');
  }

  private static void assertLeadsSomewhere(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    assertTrue(Files.exists(target), () -> link + " is not there");
    if (parts.length == 2) {
      Set<String> anchors =
          found(HEADING, withoutCode(Files.readString(target)))
              .map(DocumentLinksTest::anchor)
              .collect(Collectors.toSet());
      assertTrue(anchors.contains(parts[1]), () -> link + ": the headings are " + anchors);
    }
  }

  @TestFactory
  Stream<DynamicTest> linksLeadSomewhere() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files(".md")) {
      found(LINK, withoutCode(Files.readString(file)))
          .filter(link -> !link.startsWith("http"))
          .forEach(
              link ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          ROOT.relativize(file) + ": " + link,
                          () -> assertLeadsSomewhere(file, link))));
    }
    return tests.stream();
  }

  @Test
  void toolsAreThere() throws IOException {
    Set<String> missing = new HashSet<>();
    for (Path file : files(".md")) {
      TOOL.matcher(Files.readString(file))
          .results()
          .map(MatchResult::group)
          .filter(tool -> !Files.exists(ROOT.resolve(tool)))
          .forEach(tool -> missing.add(ROOT.relativize(file) + ": " + tool));
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void classesAreInTheirPackages() throws IOException {
    Set<String> sources =
        files(".java").stream()
            .map(file -> file.toString().replace('\\', '/').replaceFirst(".*/java/", ""))
            .collect(Collectors.toSet());
    Set<String> missing = new HashSet<>();
    for (Path file : files(".md")) {
      found(CLASS, withoutCode(Files.readString(file)))
          .filter(name -> isOurs(name, sources))
          .filter(name -> !sources.contains("org/jpose/" + name.replace('.', '/') + ".java"))
          .forEach(name -> missing.add(ROOT.relativize(file) + ": " + name));
    }
    assertEquals(Set.of(), missing);
  }

  /** Classes of others ({@code cv2.VideoCapture}) begin with no package of ours. */
  private static boolean isOurs(String name, Set<String> sources) {
    String first = name.substring(0, name.indexOf('.'));
    return sources.stream().anyMatch(source -> source.startsWith("org/jpose/" + first + "/"));
  }

  @Test
  void seesLinksAnchorsAndClasses() {
    assertEquals(List.of("a.md#b"), found(LINK, "see [c](a.md#b).").toList());
    assertEquals("a-skeleton-of-your-own-in-1-hour", anchor("A skeleton of your own, in 1 hour"));
    assertEquals(
        List.of("core.web.WebAddress"), found(CLASS, "by `core.web.WebAddress.of`").toList());
  }
}
