package org.jpose.cli.data;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.DataArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Failures;
import org.jpose.cli.terminal.Progress;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.lmdb.LmdbLayout;
import org.jpose.data.lmdb.LmdbWriter;
import org.jpose.data.lmdb.RecordNumbers;
import org.jpose.data.source.CocoFolderWriter;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import org.jpose.data.source.InOrder;
import org.jpose.data.source.LabelledDataset;
import org.jpose.data.source.MainPeople;
import org.jpose.data.source.PictureFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose data convert}: labelled images from one format into another. */
@Command(
    name = "convert",
    description = {
      "Turns labelled images into a COCO folder or into CMU's LMDB.",
      "Nothing appears under the new name until it is whole. An image that cannot be read is"
          + " reported, the others go on."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all images converted",
      "1:nothing was converted",
      "2:the command line is wrong",
      "3:some images failed, the others are converted"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  COCO for CMU's or tf-openpose's training:",
      "    jpose data convert coco/ --out train_lmdb --split train",
      "  And back, without loss of pixels:",
      "    jpose data convert train_lmdb --out coco-again/ --format png",
      "  What a model found in a folder, as labels:",
      "    jpose image photos/ --json photos/people.json",
      "    jpose data convert photos/ --out labelled/"
    })
final class DataConvertCommand implements Callable<Integer> {
  /** Formats that can be written. */
  enum Target {
    COCO,
    LMDB
  }

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "What to read.")
  private Path in;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "OUT",
      description = "Folder to write; nothing may be there yet.")
  private Path out;

  /** Where OUT was given before {@code --out} was. */
  @Parameters(index = "1", arity = "0..1", paramLabel = "OUT", hidden = true)
  private Path second;

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = "coco or lmdb (default: lmdb if OUT's name ends so, else coco).")
  private Target to;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "COCO: images as png, without loss, or jpg (default: files are copied as they are, what"
              + " comes from an LMDB becomes png).")
  private PictureFormat format;

  @Option(
      names = "--val",
      description =
          "For validation: takes the split val unless --split names another; an LMDB's records are"
              + " marked, a COCO folder's split is called val.")
  private boolean validation;

  @Mixin private DataArguments data;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    out = Usage.check(spec, this::place);
    DataOptions options = Usage.check(spec, this::checkedOptions);
    return target() == Target.LMDB ? toLmdb(options) : toCoco(options);
  }

  private Path place() {
    if ((out == null) == (second == null)) {
      throw new IllegalArgumentException(
          out == null ? "--out OUT is missing" : second + ": nothing is expected there");
    }
    return out == null ? second : out;
  }

  private Target target() {
    boolean named = out.toString().toLowerCase(Locale.ROOT).endsWith("lmdb");
    return to != null ? to : named ? Target.LMDB : Target.COCO;
  }

  private DataOptions checkedOptions() {
    if (target() == Target.LMDB && format != null) {
      throw new IllegalArgumentException("--format goes with a COCO folder; an LMDB has pixels");
    }
    if (target() == Target.LMDB && Datasets.isLmdb(in)) {
      throw new IllegalArgumentException(in + " is an LMDB already; convert it to a COCO folder");
    }
    DataOptions options = data.options();
    boolean choose = validation && options.split().isEmpty() && !Datasets.isLmdb(in);
    return choose && !CocoFolder.splits(in).isEmpty() ? options.withSplit("val") : options;
  }

  private int toLmdb(DataOptions options) throws Exception {
    PoseDataset opened = Usage.check(spec, () -> Datasets.openMainPeople(in, options));
    try (MainPeople people = (MainPeople) opened) {
      LmdbLayout layout =
          people.skeleton().equals(Skeletons.MPII) ? LmdbLayout.MPI : LmdbLayout.COCO;
      requireJoints(people.skeleton(), layout.skeleton());
      if (people.size() == 0) {
        throw new FileException(
            people.name()
                + ": no image has a main person (5 joints, an area of 32 x 32 pixels); an LMDB"
                + " has a record for each");
      }
      try (LmdbWriter writer = LmdbWriter.create(out, layout)) {
        return convert(
            people,
            (sample, index) ->
                writer.add(
                    sample,
                    new RecordNumbers(
                        validation, people.image(index) + 1, writer.count(), people.size())),
            writer::complete,
            "records");
      }
    }
  }

  /** Else records would be written in which nobody is labelled. */
  private static void requireJoints(Skeleton own, Skeleton records) {
    long common = records.joints().stream().filter(j -> own.indexOf(j.name()) >= 0).count();
    if (common < MainPeople.LEAST_JOINTS) {
      throw new FileException(
          "skeleton %s has %d of the %d joints an LMDB's record holds, a main person needs %d;"
                  .formatted(own.name(), common, records.jointCount(), MainPeople.LEAST_JOINTS)
              + " convert to a COCO folder, which holds any skeleton");
    }
  }

  private int toCoco(DataOptions options) throws Exception {
    try (PoseDataset images = Usage.check(spec, () -> Datasets.open(in, options))) {
      try (CocoFolderWriter writer =
          Usage.check(
              spec,
              () ->
                  CocoFolderWriter.create(
                      out, split(), skeleton(images), Optional.ofNullable(format)))) {
        return convert(
            images,
            (sample, index) ->
                writer.add(
                    sample,
                    images instanceof LabelledDataset known
                        ? Optional.of(known.labels(index))
                        : Optional.empty()),
            writer::complete,
            "images");
      }
    }
  }

  private String split() {
    return validation ? "val" : data.options().split().orElse("train");
  }

  /** COCO-18 has no joint that COCO-17 lacks but the neck, which is made from the shoulders. */
  private Skeleton skeleton(PoseDataset images) {
    boolean plain =
        data.options().skeleton().isEmpty() && images.skeleton().equals(Skeletons.COCO18);
    return plain ? Skeletons.COCO17 : images.skeleton();
  }

  /** Takes a sample. */
  private interface Adding {
    void add(Sample sample, int index);
  }

  /** A sample, or why there is none. */
  private record Reading(Sample sample, RuntimeException failure) {
    static Reading of(PoseDataset data, int index) {
      try {
        return new Reading(data.sample(index), null);
      } catch (FileException e) {
        return new Reading(null, e);
      }
    }
  }

  private int convert(PoseDataset data, Adding adding, Runnable complete, String what)
      throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    AtomicInteger failures = new AtomicInteger();
    try (Progress progress = new Progress(err, false, "", what, data.size())) {
      InOrder.run(
          data.size(),
          Runtime.getRuntime().availableProcessors(),
          index -> Reading.of(data, index),
          (reading, index) -> {
            Optional<RuntimeException> failure = add(reading, index, adding);
            if (failure.isPresent()) {
              failures.incrementAndGet();
              progress.newLine();
              Failures.print(err, failure.get(), common.isVerbose());
            }
            progress.step();
          });
    }
    int failed = failures.get();
    int written = data.size() - failed;
    if (written > 0) {
      complete.run();
      spec.commandLine()
          .getOut()
          .println(
              String.format(
                  Locale.ROOT, "%s: %,d %s written, %,d failed", out, written, what, failed));
    }
    return written == 0 ? ExitCode.FAILED : failed > 0 ? ExitCode.SOME_FAILED : ExitCode.OK;
  }

  /** What a format cannot hold is that sample's failure; that nothing can be written is the end. */
  private static Optional<RuntimeException> add(Reading reading, int index, Adding adding) {
    if (reading.failure == null) {
      try {
        adding.add(reading.sample, index);
      } catch (IllegalArgumentException e) {
        return Optional.of(e);
      }
    }
    return Optional.ofNullable(reading.failure);
  }
}
