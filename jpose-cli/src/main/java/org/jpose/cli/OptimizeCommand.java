package org.jpose.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jpose.core.Backend;
import org.jpose.core.Execution;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.evaluation.ModelAccuracy;
import org.jpose.media.PendingFile;
import org.jpose.net.Cost;
import org.jpose.net.Graph;
import org.jpose.onnx.OnnxBackend;
import org.jpose.weights.Model;
import org.jpose.weights.ModelConverter;
import org.jpose.weights.ModelSource;
import org.jpose.weights.OnnxExporter;
import org.jpose.weights.Precision;
import org.jpose.weights.Quantizer;
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
      "    jpose optimize runs/mobilenet_thin --out mine.onnx",
      "    jpose optimize lite.safetensors --out lite.onnx",
      "  In 8 bits, calibrated on photos like those it is for, and what it costs:",
      "    jpose optimize lite.safetensors --int8 --calibrate coco/train2017 \\",
      "      --data coco --split val2017 --out lite-int8.onnx"
    })
final class OptimizeCommand implements Callable<Integer> {
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
    ModelSource source = Usage.check(spec, this::source);
    Model before = source.model();
    Model after = before.optimized();
    Graph graph = after.graph();
    NetworkSize rounded = InputSize.up(input, graph.multiple());
    int calibrated = 0;
    if (int8) {
      calibrated = quantize(after, source, rounded);
    } else {
      OnnxExporter.write(out, after, source.facts(), arguments.options().precision());
    }
    source.notes().forEach(note -> print("note: %s", note));
    table(before, after, rounded);
    try (TemporaryFolder temporary = TemporaryFolder.ofSystem()) {
      Path reference = temporary.path().resolve("before.onnx");
      OnnxExporter.write(reference, before, source.facts(), Precision.FLOAT32);
      compare(reference, rounded, calibrated, labelled);
    }
    print("written: %s", out);
    return ExitCode.OK;
  }

  /** Writes the model in 8 bits and returns the number of images it was calibrated on. */
  private int quantize(Model model, ModelSource source, NetworkSize input) throws IOException {
    Quantizer quantizer = new Quantizer(model, source.facts());
    Calibration seen = Calibration.run(quantizer, calibrate, calibrationImages, input);
    List<Quantizer.Sensitivity> kept =
        floatOperations == 0 ? List.of() : seen.worst(floatOperations);
    for (Quantizer.Sensitivity operation : kept) {
      print(
          "left in float: %s (alone in 8 bits it changes the fields by %.1f %%)",
          operation.operation(), 100 * operation.error());
    }
    quantizer.write(
        out, kept.stream().map(Quantizer.Sensitivity::operation).collect(Collectors.toSet()));
    return seen.images();
  }

  private ModelSource source() throws IOException {
    if (TrainedWeights.isIn(in)) {
      return TrainedWeights.open(in, Optional.ofNullable(weights), arguments.options());
    }
    if (weights != null) {
      throw new IllegalArgumentException(
          "--weights goes with the folder of a run of 'jpose train'; " + in + " is none");
    }
    return ModelConverter.open(in, arguments.options());
  }

  private NetworkSize checkedSize() {
    NetworkSize wanted = InputSize.parse(size);
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
            "on a photo by %.2g at most, range %.2g; calibrated on %d images of %s",
            seen.difference(), seen.range(), calibrated, calibrate);
      }
      print(
          "time %.1f ms before, %.1f ms after: %.2f times (medians, run in turns)",
          same.firstMillis(), same.secondMillis(), same.secondMillis() / same.firstMillis());
      if (labelled.isPresent()) {
        ModelAccuracy first = ModelAccuracy.of(before, labelled.get(), input);
        ModelAccuracy second = ModelAccuracy.of(after, labelled.get(), input);
        print("AP %.3f before, %.3f after, on %d images", first.ap(), second.ap(), first.images());
        if (first.failed() > 0) {
          print("note: %d of the images could not be read", first.failed());
        }
      }
    }
  }
}
