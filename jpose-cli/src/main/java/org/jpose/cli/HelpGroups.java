package org.jpose.cli;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Prints a command's options in groups: its own, then those of each class it shares. */
final class HelpGroups {
  /** By the simple name of the class that declares options. */
  private static final Map<String, String> HEADINGS =
      Map.ofEntries(
          Map.entry("AccessArguments", "Tokens and TLS"),
          Map.entry("AutoHelpMixin", "Help"),
          Map.entry("CommonArguments", "Help"),
          Map.entry("ConversionArguments", "What the file does not say of itself"),
          Map.entry("DataArguments", "Labelled images"),
          Map.entry("DeviceArguments", "Where the network runs"),
          Map.entry("EstimatorArguments", "How people are found"),
          Map.entry("FeatureArguments", "Training on cached features"),
          Map.entry("InputArguments", "What is read"),
          Map.entry("ModelArguments", "Models of other programs"),
          Map.entry("NetworkOutput", "Pictures of the network"),
          Map.entry("OptimizationArguments", "Steps"),
          Map.entry("PhaseArguments", "Phases"),
          Map.entry("RankArguments", "Several processes and machines"),
          Map.entry("ResultArguments", "Results"),
          Map.entry("SourceArguments", "How images are seen"),
          Map.entry("StartArguments", "Where training begins"),
          Map.entry("TargetArguments", "What fields look like"),
          Map.entry("TeacherArguments", "A teacher"),
          Map.entry("ValidationArguments", "On the way"),
          Map.entry("VideoArguments", "Videos and tracking"));

  /** A command of fewer options has them in one block. */
  private static final int FEW = 14;

  private HelpGroups() {}

  /** For a program with all its commands. */
  static void install(CommandLine program) {
    program.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpGroups::print);
    program.getSubcommands().values().forEach(HelpGroups::install);
  }

  private static String print(Help help) {
    Map<String, List<OptionSpec>> groups = groups(help);
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (heading, options) -> {
          if (!heading.isEmpty()) {
            text.append(String.format("%n%s:%n", heading));
          }
          Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
          layout.addOptions(options, help.parameterLabelRenderer());
          text.append(layout);
        });
    return text.toString();
  }

  /** Options by the heading above them; the command's own are first and have none. */
  static Map<String, List<OptionSpec>> groups(Help help) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    List<OptionSpec> options =
        help.commandSpec().options().stream().filter(option -> !option.hidden()).toList();
    groups.put("", new ArrayList<>());
    for (OptionSpec option : options) {
      String heading = options.size() < FEW ? "" : HEADINGS.getOrDefault(declaring(option), "");
      groups.computeIfAbsent(heading, h -> new ArrayList<>()).add(option);
    }
    List<OptionSpec> last = groups.remove(HEADINGS.get("CommonArguments"));
    if (last != null) {
      groups.put(HEADINGS.get("CommonArguments"), last);
    }
    return groups;
  }

  /** Simple name of the class that declares an option. */
  static String declaring(OptionSpec option) {
    return option.userObject() instanceof Member member
        ? member.getDeclaringClass().getSimpleName()
        : "";
  }

  /** Whether the options of a class have a heading. */
  static boolean hasHeading(String declaring) {
    return HEADINGS.containsKey(declaring);
  }
}
