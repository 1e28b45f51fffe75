package org.jpose.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jpose.core.NearNames;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in a user's words where the parser has a programmer's. */
final class CommandLineErrors {
  private static final Pattern VALUE =
      Pattern.compile(
          "Invalid value for (?:option '(.+?)'|positional parameter at index \\S+ \\(<?(.+?)>?\\))(?: \\(.*?\\))?: (.*)",
          Pattern.DOTALL);
  private static final Pattern NONE_OF =
      Pattern.compile("expected one of \\[(.*)](?: \\(case-insensitive\\))? but was '(.*)'");

  private CommandLineErrors() {}

  /** Reads numbers, and says of what is none what was expected. */
  static void readNumbers(CommandLine program) {
    read(program, Integer.class, int.class, Integer::valueOf, "a whole number");
    read(program, Long.class, long.class, Long::valueOf, "a whole number");
    read(program, Double.class, double.class, Double::valueOf, "a number");
  }

  /** Refuses what a script gives for a variable that is not set. */
  static void refuseNothing(CommandLine program) {
    program
        .registerConverter(String.class, CommandLineErrors::something)
        .registerConverter(Path.class, text -> Path.of(something(text)));
  }

  private static String something(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("'' is empty; give a value");
    }
    return text;
  }

  private static <T> void read(
      CommandLine program,
      Class<T> type,
      Class<T> primitive,
      Function<String, T> parser,
      String expected) {
    CommandLine.ITypeConverter<T> converter =
        text -> {
          try {
            return parser.apply(text);
          } catch (NumberFormatException e) {
            boolean far = text.matches("[+-]?\\d+");
            throw new TypeConversionException(
                "'" + text + (far ? "' is too large" : "' is not " + expected));
          }
        };
    program.registerConverter(type, converter).registerConverter(primitive, converter);
  }

  /** One line. */
  static String line(ParameterException error) {
    if (error.getCause() instanceof IllegalArgumentException) {
      return error.getMessage();
    }
    CommandSpec command = error.getCommandLine().getCommandSpec();
    if (error instanceof UnmatchedArgumentException unmatched) {
      return unknown(unmatched, command);
    }
    if (error instanceof MissingParameterException missing) {
      return missing(missing);
    }
    Matcher value = VALUE.matcher(error.getMessage());
    if (value.matches()) {
      String what = value.group(1) == null ? value.group(2) : value.group(1);
      return what + ": " + noneOf(value.group(3));
    }
    String message = error.getMessage();
    return Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static String noneOf(String message) {
    Matcher choice = NONE_OF.matcher(message);
    return choice.matches()
        ? "'%s' is none of %s".formatted(choice.group(2), choice.group(1).toLowerCase(Locale.ROOT))
        : message;
  }

  private static String unknown(UnmatchedArgumentException error, CommandSpec command) {
    String first = error.getUnmatched().get(0);
    if (error.isUnknownOption()) {
      String name = first.replaceFirst("=.*", "");
      List<String> known =
          command.options().stream()
              .filter(option -> !option.hidden())
              .flatMap(option -> List.of(option.names()).stream())
              .toList();
      return "unknown option '" + name + "'" + NearNames.question(name, known);
    }
    if (command.positionalParameters().isEmpty() && !command.subcommands().isEmpty()) {
      return unknownCommand(first, command.subcommands());
    }
    return error.getUnmatched().stream().map(a -> "'" + a + "'").collect(Collectors.joining(", "))
        + ": one argument too many, or an option's name is missing before it";
  }

  /** Says that there is no such command, and which may be meant. */
  static String unknownCommand(String given, Map<String, CommandLine> commands) {
    return "unknown command '" + given + "'" + NearNames.question(given, commands.keySet());
  }

  private static String missing(MissingParameterException error) {
    List<ArgSpec> missing = error.getMissing();
    if (missing.isEmpty()) {
      return error.getMessage();
    }
    if (error.getMessage().startsWith("Missing required parameter for option")) {
      OptionSpec option = (OptionSpec) missing.get(0);
      return "%s needs a value: %s %s"
          .formatted(option.longestName(), option.longestName(), option.paramLabel());
    }
    String names =
        missing.stream().map(CommandLineErrors::name).distinct().collect(Collectors.joining(", "));
    return names + (missing.size() == 1 ? " is missing" : " are missing");
  }

  private static String name(ArgSpec argument) {
    return argument instanceof PositionalParamSpec
        ? argument.paramLabel()
        : ((OptionSpec) argument).longestName() + " " + argument.paramLabel();
  }
}
