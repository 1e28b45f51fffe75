package org.jpose.cli.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.DataArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.OutputFiles;
import org.jpose.cli.terminal.Progress;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.Counted;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFile;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.PoseDataset;
import org.jpose.data.check.CheckReport;
import org.jpose.data.check.DatasetCheck;
import org.jpose.data.check.JointCount;
import org.jpose.data.check.ProblemKind;
import org.jpose.data.check.SampleProblem;
import org.jpose.data.draw.PictureSheet;
import org.jpose.data.draw.SamplePicture;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import org.jpose.media.image.ImageFileWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose data check}: what is wrong with data. */
@Command(
    name = "check",
    description = {
      "Reads all images and labels once and lists what is wrong.",
      "That is: annotations that cannot be read, or whose image, area, number of joints or box"
          + " cannot be right; joint names that no network knows; images that are damaged, missing"
          + " or of another size than their labels; joints outside the image; people of whom"
          + " nothing is known; images and people that occur twice. People without joints are"
          + " counted: the loss leaves them out."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing is wrong",
      "1:the data could not be opened",
      "2:the command line is wrong",
      "3:something is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jpose data check coco/",
      "  jpose data check coco/ --split val --sheet wrong.png --json report.json",
      "  jpose data check train_lmdb"
    })
final class DataCheckCommand implements Callable<Integer> {
  private static final int TILE = 240;

  /** More would be too small to see. */
  private static final int MOST_TILES = 64;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR|FILE", description = "A COCO folder, an LMDB, or result JSON.")
  private Path in;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description = "Draw the samples with problems, the first 64, onto one picture.")
  private Path sheet;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the report as JSON; '-' is standard output.")
  private String json;

  @Mixin private DataArguments data;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    DataOptions options = Usage.check(spec, data::options);
    OutputFiles outputs = new OutputFiles(List.of(in));
    if (json != null && !"-".equals(json)) {
      outputs.add(Path.of(json));
      PendingFile.beside(Path.of(json)).close();
    }
    if (sheet != null) {
      outputs.add(sheet);
      ImageFileWriter.check(sheet);
    }
    try (PoseDataset opened = Usage.check(spec, () -> Datasets.openWithFaults(in, options))) {
      CheckReport report = check(opened, options.skeleton().orElse(Skeletons.COCO18));
      if (!"-".equals(json)) {
        print(report);
      }
      if (json != null) {
        writeJson(report);
      }
      if (sheet != null && !report.problems().isEmpty()) {
        new ImageFileWriter().write(draw(opened, report).draw(), sheet);
      }
      return report.problems().isEmpty() ? ExitCode.OK : ExitCode.SOME_FAILED;
    }
  }

  private CheckReport check(PoseDataset opened, Skeleton learnt) throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try (Progress progress = new Progress(err, false, "", "images", opened.size())) {
      return DatasetCheck.run(
          opened,
          learnt,
          Runtime.getRuntime().availableProcessors(),
          new DatasetCheck.Progress() {
            @Override
            public void problem(SampleProblem problem) {
              progress.say(err, "jpose: " + problem.description());
            }

            @Override
            public void done() {
              progress.step();
            }
          });
    }
  }

  private void print(CheckReport report) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %s, %,d without people; %s labelled, %,d left out of the loss",
            report.data(),
            Counted.of(report.images(), "image"),
            report.withoutPeople(),
            Counted.people(report.people()),
            report.unlabelled()));
    out.println(
        String.format(
            Locale.ROOT, "  %-16s %10s %10s %10s", "joint", "visible", "occluded", "unsure"));
    for (JointCount joint : report.joints()) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %-16s %,10d %,10d %,10d",
              joint.joint(),
              joint.visible(),
              joint.occluded(),
              joint.unsure()));
    }
    for (ProblemKind kind : ProblemKind.values()) {
      if (report.count(kind) > 0) {
        out.println(String.format(Locale.ROOT, "%,d %s", report.count(kind), kind.label()));
      }
    }
    out.println(report.problems().isEmpty() ? "nothing is wrong" : "something is wrong");
    out.flush();
  }

  private void writeJson(CheckReport report) throws IOException {
    if ("-".equals(json)) {
      report.writeJson(spec.commandLine().getOut());
      return;
    }
    PendingFile.write(
        Path.of(json),
        path -> {
          try (Writer writer = Files.newBufferedWriter(path)) {
            report.writeJson(writer);
          }
        });
  }

  private static PictureSheet draw(PoseDataset opened, CheckReport report) {
    PictureSheet pictures = new PictureSheet(TILE);
    Set<Integer> drawn = new HashSet<>();
    for (SampleProblem problem : report.problems()) {
      boolean isOfImage = problem.index() != SampleProblem.NO_SAMPLE;
      if (isOfImage && pictures.count() < MOST_TILES && drawn.add(problem.index())) {
        try {
          pictures.add(SamplePicture.of(opened.sample(problem.index())));
        } catch (FileException e) {
          pictures.addMissing();
        }
      }
    }
    return pictures;
  }
}
