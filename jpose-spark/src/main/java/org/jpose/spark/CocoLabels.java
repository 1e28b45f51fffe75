package org.jpose.spark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.coco.CocoCategory;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.PersonResult;
import scala.Tuple2;

/**
 * People of images as COCO's annotations, which {@code jpose train} and {@code jpose data} read: in
 * shards, each a file by itself, and all in one. A found joint is visible, with the model's score
 * as {@code keypoint_confidence}, so that what is sure is decided where the labels are used.
 */
public final class CocoLabels {
  /** The folder of shards, {@code part-00000.json} and so on. */
  public static final String SHARDS = "shards";

  /** The file with all. */
  public static final String ONE = "person_keypoints.json";

  private static final JsonFactory JSON = new JsonFactory();

  private static final String IMAGES = "{\"images\":[";
  private static final String ANNOTATIONS = "],\"annotations\":[";
  private static final String CATEGORIES = "],\"categories\":";

  /** More people than any decoder finds in an image. */
  private static final int PEOPLE_OF_AN_IMAGE = 10_000;

  private CocoLabels() {}

  /**
   * Writes {@link #SHARDS} and {@link #ONE} into a folder, in place of earlier ones. Images have
   * ids from 1 in the order of their paths, and names as seen from the folder that all are in;
   * those with an error are left out.
   *
   * @param people rows of {@link PeopleSchema#images()}, each image once, best stored ones: they
   *     are asked for more than once
   * @param folder where to write, as Hadoop names folders
   * @throws IllegalArgumentException if the rows are of frames
   * @throws org.jpose.core.disk.FileException if a file cannot be written
   */
  public static void write(Dataset<Row> people, String folder) {
    if (List.of(people.columns()).contains(PeopleSchema.FRAME)) {
      throw new IllegalArgumentException(
          "COCO's annotations are of image files, these people are of frames of videos");
    }
    OutputFolder out =
        new OutputFolder(folder, StoredFiles.of(people.sparkSession().sparkContext()));
    Dataset<Row> good = people.where(functions.col(PeopleSchema.ERROR).isNull());
    out.delete(ONE);
    out.delete(SHARDS);
    JavaPairRDD<Row, Long> numbered = good.sort(PeopleSchema.PATH).javaRDD().zipWithIndex();
    List<String> shards =
        numbered
            .mapPartitionsWithIndex(new Shard(CommonFolder.of(good, PeopleSchema.PATH), out), true)
            .collect();
    out.write(ONE, stream -> join(stream, shards, out));
  }

  /** Writes a shard, and tells its name. */
  private record Shard(CommonFolder images, OutputFolder out)
      implements Function2<Integer, Iterator<Tuple2<Row, Long>>, Iterator<String>> {
    @Override
    public Iterator<String> call(Integer number, Iterator<Tuple2<Row, Long>> rows) {
      String name = "%s/part-%05d.json".formatted(SHARDS, number);
      if (!rows.hasNext()) {
        return List.<String>of().iterator();
      }
      out.write(name, stream -> write(stream, rows));
      return List.of(name).iterator();
    }

    private void write(OutputStream stream, Iterator<Tuple2<Row, Long>> rows) throws IOException {
      List<String> annotations = new ArrayList<>();
      try (Writer writer = writer(stream)) {
        writer.write(IMAGES + "\n");
        Lines lines = new Lines(writer);
        while (rows.hasNext()) {
          Tuple2<Row, Long> next = rows.next();
          Optional<ImageResult> result = PeopleRows.read(next._1());
          if (result.isPresent()) {
            lines.add(image(result.get(), next._2() + 1));
            annotations.addAll(people(result.get(), next._2() + 1));
          }
        }
        lines.next(ANNOTATIONS);
        for (String annotation : annotations) {
          lines.add(annotation);
        }
        lines.next(CATEGORIES + categories() + "}");
      }
    }

    private String image(ImageResult result, long id) throws IOException {
      return object(
          json -> {
            json.writeNumberField("id", id);
            json.writeStringField("file_name", images.relative(result.file()));
            json.writeNumberField("width", result.width());
            json.writeNumberField("height", result.height());
          });
    }

    private static List<String> people(ImageResult result, long image) throws IOException {
      List<String> annotations = new ArrayList<>();
      for (PersonResult person : result.people()) {
        Optional<Pose> pose = person.pose().to(Skeletons.COCO17);
        if (pose.isPresent()) {
          long id = image * PEOPLE_OF_AN_IMAGE + annotations.size();
          annotations.add(object(json -> person(json, id, image, pose.get())));
        }
      }
      return annotations;
    }
  }

