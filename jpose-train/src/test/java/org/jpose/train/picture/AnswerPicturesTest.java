package org.jpose.train.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.jpose.core.image.Image;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.draw.BatchPicture;
import org.jpose.data.draw.PngPicture;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.train.engine.FieldBatch;
import org.jpose.train.engine.ImageBatch;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.WeightSet;
import org.jpose.train.fixture.RandomPeople;
import org.jpose.train.fixture.SmallNetwork;
import org.jpose.train.loop.EpochReport;
import org.jpose.train.loop.EventFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerPicturesTest {
  private static final int SIDE = RandomPeople.SIDE;

  @TempDir private Path folder;

  private static Batch batch(int samples) {
    return new DatasetBatchMaker(new RandomPeople(samples), RandomPeople.recipe(Augmentations.NONE))
        .make(new BatchRequest(1, 0, 0, samples));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static BufferedImage decoded(byte[] png) throws Exception {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  @Test
  void showsTheLastStagesAnswerToEachSample() throws Exception {
    Batch batch = batch(3);
    float[] before = batch.images().clone();
    try (TrainingEngine engine = SmallNetwork.engine(2)) {
      List<PngPicture> pictures = AnswerPictures.draw(engine, WeightSet.LATEST, batch, 2);
      assertEquals(2, pictures.size());
      FieldBatch last =
          engine.evaluate(new ImageBatch(3, SIDE, SIDE, batch.images()), WeightSet.LATEST).get(1);
      for (int i = 0; i < 2; i++) {
        PngPicture picture = pictures.get(i);
        assertEquals(3 * SIDE, picture.width());
        assertEquals(2 * SIDE, picture.height());
        Image expected = BatchPicture.beside(batch, i, last.of(i, batch.shape().skeleton(), 8));
        assertArrayEquals(pixels(expected.toBufferedImage()), pixels(decoded(picture.bytes())));
      }
      assertEquals(3, AnswerPictures.draw(engine, WeightSet.LATEST, batch, 9).size());
      assertThrows(
          IllegalArgumentException.class,
          () -> AnswerPictures.draw(engine, WeightSet.LATEST, batch, 0));
      assertArrayEquals(before, batch.images());
    }
  }

  @Test
  void theEventFileHasThePicturesOfEachValidation() throws Exception {
    Batch batch = batch(2);
    List<byte[]> expected = new ArrayList<>();
    try (TrainingEngine engine = SmallNetwork.engine(2);
        EventFile file = EventFile.create(folder)) {
      PictureObserver observer = new PictureObserver(file, engine, batch);
      for (int step = 10; step <= 20; step += 10) {
        AnswerPictures.draw(engine, WeightSet.LATEST, batch, 2)
            .forEach(picture -> expected.add(picture.bytes()));
        observer.epoch(new EpochReport(step, 0, List.of(), Optional.empty()));
        engine.step(batch, 0.1);
      }
    }
    List<UnknownFieldSet> events = events();
    // The first says what kind of file it is.
    assertEquals(5, events.size());
    for (int i = 0; i < 4; i++) {
      UnknownFieldSet event = events.get(i + 1);
      assertEquals(i < 2 ? 10 : 20, event.getField(2).getVarintList().get(0));
      UnknownFieldSet value = message(message(event, 5), 1);
      assertEquals("samples/" + (i % 2 + 1), bytes(value, 1).toStringUtf8());
      UnknownFieldSet image = message(value, 4);
      assertEquals(2 * SIDE, image.getField(1).getVarintList().get(0));
      assertEquals(3 * SIDE, image.getField(2).getVarintList().get(0));
      byte[] png = bytes(image, 4).toByteArray();
      assertArrayEquals(expected.get(i), png);
      assertEquals(3 * SIDE, decoded(png).getWidth());
      assertEquals(2 * SIDE, decoded(png).getHeight());
    }
    // The same samples, answered otherwise after a step.
    assertNotEquals(Arrays.hashCode(expected.get(0)), Arrays.hashCode(expected.get(2)));
  }

  private static ByteString bytes(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().get(0);
  }

  private static UnknownFieldSet message(UnknownFieldSet in, int field) throws Exception {
    return UnknownFieldSet.parseFrom(bytes(in, field));
  }

  /** The records of the only file, read by protobuf itself. */
  private List<UnknownFieldSet> events() throws Exception {
    byte[] all;
    try (var files = Files.list(folder)) {
      all = Files.readAllBytes(files.findFirst().orElseThrow());
    }
    List<UnknownFieldSet> events = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      byte[] event = new byte[(int) buffer.getLong()];
      buffer.getInt();
      buffer.get(event);
      buffer.getInt();
      events.add(UnknownFieldSet.parseFrom(event));
    }
    return events;
  }
}
