package org.jpose.cli.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.DataArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Failures;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.PoseDataset;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.draw.BatchPicture;
import org.jpose.data.draw.PictureSheet;
import org.jpose.data.draw.SamplePicture;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import org.jpose.media.image.ImageFileWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose data show}: what data looks like. */
@Command(
    name = "show",
    description = {
      "Draws samples with their people and what the loss leaves out.",
      "Red stripes: left out. White cross: a joint a model was not sure of. White frame: the main"
          + " person of an LMDB's record."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jpose data show coco/ --split val --out sheet.png",
      "  jpose data show train_lmdb --n 50 --seed 7 --out drawn/",
      "  jpose data show coco/ --augment tf-pose --n 8 --out drawn/"
    })
final class DataShowCommand implements Callable<Integer> {
  private static final int TILE = 320;

  /** 80 MB of pixels. */
  private static final int MOST_TILES = 256;

  private static final String SIZE = "368x368";
  private static final int STRIDE = 8;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR|FILE", description = "A COCO folder, an LMDB, or result JSON.")
  private Path in;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE|DIR",
      description = "One picture of all (.png, .jpg, .bmp), or a folder for a picture each.")
  private Path out;

  @Option(names = "--n", paramLabel = "N", description = "How many samples (default: 16).")
  private int count = 16;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Which ones: another number chooses others (default: 0).")
  private long seed;

  @Option(
      names = "--augment",
      paramLabel = "NAME",
      description =
          "Show what training gets instead: augmented by tf-openpose, tf-pose, cmu, lite, base or none,"
              + " with heatmaps and affinity; dark where no loss counts.")
  private String augment;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "With --augment: the network's input (default: 368x368).")
  private String size;

  @Mixin private DataArguments data;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    DataOptions options =
        Usage.check(
            spec,
            () -> {
              if (count < 1) {
                throw new IllegalArgumentException("--n is " + count + ", expected 1 or more");
              }
              if (!isPicture() && out.toString().matches("(?i).+\\.(gif|tiff?|webp)")) {
                throw new IllegalArgumentException(
                    out + ": expected .png, .jpg or .bmp, or a folder for a picture each");
              }
              if (augment == null && size != null) {
                throw new IllegalArgumentException("--size goes with --augment");
              }
              if (isPicture() && count > MOST_TILES) {
                throw new IllegalArgumentException(
                    "--n is "
                        + count
                        + "; one picture shows "
                        + MOST_TILES
                        + " at most: name a folder for a picture each");
              }
              recipe(Skeletons.COCO18);
              return data.options();
            });
    Pictures pictures = isPicture() ? new Sheet(out) : new Folder(out);
    try (PoseDataset opened = Usage.check(spec, () -> open(options))) {
      if (augment != null) {
        return showAugmented(opened, pictures);
      }
      int failed = 0;
      List<Integer> chosen = choose(opened.size());
      for (int index : chosen) {
        try {
          pictures.add(picture(opened, index), index);
        } catch (FileException e) {
          failed++;
          Failures.print(spec.commandLine().getErr(), e, common.isVerbose());
        }
      }
      if (failed == chosen.size()) {
        return ExitCode.FAILED;
      }
      pictures.complete();
      return failed > 0 ? ExitCode.SOME_FAILED : ExitCode.OK;
    }
  }

  /** What training gets first with this seed; damaged images are passed over, as there. */
  private int showAugmented(PoseDataset data, Pictures pictures) {
    PrintWriter err = spec.commandLine().getErr();
    AtomicInteger failed = new AtomicInteger();
    DatasetBatchMaker maker =
        new DatasetBatchMaker(
            data,
            // COCO's people are trained with a neck.
            recipe(data.skeleton().equals(Skeletons.COCO17) ? Skeletons.COCO18 : data.skeleton()),
            e -> {
              failed.incrementAndGet();
              Failures.print(err, e, common.isVerbose());
            });
    for (int i = 0; i < Math.min(count, data.size()); i++) {
      pictures.add(BatchPicture.of(maker.make(new BatchRequest(seed, 0, i, i + 1)), 0), i);
    }
    pictures.complete();
    return failed.get() > 0 ? ExitCode.SOME_FAILED : ExitCode.OK;
  }

  private Recipe recipe(Skeleton skeleton) {
    NetworkSize input = NetworkSize.parse(size == null ? SIZE : size);
    BatchShape shape = new BatchShape(skeleton, input, STRIDE, ColourOrder.RGB);
    return Recipe.of(shape, Augmentations.named(augment == null ? "none" : augment));
  }

  private boolean isPicture() {
    return out.getFileName() != null
        && out.getFileName().toString().matches("(?i).+\\.(png|jpe?g|bmp)");
  }

  /** Records of an LMDB are each about one person; other samples are images. */
  private PoseDataset open(DataOptions options) {
    return Datasets.isLmdb(in) ? Datasets.openMainPeople(in, options) : Datasets.open(in, options);
  }

  private List<Integer> choose(int size) {
    int[] order = IntStream.range(0, size).toArray();
    Random random = new Random(seed);
    for (int i = 0; i < Math.min(count, size); i++) {
      int other = i + random.nextInt(size - i);
      int chosen = order[other];
      order[other] = order[i];
      order[i] = chosen;
    }
    return IntStream.of(order).limit(count).sorted().boxed().toList();
  }

  private static Image picture(PoseDataset data, int index) {
    return SamplePicture.of(data.sample(index));
  }

  /** Where pictures go. */
  private interface Pictures {
    void add(Image picture, int index);

    void complete();
  }

  private static final class Sheet implements Pictures {
    private final PictureSheet sheet = new PictureSheet(TILE);
    private final Path file;

    Sheet(Path file) {
      ImageFileWriter.check(file);
      this.file = file;
    }

    @Override
    public void add(Image picture, int index) {
      sheet.add(picture);
    }

    @Override
    public void complete() {
      new ImageFileWriter().write(sheet.draw(), file);
    }
  }

  private static final class Folder implements Pictures {
    private final Path folder;

    Folder(Path folder) throws IOException {
      this.folder = Files.createDirectories(folder);
    }

    @Override
    public void add(Image picture, int index) {
      String name = String.format(Locale.ROOT, "%06d.png", index);
      new ImageFileWriter().write(picture, folder.resolve(name));
    }

    @Override
    public void complete() {}
  }
}
