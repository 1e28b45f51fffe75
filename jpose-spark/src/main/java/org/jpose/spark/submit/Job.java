package org.jpose.spark.submit;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jpose.core.disk.FileException;
import org.jpose.core.web.ShownText;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoFile;
import org.jpose.spark.CocoLabels;
import org.jpose.spark.ExecutorModel;
import org.jpose.spark.OpenPoseFiles;
import org.jpose.spark.PeopleEvaluation;
import org.jpose.spark.PeopleMetrics;
import org.jpose.spark.PeopleOfImages;
import org.jpose.spark.PeopleOfVideos;
import org.jpose.spark.PeopleOptions;
import org.jpose.spark.PeopleOutput;
import org.jpose.spark.PeopleSchema;
import org.jpose.spark.StoredInputs;
import org.jpose.spark.submit.JobArguments.Format;

/**
 * Finds the people of all inputs, chunk by chunk, so that what was done is kept when the program is
 * stopped.
 */
final class Job {
  private static final int LEAST_CHUNK = 20_000;
  private static final int IMAGES_OF_A_CORE = 1000;
  private static final int LEAST_VIDEOS = 100;
  private static final int VIDEOS_OF_A_CORE = 4;
  private static final int TASKS_OF_A_CORE = 2;
  private static final int IMAGES_OF_A_FILE = 5000;

  private final SparkSession spark;
  private final JobArguments arguments;
  private final PrintStream out;
  private final PrintStream err;

  Job(SparkSession spark, JobArguments arguments, PrintStream out, PrintStream err) {
    this.spark = spark;
    this.arguments = arguments;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs it.
   *
   * @return whether anything could be done
   */
  boolean run() {
    CocoDataset truth =
        arguments.annotations == null
            ? null
            : CocoFile.readWithoutSegmentations(Path.of(arguments.annotations));
    ExecutorModel model = ExecutorModel.find(spark, arguments.model);
    StoredInputs inputs = inputs();
    PeopleOutput output = output(arguments.settings(model));
    List<String> left = output.without(inputs.paths());
    int before = inputs.paths().size() - left.size();
    if (before > 0) {
      say("%d of %d %s are done already".formatted(before, inputs.paths().size(), things()));
    }
    PeopleMetrics metrics = PeopleMetrics.register(spark);
    find(left, output, arguments.people(model), metrics);
    if (arguments.format == Format.COCO) {
      CocoLabels.write(output.people(), arguments.output);
    } else if (arguments.format == Format.OPENPOSE) {
      OpenPoseFiles.write(output.people(), arguments.output + "/openpose");
    }
    if (truth != null) {
      report(PeopleEvaluation.of(output.people(), truth));
    }
    return left.isEmpty() || metrics.images().value() > 0;
  }

  private String things() {
    return arguments.video ? "videos" : "images";
  }

  private StoredInputs inputs() {
    StoredInputs inputs =
        arguments.video
            ? StoredInputs.videos(spark, arguments.inputs(), arguments.recursive)
            : StoredInputs.images(spark, arguments.inputs(), arguments.recursive);
    if (!inputs.leftOut().isEmpty()) {
      say(
          "left out, no %s by their names: %s"
              .formatted(
                  things(),
                  inputs.leftOut().entrySet().stream()
                      .sorted(Map.Entry.comparingByKey())
                      .map(kind -> kind.getValue() + " " + kind.getKey())
                      .collect(Collectors.joining(", "))));
    }
    if (inputs.paths().isEmpty()) {
      throw new FileException(
          "%s: no %s there%s"
              .formatted(
                  String.join(", ", arguments.inputs()),
                  things(),
                  arguments.recursive ? "" : "; --recursive looks into subfolders"));
    }
    return inputs;
  }

  /** Rows are beside what is made of them, where that is not rows itself. */
  private PeopleOutput output(Map<String, String> settings) {
    boolean rows = arguments.format == Format.PARQUET || arguments.format == Format.JSON;
    String folder = rows ? arguments.output : arguments.output + "/rows";
    PeopleOutput.Format format =
        arguments.format == Format.JSON ? PeopleOutput.Format.JSON : PeopleOutput.Format.PARQUET;
    var schema = arguments.video ? PeopleSchema.frames() : PeopleSchema.images();
    return arguments.resume
        ? PeopleOutput.resume(spark, folder, format, schema, settings, this::warn)
        : PeopleOutput.create(spark, folder, format, schema, settings);
  }

  private void find(
      List<String> left, PeopleOutput output, PeopleOptions options, PeopleMetrics metrics) {
    long start = System.nanoTime();
    int done = 0;
    while (done < left.size()) {
      int end = Math.min(left.size(), done + chunk());
      List<String> next = left.subList(done, end);
      Dataset<Row> files = StoredInputs.files(spark, List.copyOf(next), tasks(next.size()));
      output.append(
          arguments.video
              ? PeopleOfVideos.of(files, arguments.videos(), options, metrics)
              : gathered(PeopleOfImages.of(files, options, metrics), next.size()));
      done = end;
      say(progress(done, left.size(), (System.nanoTime() - start) / 1e9, metrics));
    }
  }

  /** As the lines of the other commands. */
  private String progress(int done, int all, double seconds, PeopleMetrics metrics) {
    long rest = Math.round(seconds / done * (all - done));
    return String.format(
        Locale.ROOT,
        "%,d of %,d %s, %.1f %s/s, %s left; %s, %s",
        done,
        all,
        things(),
        metrics.images().value() / seconds,
        arguments.video ? "frames" : "images",
        rest < 60 ? rest + " s" : rest / 3600 + " h " + rest / 60 % 60 + " min",
        count(metrics.people().value(), "person", "people"),
        count(metrics.errors().value(), "error", "errors"));
  }

  private static String count(long count, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
  }

  /** In few files, whatever the number of tasks: some megabytes each. */
  private static Dataset<Row> gathered(Dataset<Row> people, int images) {
    return people
        .repartition((images + IMAGES_OF_A_FILE - 1) / IMAGES_OF_A_FILE)
        .sortWithinPartitions(PeopleSchema.PATH);
  }

  /** Some minutes of work: so much is lost at most when the program is stopped. */
  private int chunk() {
    int cores = spark.sparkContext().defaultParallelism();
    if (arguments.chunk != null) {
      return arguments.chunk;
    }
    return arguments.video
        ? Math.max(LEAST_VIDEOS, VIDEOS_OF_A_CORE * cores)
        : Math.max(LEAST_CHUNK, IMAGES_OF_A_CORE * cores);
  }

  private int tasks(int files) {
    if (arguments.video) {
      return files;
    }
    int size = arguments.imagesPerTask;
    return Math.max(
        TASKS_OF_A_CORE * spark.sparkContext().defaultParallelism(), (files + size - 1) / size);
  }

  private void report(PeopleEvaluation people) {
    out.print(people.evaluation().summary().table());
    if (people.failed() > 0 || people.unknown() > 0) {
      warn(
          "%d images with errors count as images of nobody, %d are not annotated"
              .formatted(people.failed(), people.unknown()));
    }
  }

  private void say(String line) {
    if (!arguments.quiet) {
      out.println("jpose: " + ShownText.line(line));
      out.flush();
    }
  }

  private void warn(String line) {
    err.println("jpose: " + ShownText.line(line));
    err.flush();
  }
}
