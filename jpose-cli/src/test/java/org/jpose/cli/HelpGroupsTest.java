package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpGroupsTest {
  @Test
  void sharedOptionsHaveAHeading() {
    for (CommandLine command : commands(Main.commandLine())) {
      Class<?> own = command.getCommandSpec().userObject().getClass();
      for (OptionSpec option : command.getCommandSpec().options()) {
        String declaring = HelpGroups.declaring(option);
        assertTrue(
            declaring.isEmpty()
                || declaring.equals(own.getSimpleName())
                || HelpGroups.hasHeading(declaring),
            () -> own.getSimpleName() + ": options of " + declaring + " have no heading");
      }
    }
  }

  @Test
  void everyOptionIsPrintedOnce() {
    for (CommandLine command : commands(Main.commandLine())) {
      Map<String, List<OptionSpec>> groups = HelpGroups.groups(command.getHelp());
      long shown = command.getCommandSpec().options().stream().filter(o -> !o.hidden()).count();
      assertEquals(shown, groups.values().stream().mapToLong(List::size).sum());
      String help = command.getUsageMessage();
      command.getCommandSpec().options().stream()
          .filter(option -> !option.hidden())
          .forEach(option -> assertTrue(help.contains(option.longestName()), help));
    }
  }

  @Test
  void theHelpOfTrainingHasGroups() {
    String help = Program.run("train", "--help").succeeds().out();
    for (String heading : List.of("A teacher:", "On the way:", "Phases:", "Help:")) {
      assertTrue(help.lines().anyMatch(heading::equals), help);
    }
  }

  @Test
  void examplesAreNotBroken() {
    for (CommandLine command : commands(Main.commandLine())) {
      String help = command.getUsageMessage();
      for (String line : command.getCommandSpec().usageMessage().footer()) {
        assertTrue(help.lines().anyMatch(line::equals), line);
      }
    }
  }

  private static List<CommandLine> commands(CommandLine program) {
    List<CommandLine> all = new ArrayList<>(List.of(program));
    program.getSubcommands().values().forEach(command -> all.addAll(commands(command)));
    return all;
  }
}
