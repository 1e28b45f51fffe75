package org.jpose.cli.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.DeviceArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.OutputFiles;
import org.jpose.cli.terminal.Progress;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.Backend;
import org.jpose.core.Counted;
import org.jpose.core.Execution;
import org.jpose.core.disk.PendingFile;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.evaluation.EvaluationImages;
import org.jpose.data.evaluation.EvaluationRun;
import org.jpose.data.evaluation.ModelAccuracy;
import org.jpose.net.Cost;
import org.jpose.onnx.OnnxBackend;
import org.jpose.train.TrainedWeights;
import org.jpose.train.conversion.Conversion;
import org.jpose.train.conversion.ConversionListener;
import org.jpose.train.conversion.ConvertedModel;
import org.jpose.train.conversion.Int8Options;
import org.jpose.weights.Model;
import org.jpose.weights.ModelSource;
import org.jpose.weights.Precision;
import org.jpose.weights.onnx.OnnxExporter;
import org.jpose.weights.quantize.Quantizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose optimize}: the same network in less time, and the proof that it is the same. */
@Command(
    name = "optimize",
    description = {
      "Makes a model smaller and faster, and shows what that changes.",
      "Leaves out what the result does not need, folds batch norms and constants,",
      "joins operations; with --int8 it computes in 8 bits. Compares size, cost,",
      "time, and the fields on random input. Reads what 'jpose convert' reads.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  What 'jpose train' has made, ready to run:",
      "    jpose optimize runs/base --out mine.onnx",
      "  In 8 bits, calibrated on photos like those it is for:",
      "    jpose optimize base --int8 --calibrate photos/ --out eight.onnx",
      "  And what that costs in accuracy:",
      "    jpose optimize base --int8 --calibrate photos/ --data coco --out eight.onnx"
    })
