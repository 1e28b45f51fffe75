package org.jpose.cli.models;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jpose.Jpose;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.DeviceArguments;
import org.jpose.cli.arguments.SamplePhoto;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.Backend;
import org.jpose.core.Counted;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.JposeVersion;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.natives.NativeLibrary;
import org.jpose.core.pose.Pose;
import org.jpose.onnx.OnnxBackend;
import org.jpose.zoo.ModelAdvice;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpose doctor}: does everything work here. */
@Command(
    name = "doctor",
    description =
        "Checks this installation: Java, memory, native libraries, decoders, the embedded model, a known photo, and"
            + " timing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  Is all well, and how fast is it here:",
      "    jpose doctor",
      "  How fast on one core:",
      "    jpose doctor --threads 1"
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final int RUNS = 15;

  /** Where the photo's surest joints are, in its pixels, and how far off they may be. */
  private static final List<Known> KNOWN =
      List.of(
          new Known(0, "nose", 949, 261),
          new Known(0, "right_elbow", 792, 397),
          new Known(0, "left_shoulder", 916, 293),
          new Known(1, "nose", 319, 220),
          new Known(1, "left_shoulder", 419, 367),
          new Known(1, "left_ear", 371, 213));

  private static final int PEOPLE = 2;
  private static final double TOLERANCE = 6;

  @Spec private CommandSpec spec;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (default: one per core).")
  private int threads;

  @Mixin private DeviceArguments devices;
  @Mixin private CommonArguments common;

  private boolean healthy = true;

  @Override
  public Integer call() throws Exception {
    Runtime runtime = Runtime.getRuntime();
    line("jpose", JposeVersion.number());
    line("Java", Runtime.version() + ", " + System.getProperty("java.vendor"));
    line(
        "machine",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + runtime.availableProcessors()
            + " cores");
    line("heap", runtime.maxMemory() / (1 << 20) + " MB at most (JAVA_OPTS=-Xmx... changes it)");
    line("library", NativeParts.state(NativeParts.needed()));
    boolean partsMissing = false;
    for (NativeLibrary library : NativeParts.optional()) {
      line("library", NativeParts.state(library));
      partsMissing |= NativeParts.isMissing(library);
    }
    if (NativeParts.needed().problem().isPresent()) {
      line("result", "no network can be run, see above");
      return ExitCode.FAILED;
    }
    line("ONNX Runtime", OnnxBackend.runtimeVersion());
    line("runs on", DeviceReport.line());
    ModelCard card = ModelZoo.card(ModelZoo.DEFAULT).orElseThrow();
    try (Backend backend =
        Usage.check(spec, () -> Jpose.named(card.name(), devices.execution(threads)))) {
      line("model", card.name() + ", " + card.file().limit() + " bytes, SHA-256 as on its card");
      PoseEstimator estimator = new PoseEstimator(backend, EstimatorOptions.defaults());
      Image photo = SamplePhoto.read();
      selfTest(estimator.estimate(photo));
      timing(backend, estimator, photo);
    }
    line("models", ModelAdvice.here());
    String well =
        "all well" + (partsMissing ? ", but for the libraries that are missing, see above" : "");
    line("result", healthy ? well : "something is wrong, see above");
    return healthy ? ExitCode.OK : ExitCode.FAILED;
  }

  private void line(String what, String found) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, "%-13s %s", what, found));
    out.flush();
  }

  private void selfTest(List<Pose> people) {
    double worst = 0;
    for (Known joint : KNOWN) {
      worst = Math.max(worst, joint.distance(people));
    }
    boolean right = people.size() == PEOPLE && worst <= TOLERANCE;
    healthy &= right;
    line(
        "self-test",
        String.format(
            Locale.ROOT,
            "%s: %s, %d known joints at most %.1f pixels off: %s",
            SamplePhoto.NAME,
            Counted.people(people.size()),
            KNOWN.size(),
            worst,
            right ? "right" : "wrong, expected 2 people, at most " + TOLERANCE + " pixels"));
  }

  private void timing(Backend backend, PoseEstimator estimator, Image photo) {
    EstimatorOptions options = EstimatorOptions.defaults();
    Image input =
        InputTransform.plan(
                photo.width(),
                photo.height(),
                options.size(),
                backend.info().multiple(),
                options.fit(),
                1)
            .apply(photo);
    double[] network = new double[RUNS];
    double[] all = new double[RUNS];
    // In turns, so that both see the same machine; the first half warms up.
    for (int i = -RUNS; i < RUNS; i++) {
      network[Math.max(0, i)] = milliseconds(() -> backend.run(List.of(input)));
      all[Math.max(0, i)] = milliseconds(() -> estimator.estimate(photo));
    }
    Arrays.sort(network);
    Arrays.sort(all);
    line(
        "timing",
        String.format(
            Locale.ROOT,
            "%.1f ms from pixels to people, %.1f ms of it the network at %dx%d (medians of %d)",
            all[RUNS / 2],
            network[RUNS / 2],
            input.width(),
            input.height(),
            RUNS));
  }

  private static double milliseconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }

  /** A joint whose place is known. */
  private record Known(int person, String joint, double x, double y) {
    double distance(List<Pose> people) {
      return people.stream()
          .skip(person)
          .findFirst()
          .flatMap(pose -> pose.keypoint(joint))
          .map(found -> Math.hypot(found.x() - x, found.y() - y))
          .orElse(Double.POSITIVE_INFINITY);
    }
  }
}
