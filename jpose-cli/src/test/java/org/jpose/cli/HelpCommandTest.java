package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
  void ofNoCommandIsAnError() {
    Program.run("help", "modles")
        .refuses("jpose", "unknown command 'modles'; did you mean models?");
    Program.run("help", "models", "walk").refuses("jpose models", "unknown command 'walk'");
  }
}
