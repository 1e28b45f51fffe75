package org.jpose.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jpose.core.disk.FileException;

/**
 * A folder of people that grows by one Spark job after another, and knows which files it has. What
 * a job that was stopped had written of itself is no part of it, nor is a file that is not whole.
 * One program at a time may write to it.
 */
public final class PeopleOutput {
  private static final String SETTINGS = "_jpose.properties";
  private static final String DAMAGED = "_damaged-";

  /** Where Hadoop's committer keeps what tasks have written, until their job is done. */
  private static final String UNCOMMITTED = "_temporary";

  private static final byte[] PARQUET_END = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = {'\n'};

  private final SparkSession spark;
  private final OutputFolder folder;
  private final Format format;
  private final StructType schema;

  /** How rows are stored. */
  public enum Format {
    /** Columns. */
    PARQUET,
    /** A JSON object a line. */
    JSON;

    private String source() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    private byte[] end() {
      return this == PARQUET ? PARQUET_END : LINE_END;
    }
  }

  private PeopleOutput(SparkSession spark, OutputFolder folder, Format format, StructType schema) {
    this.spark = spark;
    this.folder = folder;
    this.format = format;
    this.schema = schema;
  }

  /**
   * A folder that is not there, or is empty.
   *
   * @param schema {@link PeopleSchema#images()} or {@link PeopleSchema#frames()}
   * @param settings all that rows depend on besides the files; kept with them
   * @throws FileException if there is something, or it cannot be written
   */
  public static PeopleOutput create(
      SparkSession spark,
      String folder,
      Format format,
      StructType schema,
      Map<String, String> settings) {
    PeopleOutput output = of(spark, folder, format, schema);
    if (output.list().length > 0) {
      throw new FileException(
          folder + ": is there already; go on with it (resume), or name another");
    }
    output.writeSettings(settings);
    return output;
  }

  /**
   * A folder that may have people already; as {@link #create} if it has none.
   *
   * @param notice is told what was found and is no part of it
   * @throws FileException if its rows were made with other settings, or it is of another kind
   */
  public static PeopleOutput resume(
      SparkSession spark,
      String folder,
      Format format,
      StructType schema,
      Map<String, String> settings,
      Consumer<String> notice) {
    PeopleOutput output = of(spark, folder, format, schema);
    if (output.list().length == 0) {
      return create(spark, folder, format, schema, settings);
    }
    output.requireSettings(settings);
    output.sweep(notice);
    return output;
  }

  private static PeopleOutput of(
      SparkSession spark, String folder, Format format, StructType schema) {
    OutputFolder out = new OutputFolder(folder, StoredFiles.of(spark.sparkContext()));
    return new PeopleOutput(spark, out, format, schema);
  }

  private FileStatus[] list() {
    try {
      return folder.system().listStatus(new Path(folder.folder()));
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    } catch (IOException | IllegalArgumentException e) {
      throw new FileException(
          folder.folder() + ": cannot be listed: " + FileException.reason(e), e);
    }
  }

  private void writeSettings(Map<String, String> settings) {
    folder.write(
        SETTINGS,
        out -> {
          Properties text = new Properties();
          settings.forEach((name, value) -> text.setProperty(key(name), value));
          text.store(new OutputStreamWriter(out, StandardCharsets.UTF_8), null);
        });
  }

  private void requireSettings(Map<String, String> settings) {
    Properties before = new Properties();
    try (Reader reader =
        new InputStreamReader(
            folder.system().open(new Path(folder.folder(), SETTINGS)), StandardCharsets.UTF_8)) {
      before.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new FileException(
          "%s: has no %s that can be read, so it is no output of jpose to go on with; name another"
              .formatted(folder.folder(), SETTINGS),
          e);
    }
    settings.forEach(
        (name, value) -> {
          String was = before.getProperty(key(name));
          if (!value.equals(was)) {
            throw new FileException(
                "%s: was made with %s %s, not %s; use the same settings, or name another folder"
                    .formatted(folder.folder(), name, was, value));
          }
        });
  }

  private static String key(String setting) {
    return setting.replace(' ', '-');
  }

  /** Deletes what a job that was stopped left, and puts aside files that are not whole. */
  private void sweep(Consumer<String> notice) {
    folder.delete(UNCOMMITTED);
    for (FileStatus file : list()) {
      String name = file.getPath().getName();
      if (file.isFile() && !name.startsWith("_") && !name.startsWith(".") && !isWhole(file)) {
        try {
          folder.system().rename(file.getPath(), new Path(folder.folder(), DAMAGED + name));
        } catch (IOException e) {
          throw folder.failure(name, e);
        }
        notice.accept(
            "%s: is not whole and was put aside as %s%s; what it held is done again"
                .formatted(file.getPath(), DAMAGED, name));
      }
    }
  }

  private boolean isWhole(FileStatus file) {
    byte[] expected = format.end();
    if (file.getLen() < expected.length || !file.getPath().getName().endsWith(format.source())) {
      // A compressed one has another end; who reads it finds out.
      return file.getLen() > 0;
    }
    try {
      FileSystem system = folder.system();
      try (FSDataInputStream in = system.open(file.getPath())) {
        byte[] end = new byte[expected.length];
        in.readFully(file.getLen() - end.length, end);
        return Arrays.equals(end, expected);
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** The rows that are there. */
  public Dataset<Row> people() {
    return spark.read().schema(schema).format(format.source()).load(folder.folder());
  }

  /** Files that have a row. */
  public Set<String> done() {
    if (Arrays.stream(list()).noneMatch(file -> !file.getPath().getName().startsWith("_"))) {
      return Set.of();
    }
    Set<String> done = new HashSet<>();
    Dataset<Row> names = people().select(schema.fieldNames()[0]).distinct();
    for (Iterator<Row> rows = names.toLocalIterator(); rows.hasNext(); ) {
      Row row = rows.next();
      if (!row.isNullAt(0)) {
        done.add(row.getString(0));
      }
    }
    return done;
  }

  /** Files that have no row yet, in order. */
  public List<String> without(List<String> files) {
    Set<String> done = done();
    List<String> left = new ArrayList<>();
    for (String file : files) {
      if (!done.contains(file)) {
        left.add(file);
      }
    }
    return left;
  }

  /** Adds rows: all of them when this returns, or none. */
  public void append(Dataset<Row> people) {
    people.write().mode(SaveMode.Append).format(format.source()).save(folder.folder());
  }
}
