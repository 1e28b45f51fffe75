package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jpose.cli.terminal.ExitCode;
import picocli.CommandLine;

/**
 * The program run in this JVM.
 *
 * @param code exit code
 * @param out what it reported
 * @param piped results it wrote to standard output
 * @param err what it complained of
 */
public record Program(int code, String out, String piped, String err) {
  /** The name of the class that starts it. */
  public static final String MAIN = Main.class.getName();

  /** All its commands. */
  public static CommandLine commandLine() {
    return Main.commandLine();
  }

  /** Runs it; arguments are taken as text. */
  public static Program run(Object... arguments) {
    return run(Main.commandLine(), arguments);
  }

  public static Program run(CommandLine command, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    ByteArrayOutputStream piped = new ByteArrayOutputStream();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    PrintStream standard = System.out;
    System.setOut(new PrintStream(piped, false, StandardCharsets.UTF_8));
    try {
      int code =
          command.execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
      System.out.flush();
      return new Program(
          code, out.toString(), piped.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setOut(standard);
    }
  }

  /** All is well: code 0 and no complaint. */
  public Program succeeds() {
    assertEquals(new Program(ExitCode.OK, out, piped, ""), this);
    return this;
  }

  /** Nothing could be done, for one reason in one line, and nothing was reported as done. */
  public void fails(String message) {
    assertEquals(new Program(ExitCode.FAILED, "", "", "jpose: " + message + "\n"), this);
  }

  /** The command line is refused: the reason, perhaps what was meant, and where help is. */
  public void refuses(String command, String... lines) {
    String complaint = "jpose: " + String.join("\n", lines) + "\nTry '" + command + " --help'.\n";
    assertEquals(new Program(ExitCode.USAGE, "", "", complaint), this);
  }

  public List<String> complaints() {
    return err.lines().toList();
  }
}
