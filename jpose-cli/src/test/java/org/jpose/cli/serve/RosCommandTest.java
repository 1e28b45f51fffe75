package org.jpose.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.jpose.cli.Program;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Command lines that are wrong end before anything is reached. */
class RosCommandTest {
  private static void refuses(String message, Object... arguments) {
    Program.run(arguments).refuses("jpose ros", message);
  }

  @Test
  void wrongCommandLinesAreRefused() {
    refuses("--draw goes with --picture", "ros", "--image", "/eye", "--draw", "heatmap");
    refuses("--angles and --boxes go with --json", "ros", "--image", "/eye", "--angles");
    refuses("a queue of 0 messages; expected 1 to 10000", "ros", "--image", "/eye", "--queue", "0");
    refuses(
        "0.0 pictures a second at most: must be positive",
        "ros",
        "--image",
        "/eye",
        "--hertz",
        "0");
    refuses(
        "'a b' is no name of ROS; expected letters, digits, _ and /, as /camera/image_raw",
        "ros",
        "--image",
        "a b");
    refuses(
        "'robot' is no address of a master; expected one like http://localhost:11311",
        "ros",
        "--image",
        "/eye",
        "--master",
        "robot");
    refuses(
        "'a b' is no name of ROS; expected letters, digits, _ and /, as /camera/image_raw",
        "ros",
        "--image",
        "/eye",
        "--markers",
        "a b");
    refuses("'eye' is no argument of ROS, as from:=to", "ros", "eye");
    refuses(
        "a bridge has no parameters to read; give --image TOPIC", "ros", "--bridge", "ws://r:1");
    refuses(
        "'http://r:1' is no address of a rosbridge server; expected one like ws://robot:9090",
        "ros",
        "--bridge",
        "http://r:1",
        "--image",
        "/eye");
  }

  /** roslaunch puts its arguments behind those of the launch file. */
  @Test
  void aTopicThatIsLeftOutIsNoArgumentOfRos() {
    for (String option : List.of("--pose", "--markers", "--picture", "--json")) {
      ParseResult parsed = parsed(option, "__name:=eyes", "/a:=/b");
      assertEquals("~" + option.substring(2), parsed.commandSpec().findOption(option).getValue());
      assertEquals(List.of("__name:=eyes", "/a:=/b"), parsed.matchedPositionalValue(0, List.of()));
      parsed = parsed(option, "/there", "__name:=eyes");
      assertEquals("/there", parsed.commandSpec().findOption(option).getValue());
      parsed = parsed(option + "=/there", "__name:=eyes");
      assertEquals("/there", parsed.commandSpec().findOption(option).getValue());
      parsed = parsed(option, "--track");
      assertEquals("~" + option.substring(2), parsed.commandSpec().findOption(option).getValue());
      parsed = parsed(option);
      assertEquals("~" + option.substring(2), parsed.commandSpec().findOption(option).getValue());
    }
  }

  private static ParseResult parsed(String... arguments) {
    CommandLine program = Program.commandLine();
    return program
        .parseArgs(Stream.concat(Stream.of("ros"), Stream.of(arguments)).toArray(String[]::new))
        .subcommand();
  }
}