  private static void person(JsonGenerator json, long id, long image, Pose pose)
      throws IOException {
    json.writeNumberField("id", id);
    json.writeNumberField("image_id", image);
    json.writeNumberField("category_id", 1);
    json.writeNumberField("iscrowd", 0);
    Box box = pose.box();
    json.writeArrayFieldStart("bbox");
    for (float side : new float[] {box.x(), box.y(), box.width(), box.height()}) {
      json.writeNumber(side);
    }
    json.writeEndArray();
    json.writeNumberField("area", (double) box.width() * box.height());
    json.writeNumberField("num_keypoints", pose.keypoints().size());
    json.writeNumberField("score", pose.score());
    json.writeArrayFieldStart("keypoints");
    for (int joint = 0; joint < pose.skeleton().jointCount(); joint++) {
      Optional<Keypoint> keypoint = pose.keypoint(joint);
      json.writeNumber(keypoint.map(Keypoint::x).orElse(0f));
      json.writeNumber(keypoint.map(Keypoint::y).orElse(0f));
      json.writeNumber(keypoint.isPresent() ? 2 : 0);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("keypoint_confidence");
    for (int joint = 0; joint < pose.skeleton().jointCount(); joint++) {
      json.writeNumber(pose.keypoint(joint).map(Keypoint::score).orElse(0f));
    }
    json.writeEndArray();
  }

  private static String categories() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      CocoCategory.of(Skeletons.COCO17).write(json);
      json.writeEndArray();
    }
    return text.toString();
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static String object(Fields fields) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
    return text.toString();
  }

  private static Writer writer(OutputStream out) {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  /** Elements of a list, one a line, with commas between. */
  private static final class Lines {
    private final Writer writer;
    private boolean empty = true;

    Lines(Writer writer) {
      this.writer = writer;
    }

    void add(String element) throws IOException {
      writer.write(empty ? element : ",\n" + element);
      empty = false;
    }

    /** Ends the list. */
    void next(String text) throws IOException {
      writer.write((empty ? "" : "\n") + text + "\n");
      empty = true;
    }
  }

  /**
   * Puts the lists of all shards one after another: line by line, for shards are large together.
   */
  private static void join(OutputStream stream, List<String> shards, OutputFolder out)
      throws IOException {
    try (Writer writer = writer(stream)) {
      writer.write(IMAGES + "\n");
      Lines lines = new Lines(writer);
      copy(shards, out, IMAGES, lines);
      lines.next(ANNOTATIONS);
      copy(shards, out, ANNOTATIONS, lines);
      lines.next(CATEGORIES + categories() + "}");
    }
  }

  private static void copy(List<String> shards, OutputFolder out, String list, Lines lines)
      throws IOException {
    FileSystem system = out.system();
    for (String shard : shards) {
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  system.open(new Path(out.folder(), shard)), StandardCharsets.UTF_8))) {
        boolean inside = false;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          if (line.equals(list)) {
            inside = true;
          } else if (line.startsWith("]")) {
            inside = false;
          } else if (inside) {
            lines.add(line.endsWith(",") ? line.substring(0, line.length() - 1) : line);
          }
        }
      }
    }
  }
}
