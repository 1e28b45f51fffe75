package org.jpose.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jpose.core.disk.FileException;
import org.jpose.media.image.ImageFiles;

/**
 * Files to work on, found wherever Hadoop reads them. Unlike Spark's own sources it passes over no
 * file whose name begins with {@code _}, as cameras name some.
 *
 * @param paths each once, sorted; folders named like images among them, so that they are told of
 * @param leftOut how many files in folders have an extension that is not looked for, by extension
 */
public record StoredInputs(List<String> paths, Map<String, Integer> leftOut) {
  private static final Set<String> VIDEOS =
      Set.of(
          "3gp", "avi", "flv", "gif", "m2ts", "m4v", "mjpeg", "mjpg", "mkv", "mov", "mp4", "mpeg",
          "mpg", "mts", "mxf", "ogv", "ts", "vob", "webm", "wmv");

  public StoredInputs {
    paths = List.copyOf(paths);
    leftOut = Map.copyOf(leftOut);
  }

  /**
   * Finds image files.
   *
   * @param inputs files, taken whatever their names; folders; patterns as Hadoop has them ({@code
   *     photos/2025-*})
   * @param recursive whether folders include their subfolders
   * @throws FileException if an input is not there or cannot be listed
   */
  public static StoredInputs images(
      SparkSession spark, Collection<String> inputs, boolean recursive) {
    return new Search(spark, StoredInputs::isImage, recursive).find(inputs);
  }

  /** Finds video files, as {@link #images} finds images. */
  public static StoredInputs videos(
      SparkSession spark, Collection<String> inputs, boolean recursive) {
    return new Search(spark, StoredInputs::isVideo, recursive).find(inputs);
  }

  private static boolean isImage(String name) {
    try {
      return ImageFiles.isNamedAsImage(java.nio.file.Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean isVideo(String name) {
    return VIDEOS.contains(extension(name));
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * The paths as a DataFrame of one column, {@code path}.
   *
   * @param partitions at most so many
   */
  public static Dataset<Row> files(SparkSession spark, List<String> paths, int partitions) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int most = Math.max(1, Math.min(partitions, paths.size()));
    return spark
        .createDataset(context.parallelize(paths, most).rdd(), Encoders.STRING())
        .toDF(PeopleSchema.PATH);
  }

  private static final class Search {
    private final Configuration configuration;
    private final Predicate<String> wanted;
    private final boolean recursive;
    private final Set<String> found = new TreeSet<>();
    private final Map<String, Integer> leftOut = new TreeMap<>();

    Search(SparkSession spark, Predicate<String> wanted, boolean recursive) {
      this.configuration = spark.sparkContext().hadoopConfiguration();
      this.wanted = wanted;
      this.recursive = recursive;
    }

    StoredInputs find(Collection<String> inputs) {
      for (String input : inputs) {
        try {
          find(input);
        } catch (FileNotFoundException e) {
          throw new FileException(input + ": no such file or folder; check the name", e);
        } catch (IOException | IllegalArgumentException e) {
          throw new FileException(input + ": cannot be listed: " + FileException.reason(e), e);
        }
      }
      return new StoredInputs(new ArrayList<>(found), leftOut);
    }

    private void find(String input) throws IOException {
      Path path = new Path(input);
      FileSystem system = path.getFileSystem(configuration);
      for (FileStatus status : matches(system, path, input)) {
        if (status.isDirectory()) {
          list(system, status.getPath());
        } else {
          found.add(status.getPath().toString());
        }
      }
    }

    /** A file of that name comes before a pattern. */
    private static FileStatus[] matches(FileSystem system, Path path, String input)
        throws IOException {
      if (system.exists(path)) {
        return new FileStatus[] {system.getFileStatus(path)};
      }
      FileStatus[] matches = system.globStatus(path);
      if (matches == null || matches.length == 0) {
        throw new FileNotFoundException(input);
      }
      return matches;
    }

    private void list(FileSystem system, Path folder) throws IOException {
      Deque<Path> folders = new ArrayDeque<>(List.of(folder));
      while (!folders.isEmpty()) {
        RemoteIterator<FileStatus> all = system.listStatusIterator(folders.remove());
        while (all.hasNext()) {
          FileStatus status = all.next();
          if (status.getPath().getName().startsWith(".")) {
            continue;
          }
          add(status);
          if (recursive && status.isDirectory()) {
            folders.add(status.getPath());
          }
        }
      }
    }

    private void add(FileStatus status) {
      String name = status.getPath().getName();
      if (wanted.test(name)) {
        found.add(status.getPath().toString());
      } else if (!status.isDirectory()) {
        leftOut.merge(name.contains(".") ? "." + extension(name) : "none", 1, Integer::sum);
      }
    }
  }
}
