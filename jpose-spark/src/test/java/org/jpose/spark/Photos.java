package org.jpose.spark;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Pose;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.PersonResult;
import org.jpose.onnx.OnnxBackend;
import org.jpose.zoo.ModelZoo;

/** Photos with people, a small network for them, and what a plain loop finds on them. */
public final class Photos {
  public static final String MODEL = "lite";

  private Photos() {}

  /** A quick way to find people. */
  public static PeopleOptions options() {
    return PeopleOptions.defaults()
        .withModel(ExecutorModel.embedded(MODEL))
        .withEstimation(EstimatorOptions.defaults().withSize(new NetworkSize(208, 184)));
  }

  public static Path sample() {
    return Path.of(System.getProperty("jpose.root"), "samples", "two-people.jpg");
  }

  /** The sample photo in several sizes and parts: all different, most with people. */
  public static List<Path> write(Path folder, int count) throws IOException {
    BufferedImage sample = ImageIO.read(sample().toFile());
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int width = 300 + 7 * i;
      BufferedImage photo = new BufferedImage(width, 200, BufferedImage.TYPE_3BYTE_BGR);
      Graphics2D graphics = photo.createGraphics();
      graphics.drawImage(sample, -2 * i, 0, 320 + 5 * i, 190, null);
      graphics.dispose();
      Path file = folder.resolve("photo-%03d.jpg".formatted(i));
      ImageIO.write(photo, "jpg", file.toFile());
      files.add(file);
    }
    return files;
  }

  /** Files that cannot be done: damaged, empty, no image, too large, a folder. */
  public static List<Path> writeBad(Path folder) throws IOException {
    byte[] whole = Files.readAllBytes(sample());
    return List.of(
        Files.write(folder.resolve("damaged.jpg"), Arrays.copyOf(whole, whole.length / 2)),
        Files.write(folder.resolve("empty.jpg"), new byte[0]),
        Files.writeString(folder.resolve("text.jpg"), "this is no image"),
        writeHuge(folder.resolve("huge.png")),
        Files.createDirectory(folder.resolve("folder.jpg")));
  }

  /** 100 megapixels of black. */
  public static Path writeHuge(Path file) throws IOException {
    BufferedImage black = new BufferedImage(10_000, 10_000, BufferedImage.TYPE_BYTE_BINARY);
    ImageIO.write(black, "png", file.toFile());
    return file;
  }

  /** As Hadoop names files. */
  public static List<String> names(List<Path> files) {
    return files.stream().map(file -> "file:" + file.toAbsolutePath()).toList();
  }

  /** People by a plain loop. */
  public static List<List<Pose>> plainLoop(List<Path> files, PeopleOptions options) {
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    try (PoseEstimator estimator =
        new PoseEstimator(
            OnnxBackend.open(ModelZoo.load(options.model().name()), "test", 0),
            options.estimation())) {
      List<List<Pose>> people = new ArrayList<>();
      for (Path file : files) {
        Image image = reader.read(file);
        people.add(estimator.estimate(image));
      }
      return people;
    }
  }

  /** The people of a row; empty if it has an error. */
  public static Optional<List<Pose>> people(Row row) {
    return PeopleRows.read(row)
        .map(ImageResult::people)
        .map(people -> people.stream().map(PersonResult::pose).toList());
  }
}
