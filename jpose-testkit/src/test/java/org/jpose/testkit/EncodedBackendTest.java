package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.jpose.core.Backend;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Pose;
import org.junit.jupiter.api.Test;

class EncodedBackendTest extends BackendContract {
  @Override
  protected Backend open() {
    return new EncodedBackend();
  }

  @Override
  protected Image image(Backend backend, int number, int width, int height) {
    EncodedBackend encoded = (EncodedBackend) backend;
    List<Pose> people = new RandomPeople(new Random(number), 48, 32).people(1, 15, 25, 0);
    return encoded.picture(width, height, people);
  }

  @Override
  protected String closedMessage() {
    return "this encoded backend is closed; make another one";
  }

  @Test
  void mirroredPicturesGiveMirroredFields() {
    try (EncodedBackend backend = new EncodedBackend()) {
      Image picture = image(backend, 3, 64, 48);
      assertSameFields(
          backend.run(List.of(picture)).get(0).mirrored(),
          backend.run(List.of(picture.mirrored())).get(0),
          "mirrored");
      assertEquals(
          List.of(new EncodedBackend.Run(1, 64, 48, 0), new EncodedBackend.Run(1, 64, 48, 1)),
          backend.runs());
    }
  }

  @Test
  void foreignPicturesAreRefused() {
    try (EncodedBackend backend = new EncodedBackend()) {
      Image foreign = Image.wrap(16, 16, ColourOrder.RGB, new byte[16 * 16 * 3]);
      assertEquals(
          "Image[16x16 RGB] is none of this backend's pictures",
          assertThrows(IllegalArgumentException.class, () -> backend.run(List.of(foreign)))
              .getMessage());
    }
  }
}
