package org.jpose.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.DeviceArguments;
import org.jpose.cli.arguments.SamplePhoto;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.Backend;
import org.jpose.core.Counted;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.source.SkeletonFile;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.net.Cost;
import org.jpose.zoo.ModelAdvice;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose bench}: what networks cost on this machine. */
@Command(
    name = "bench",
    description = {
      "Measures what networks cost on this machine.",
      "Time, memory, parameters, multiply-accumulates, and the people each finds on",
      "a photo. A network without weights runs with random ones."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  The networks of tf-openpose and the embedded models, at tf-openpose's size:",
      "    jpose bench",
      "  One model file on one core, two images at once:",
      "    jpose bench pose.onnx --size 432x368 --threads 1 --batch 2",
      "  What models find against what they cost, as a picture:",
      "    jpose bench base lite --size 432x368,256x256 --data coco --plot accuracy.png"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final List<String> SEED =
      Stream.concat(
              Stream.of("cmu", "dsconv", "mobilenet_accurate", "mobilenet", "mobilenet_fast"),
              ModelZoo.embedded().stream())
          .toList();
  private static final int LEAST_RUNS = 5;
  private static final int WARM_UP = 2;
  private static final String ROW = "--one-row";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..*",
      description =
          "Models or networks of 'jpose models list', or ONNX files (default: tf-openpose's five"
              + " networks and the embedded models).")
  private List<String> models = SEED;

  @Option(
      names = "--size",
      paramLabel = "WxH[,WxH...]",
      description =
          "Size of the network's input (default: ${DEFAULT-VALUE}), rounded up; several with"
              + " --data.")
  private String size = "368x368";

  @Option(
      names = "--skeleton",
      paramLabel = "NAME|FILE",
      description =
          "What networks without weights are to find, by name or as a JSON file (default: coco18;"
              + " models have their own).")
  private String skeleton;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (default: one per core).")
  private int threads;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images the network sees at once (default: ${DEFAULT-VALUE}).")
  private int batch = 1;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long to measure each model, five runs at least (default: 5).")
  private double seconds = 5;

  @Option(
      names = "--photo",
      paramLabel = "FILE",
      description = "The photo to find people on (default: " + SamplePhoto.NAME + ").")
  private Path photo;

  @Option(
      names = "--data",
      paramLabel = "COCO_DIR",
      description =
          "Measure average precision as well, on images with COCO's annotations, as 'jpose eval'"
              + " does; time then in turns, all models in one process.")
  private Path data;

  @Option(
      names = "--split",
      paramLabel = "NAME|FILE",
      description = "Split of --data such as val2017 (default: the only one).")
  private String split;

  @Option(
      names = "--plot",
      paramLabel = "PNG",
      description = "With --data: draw average precision over milliseconds.")
  private Path plot;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "With --data: runs of each model at each size, in turns (default: ${DEFAULT-VALUE}).")
  private int rounds = 40;

  /** How a process of its own is asked for one row. */
  @Option(names = ROW, hidden = true)
  private boolean row;

  /** What processes say of this machine, they all say. */
  private final Set<String> said = new HashSet<>();

  @Mixin private DeviceArguments devices;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    List<NetworkSize> sizes = Usage.check(spec, this::checkedSizes);
    if (data != null) {
      return measureAccuracy(sizes);
    }
    NetworkSize input = sizes.get(0);
    Optional<Skeleton> fields =
        Usage.check(spec, () -> Optional.ofNullable(skeleton).map(SkeletonFile::named));
    if (row) {
      measure(models.get(0), fields, input, image());
      return ExitCode.OK;
    }
    image();
    print(
        "%-24s %10s %17s %10s %12s %8s %8s",
        "model", "time ms", "10% to 90%", "memory MB", "parameters", "GMAC", "people");
    int failed = 0;
    for (String model : models) {
      failed += measureAlone(model) ? 0 : 1;
    }
    print(
        "One run of the network on %s at %s, %s, medians; memory: the most it added to a fresh process.",
        Counted.of(batch, "image"),
        input,
        threads == 0 ? "all cores" : Counted.of(threads, "thread"));
    print("Of the embedded models %s.", ModelAdvice.here());
    return failed == 0
        ? ExitCode.OK
        : failed == models.size() ? ExitCode.FAILED : ExitCode.SOME_FAILED;
  }

  private Image image() throws IOException {
    return photo == null
        ? SamplePhoto.read()
        : new ImageFileReader(ImageReadOptions.defaults()).read(photo);
  }

  /** Measures in a process of its own, so that no model sees what others left in memory. */
  private boolean measureAlone(String model) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What this Java was given (JAVA_OPTS) of memory and properties goes for all.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.matches("-D.*|-Xm[sx].*|-XX:MaxRAM.*"))
        .forEach(command::add);
    String program = spec.root().userObject().getClass().getName();
    command.addAll(List.of("-XX:+UseSerialGC", program, "bench", model, ROW));
    command.addAll(List.of("--size", size, "--threads", Integer.toString(threads)));
    command.addAll(List.of("--batch", Integer.toString(batch)));
    command.addAll(List.of("--seconds", Double.toString(seconds)));
    command.addAll(List.of(DeviceArguments.OPTION, devices.device().toString()));
    if (skeleton != null) {
      command.addAll(List.of("--skeleton", skeleton));
    }
    if (photo != null) {
      command.addAll(List.of("--photo", photo.toString()));
    }
    if (common.isVerbose()) {
      command.add("--verbose");
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    try (TemporaryFolder temporary = TemporaryFolder.ofSystem()) {
      Path errors = temporary.path().resolve("errors.txt");
      Process process = builder.redirectError(errors.toFile()).start();
      try (BufferedReader rows = process.inputReader(StandardCharsets.UTF_8)) {
        rows.lines().forEach(line -> print("%s", line));
      }
      int code = process.waitFor();
      PrintWriter err = spec.commandLine().getErr();
      Files.readAllLines(errors).stream().filter(said::add).forEach(err::println);
      if (code > ExitCode.SOME_FAILED) {
        err.println(
            "jpose: %s: its process ended with code %d; not enough memory?".formatted(model, code));
      }
      err.flush();
      return code == ExitCode.OK;
    }
  }

  private List<NetworkSize> checkedSizes() {
    if (batch < 1 || threads < 0 || !(seconds > 0) || rounds < 1) {
      throw new IllegalArgumentException(
          "batch %d, threads %d, seconds %s, rounds %d: expected at least 1, 0, more than 0 and 1"
              .formatted(batch, threads, seconds, rounds));
    }
    List<NetworkSize> sizes =
        Arrays.stream(size.split(",", -1))
            .map(side -> NetworkSize.parse(side).requireFixed())
            .distinct()
            .toList();
    if (data == null && (sizes.size() > 1 || split != null || plot != null)) {
      throw new IllegalArgumentException("--split, --plot and several sizes go with --data");
    }
    if (data != null && (models == SEED || skeleton != null || batch > 1)) {
      throw new IllegalArgumentException(
          "--data goes with models by name, whose skeleton is their own, one image at once");
    }
    return sizes;
  }

  private int measureAccuracy(List<NetworkSize> sizes) throws Exception {
    if (plot != null) {
      ImageFileWriter.check(plot);
    }
    CocoFolder folder =
        Usage.check(
            spec, () -> split == null ? CocoFolder.find(data) : CocoFolder.find(data, split));
    List<AccuracyPlot.Point> points;
    try (AccuracyBench bench =
        Usage.check(
            spec, () -> AccuracyBench.open(models, sizes, devices.execution(threads), image()))) {
      print("%-24s %10s %10s %8s", "model", "size", "time ms", "AP");
      points =
          bench.run(
              folder,
              rounds,
              point ->
                  print(
                      "%-24s %10s %10.1f %8.3f",
                      point.model(), point.size(), point.millis(), point.ap()),
              spec.commandLine().getErr());
    }
    String facts =
        "%s; one image at once, %s, medians of %d runs in turns"
            .formatted(
                folder.annotations().getFileName(),
                threads == 0 ? "all cores" : Counted.of(threads, "thread"),
                rounds);
    print("%s", facts);
    if (plot != null) {
      Image picture = AccuracyPlot.draw("Average precision over time", facts, points);
      new ImageFileWriter().write(picture, plot);
      print("written: %s", plot);
    }
    return ExitCode.OK;
  }

  private void print(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, format, values).stripTrailing());
    out.flush();
  }

  private void measure(String model, Optional<Skeleton> skeleton, NetworkSize wanted, Image image)
      throws IOException {
    System.gc();
    OptionalLong before = PeakMemory.resident();
    PeakMemory.reset();
    BenchSubject subject = BenchSubject.open(model, skeleton, devices.execution(threads));
    try (Backend backend = subject.backend()) {
      Image input =
          backend
              .info()
              .fixedSize()
              .map(
                  only ->
                      InputTransform.within(image.width(), image.height(), 1, only, Fit.STRETCH))
              .orElseGet(
                  () ->
                      InputTransform.plan(
                          image.width(),
                          image.height(),
                          wanted,
                          backend.info().multiple(),
                          Fit.STRETCH,
                          1))
              .apply(image);
      double[] times = times(backend, Collections.nCopies(batch, input));
      OptionalLong peak = PeakMemory.peak();
      String memory =
          before.isPresent() && peak.isPresent()
              ? Long.toString((peak.getAsLong() - before.getAsLong()) / (1 << 20))
              : "-";
      List<Cost> cost =
          subject.graph().map(g -> Cost.of(g, input.height(), input.width())).stream().toList();
      print(
          "%-24s %10.1f %8.1f %8.1f %10s %12s %8s %8s",
          subject.name(),
          times[times.length / 2],
          times[times.length / 10],
          times[times.length - 1 - times.length / 10],
          memory,
          cost.isEmpty() ? "-" : cost.get(0).parameters(),
          cost.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", cost.get(0).macs() / 1e9),
          subject.trained() ? people(backend, wanted, image) : "-");
    }
  }

  private double[] times(Backend backend, List<Image> inputs) {
    for (int i = 0; i < WARM_UP; i++) {
      backend.run(inputs);
    }
    double[] times = new double[LEAST_RUNS];
    long start = System.nanoTime();
    int runs = 0;
    while (runs < LEAST_RUNS || System.nanoTime() - start < seconds * 1e9) {
      long before = System.nanoTime();
      backend.run(inputs);
      if (runs == times.length) {
        times = Arrays.copyOf(times, 2 * runs);
      }
      times[runs++] = (System.nanoTime() - before) / 1e6;
    }
    times = Arrays.copyOf(times, runs);
    Arrays.sort(times);
    return times;
  }

  private static int people(Backend backend, NetworkSize size, Image image) {
    EstimatorOptions options = EstimatorOptions.defaults().withSize(size);
    return new PoseEstimator(backend, options).estimate(image).size();
  }
}