public final class OptimizeCommand implements Callable<Integer> {
  private static final long SEED = 1;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "IN",
      description =
          "A model or weights, as for 'jpose convert', or the folder of a run of 'jpose train' or of"
              + " one of its checkpoints; of a run the best, or the last if it was not validated.")
  private Path in;

  @Option(
      names = "--weights",
      paramLabel = "WHICH",
      description =
          "Of a run: latest, or their moving average (default: average, if one was kept).")
  private TrainedWeights.Kind weights;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "OUT",
      description = "The model file to write, .onnx.")
  private Path out;

  @Option(names = "--int8", description = "Compute in 8 bits where possible; needs --calibrate.")
  private boolean int8;

  @Option(
      names = "--calibrate",
      paramLabel = "DIR",
      description = "Folder of images like those the model is for.")
  private Path calibrate;

  @Option(
      names = "--calibration-images",
      paramLabel = "N",
      description = "How many of them to use at most (default: ${DEFAULT-VALUE}).")
  private int calibrationImages = 64;

  @Option(
      names = "--float-operations",
      paramLabel = "N",
      description =
          "With --int8: how many operations compute in float all the same, those that 8 bits hurt"
              + " most (default: ${DEFAULT-VALUE}). Which these are is measured.")
  private int floatOperations;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Size of the input to calibrate and compare at (default: ${DEFAULT-VALUE}).")
  private String size = "432x368";

  @Option(
      names = "--data",
      paramLabel = "COCO_DIR",
      description = "Also evaluate both on images with COCO's annotations, as 'jpose eval' does.")
  private Path data;

  @Option(
      names = "--split",
      paramLabel = "NAME|FILE",
      description = "Split of --data such as val2017 (default: the only one).")
  private String split;

  @Mixin private DeviceArguments devices;
  @Mixin private ConversionArguments arguments;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    NetworkSize input = Usage.check(spec, this::checkedSize);
    Optional<CocoFolder> labelled = Usage.check(spec, this::labelled);
    new OutputFiles(List.of(in)).add(out);
    // Calibration takes its time.
    PendingFile.beside(out).close();
    Conversion conversion = Usage.check(spec, () -> conversion(input));
    ModelSource source = Usage.check(spec, conversion::source);
    ConvertedModel made;
    try (ChoiceProgress progress = new ChoiceProgress()) {
      made = conversion.write(source, out, progress);
    }
    Model before = source.model();
    Model after = made.after();
    NetworkSize rounded = input.up(after.graph().multiple());
    for (Quantizer.Sensitivity operation : made.left()) {
      print(
          "left in float: %s (alone in 8 bits it changes the fields by %.1f %%)",
          operation.operation(), 100 * operation.error());
    }
    source.notes().forEach(note -> print("note: %s", note));
    table(before, after, rounded);
    try (TemporaryFolder temporary = TemporaryFolder.ofSystem()) {
      Path reference = temporary.path().resolve("before.onnx");
      OnnxExporter.write(reference, before, source.facts(), Precision.FLOAT32);
      compare(reference, rounded, made.calibrated(), labelled);
    }
    print("written: %s", out);
    return ExitCode.OK;
  }

  private Conversion conversion(NetworkSize input) {
    return new Conversion(
        in,
        arguments.options(),
        Optional.ofNullable(weights),
        int8
            ? Optional.of(new Int8Options(calibrate, calibrationImages, floatOperations, input))
            : Optional.empty());
  }

  /** Shows how far the choice of 8 bits is. */
  private final class ChoiceProgress implements ConversionListener, AutoCloseable {
    private String part = "";
    private Progress progress;

    @Override
    public void calibrated(int images, int all) {
      show("calibration", "images", images, all);
    }

    @Override
    public void measured(int operations, int all) {
      show("8 bits", "operations", operations, all);
    }

    private void show(String now, String unit, int done, int all) {
      if (!now.equals(part)) {
        close();
        part = now;
        progress = progress(now, unit, all).from(done);
      }
      progress.at(done);
    }

    @Override
    public void close() {
      if (progress != null) {
        progress.close();
      }
    }
  }

  private Progress progress(String name, String unit, long all) {
    return new Progress(spec.commandLine().getErr(), false, name, unit, all);
  }

  private NetworkSize checkedSize() {
    NetworkSize wanted = NetworkSize.parse(size).requireFixed();
    if (int8 && calibrate == null) {
      throw new IllegalArgumentException(
          "--int8 needs --calibrate DIR: a folder of images like those the model is for");
    }
    if (int8 && arguments.float16) {
      throw new IllegalArgumentException("--int8 and --float16 exclude each other; choose one");
    }
    if (!int8 && calibrate != null) {
      throw new IllegalArgumentException("--calibrate goes with --int8; add it or leave both out");
    }
    if (floatOperations < 0) {
      throw new IllegalArgumentException(
          "--float-operations is " + floatOperations + ", expected 0 or more");
    }
    if (calibrationImages < 1) {
      throw new IllegalArgumentException(
          "--calibration-images is " + calibrationImages + ", expected 1 or more");
    }
    if (!out.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      throw new IllegalArgumentException(out + ": cannot write this kind of file, only .onnx");
    }
    return wanted;
  }

  private void print(String format, Object... values) {
    spec.commandLine().getOut().println(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  private void table(Model before, Model after, NetworkSize input) throws IOException {
    Cost first = Cost.of(before.graph(), input.height(), input.width());
    Cost second = Cost.of(after.graph(), input.height(), input.width());
    print("%-18s %15s %15s", after.graph().name(), "before", "after");
    print("%-18s %,15d %,15d", "operations", first.nodes().size(), second.nodes().size());
    print(
        "%-18s %,15d %,15d",
        "numbers stored", before.weights().numbers(), after.weights().numbers());
    print("%-18s %15.3f %15.3f", "GMAC at " + input, first.macs() / 1e9, second.macs() / 1e9);
    print(
        "%-18s %15s %,15d",
        "bytes of file",
        Files.isRegularFile(in) ? String.format(Locale.ROOT, "%,d", Files.size(in)) : "-",
        Files.size(out));
  }

  private Optional<CocoFolder> labelled() throws IOException {
    if (data == null) {
      if (split != null) {
        throw new IllegalArgumentException("--split goes with --data");
      }
      return Optional.empty();
    }
    return Optional.of(split == null ? CocoFolder.find(data) : CocoFolder.find(data, split));
  }

  private void compare(
      Path reference, NetworkSize input, int calibrated, Optional<CocoFolder> labelled)
      throws IOException {
    Execution where = devices.execution(0);
    try (Backend before = OnnxBackend.open(reference, where);
        Backend after = OnnxBackend.open(out, where)) {
      Image noise = ModelComparison.noise(input, SEED);
      ModelComparison same =
          ModelComparison.answers(before, after, noise).timed(before, after, noise);
      print(
          "on random pixels the fields differ by %.2g at most, their range is %.2g",
          same.difference(), same.range());
      if (calibrated > 0) {
        Image photo = ModelComparison.photo(input);
        ModelComparison seen = ModelComparison.answers(before, after, photo);
        print(
            "on a photo by %.2g at most, range %.2g; calibrated on %s of %s",
            seen.difference(), seen.range(), Counted.of(calibrated, "image"), calibrate);
      }
      print(
          "time %.1f ms before, %.1f ms after: %.2f times (medians, run in turns)",
          same.firstMillis(), same.secondMillis(), same.secondMillis() / same.firstMillis());
      if (labelled.isPresent()) {
        ModelAccuracy first = accuracy("before", before, labelled.get(), input);
        ModelAccuracy second = accuracy("after", after, labelled.get(), input);
        print(
            "AP %.3f before, %.3f after, on %s",
            first.ap(), second.ap(), Counted.of(first.images(), "image"));
        if (first.failed() > 0) {
          print("note: %d of the images could not be read", first.failed());
        }
      }
    }
  }

  private ModelAccuracy accuracy(
      String which, Backend model, CocoFolder labelled, NetworkSize input) throws IOException {
    EvaluationImages images = EvaluationImages.open(labelled, Optional.empty());
    try (Progress progress = progress(which, "images", images.chosen().size())) {
      return ModelAccuracy.of(model, images, input, EvaluationRun.Listener.ofEach(progress::step));
    }
  }
}
