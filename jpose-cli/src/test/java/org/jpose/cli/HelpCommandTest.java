package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jpose.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;

class HelpCommandTest {
  @Test
  void printsWhatTheOptionPrints() {
    for (String command : new String[] {"", "image", "models fetch"}) {
      String[] help = ("help " + command).strip().split(" ");
      String[] option = (command + " --help").strip().split(" ");
      assertEquals(
          Program.run((Object[]) option).succeeds().out(),
          Program.run((Object[]) help).succeeds().out());
    }
  }

  @Test
  void theProgramKnowsAllCommandsThen() {
    String[] arguments = {"help", "image"};
    StringWriter out = new StringWriter();
    int code = new Main().commandLine(arguments).setOut(new PrintWriter(out)).execute(arguments);
    assertEquals(ExitCode.OK, code);
    assertTrue(out.toString().startsWith("Usage: jpose image "), out.toString());
  }

  @Test
  void ofNoCommandIsAnError() {
    Program.run("help", "modles")
        .refuses("jpose", "unknown command 'modles'; did you mean models?");
    Program.run("help", "models", "walk").refuses("jpose models", "unknown command 'walk'");
  }
}
