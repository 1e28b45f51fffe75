package org.jpose.testkit;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Folders in COCO's layout with a few small images, a person in each. */
public final class SmallCoco {
  private static final int WIDTH = 120;
  private static final int HEIGHT = 90;

  private SmallCoco() {}

  /**
   * Writes a split.
   *
   * @param count number of images
   * @param labelled whether the people have joints, or nothing is known of them but their boxes
   * @throws IOException if a file cannot be written
   */
  public static void write(Path folder, String split, int count, boolean labelled)
      throws IOException {
    Files.createDirectories(folder.resolve("annotations"));
    Files.createDirectories(folder.resolve(split));
    StringBuilder images = new StringBuilder();
    StringBuilder people = new StringBuilder();
    for (int id = 1; id <= count; id++) {
      BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
      byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (i / 7 + 40 * id);
      }
      ImageIO.write(image, "png", folder.resolve(split + "/" + id + ".png").toFile());
      String comma = id == 1 ? "" : ",";
      images.append(
          "%s{\"id\":%d,\"file_name\":\"%d.png\",\"width\":%d,\"height\":%d}"
              .formatted(comma, id, id, WIDTH, HEIGHT));
      people.append(comma).append(person(id, labelled));
    }
    Files.writeString(
        folder.resolve("annotations/person_keypoints_" + split + ".json"),
        "{\"images\":[%s],\"annotations\":[%s],\"categories\":[{\"id\":1,\"name\":\"person\"}]}"
            .formatted(images, people));
  }

  private static String person(int image, boolean labelled) {
    StringBuilder keypoints = new StringBuilder();
    for (int i = 0; i < 17; i++) {
      keypoints.append(i == 0 ? "" : ",");
      keypoints.append(labelled ? "%d,%d,2".formatted(10 + 4 * i, 20 + 3 * i + image) : "0,0,0");
    }
    return ("{\"id\":%d,\"image_id\":%d,\"category_id\":1,\"iscrowd\":0,\"bbox\":[10,10,70,60],"
            + "\"area\":3000,\"num_keypoints\":%d,\"keypoints\":[%s]}")
        .formatted(image, image, labelled ? 17 : 0, keypoints);
  }
}
