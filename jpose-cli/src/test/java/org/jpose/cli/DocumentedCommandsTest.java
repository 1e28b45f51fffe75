package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** Every command that the documents and the program's own help show is one the program takes. */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of(System.getProperty("jpose.root"));
  private static final Pattern FENCE = Pattern.compile("(?ms)^```[a-z]*\\n(.*?)^```");
  private static final Pattern INLINE = Pattern.compile("`((?:\\./)?jpose [^`]+)`");

  /** A way to speak of a command, or one whose options are in a file that is not there. */
  private static final Pattern NO_COMMAND = Pattern.compile("jpose (COMMAND\\b|train @).*");

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGES.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static List<String> commands(String text) {
    List<String> found = new ArrayList<>();
    Matcher fences = FENCE.matcher(text);
    while (fences.find()) {
      fences.group(1).replace("\\\n", " ").lines().forEach(line -> add(found, line));
    }
    Matcher inline = INLINE.matcher(fences.replaceAll(""));
    while (inline.find()) {
      add(found, inline.group(1).replace('\n', ' '));
    }
    return found;
  }

  private static void add(List<String> commands, String line) {
    for (String part : line.replaceFirst("(^|\\s)#.*", "").split("&&|;|\\|\\s|\\s>\\s")) {
      String command = part.strip().replaceFirst("^\\./", "");
      if (command.startsWith("jpose ") && !NO_COMMAND.matcher(command).matches()) {
        commands.add(command);
      }
    }
  }

  /** {@code a|b|c} stands for several commands. */
  private static Stream<String> alternatives(String command) {
    Matcher several = Pattern.compile("\\b[a-z]+(\\|[a-z]+)+").matcher(command);
    return several.find()
        ? Arrays.stream(several.group().split("\\|"))
            .map(one -> command.replace(several.group(), one))
        : Stream.of(command);
  }

  /** Mentioned with nothing but words, a command may lack what it needs. */
  private static boolean isMention(String command) {
    return command.matches("jpose( [a-z]+)+");
  }

  @TestFactory
  Stream<DynamicTest> documentsShowWhatWorks() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : documents()) {
      for (String command : commands(Files.readString(file))) {
        alternatives(command)
            .forEach(
                one ->
                    tests.add(
                        DynamicTest.dynamicTest(
                            ROOT.relativize(file) + ": " + one, () -> assertKnown(one))));
      }
    }
    return tests.stream();
  }

  private static void assertKnown(String command) {
    CommandLine program = Main.commandLine();
    if (isMention(command)) {
      CommandLine found = program;
      for (String word : command.substring("jpose ".length()).split(" ")) {
        CommandLine next = found.getSubcommands().get(word);
        assertTrue(
            next != null || found.getSubcommands().isEmpty(), () -> "no command '" + word + "'");
        found = next == null ? found : next;
      }
    } else {
      program.parseArgs(command.substring("jpose ".length()).trim().split("\\s+"));
    }
  }

  @TestFactory
  Stream<DynamicTest> helpShowsWhatWorks() {
    List<DynamicTest> tests = new ArrayList<>();
    addExamples(Main.commandLine(), tests);
    return tests.stream();
  }

  private static void addExamples(CommandLine command, List<DynamicTest> tests) {
    String footer = String.join("\n", command.getCommandSpec().usageMessage().footer());
    for (String line : footer.replace("\\\n", " ").lines().toList()) {
      List<String> found = new ArrayList<>();
      add(found, line);
      found.forEach(
          one ->
              tests.add(
                  DynamicTest.dynamicTest(
                      command.getCommandSpec().qualifiedName() + " --help: " + one,
                      () -> assertKnown(one))));
    }
    command.getSubcommands().values().forEach(below -> addExamples(below, tests));
  }

  @Test
  void findsCommands() {
    assertTrue(
        commands("a `jpose doctor` b\n```sh\n./jpose image a.jpg \\\n  --flip # c\n```\n")
            .containsAll(List.of("jpose doctor", "jpose image a.jpg    --flip")));
  }
}
