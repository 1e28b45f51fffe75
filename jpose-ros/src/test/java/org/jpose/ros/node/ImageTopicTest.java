package org.jpose.ros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.media.video.Frame;
import org.jpose.ros.DebianRos;
import org.jpose.ros.ImageTopic;
import org.jpose.ros.convert.PeopleMessages;
import org.jpose.ros.message.CompressedImageMessage;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.Time;
import org.jpose.ros.topic.TopicPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A topic's pictures as a video, through real connections. */
@Timeout(120)
class ImageTopicTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  /** Twenty times as many pictures come as may be looked at. */
  @Test
  void noMoreAreTakenThanAskedFor() throws Exception {
    double most = 10;
    Image grey = Image.wrap(WIDTH, HEIGHT, ColourOrder.BGR, new byte[3 * WIDTH * HEIGHT]);
    try (FakeMaster master = new FakeMaster();
        RosNode camera = RosNode.start(master.node("camera"))) {
      TopicPublisher<ImageMessage> eye = camera.advertise("/eye", ImageMessage.TYPE, 2, false);
      DebianRos.await("the topic", () -> master.calls.contains("registerPublisher"));
      try (RosNode node = RosNode.start(master.node("node"));
          ImageTopic images = ImageTopic.subscribe(node, "/eye", false, OptionalDouble.of(most))) {
        DebianRos.await("the subscriber", eye::isWanted);
        AtomicInteger taken = new AtomicInteger();
        Thread taker =
            new Thread(
                () -> {
                  while (images.next().isPresent()) {
                    taken.incrementAndGet();
                  }
                });
        taker.start();
        long start = System.nanoTime();
        double seconds = 0;
        int published = 0;
        while (seconds < 2) {
          eye.publish(PeopleMessages.picture(grey, new Header(published++, Time.now(), "eye")));
          Thread.sleep(5);
          seconds = (System.nanoTime() - start) / 1e9;
        }
        DebianRos.await("pictures", () -> taken.get() >= 3);
        seconds = (System.nanoTime() - start) / 1e9;
        int all = taken.get();
        assertTrue(all <= seconds * most + 2, all + " pictures in " + seconds + " seconds");
        assertTrue(published > 4 * all, "only " + published + " were published");
      }
    }
  }

  /** As a camera's driver sends it: a file of JPEG, with what it says of it. */
  @Test
  void compressedPicturesAreJpeg() throws Exception {
    try (FakeMaster master = new FakeMaster();
        RosNode camera = RosNode.start(master.node("camera"))) {
      TopicPublisher<CompressedImageMessage> eye =
          camera.advertise("/eye/compressed", CompressedImageMessage.TYPE, 2, false);
      DebianRos.await("the topic", () -> master.calls.contains("registerPublisher"));
      try (RosNode node = RosNode.start(master.node("node"));
          ImageTopic images =
              ImageTopic.subscribe(node, "/eye/compressed", true, OptionalDouble.empty())) {
        DebianRos.await("the subscriber", eye::isWanted);
        Header header = new Header(3, new Time(77, 5), "lens");
        eye.publish(
            new CompressedImageMessage(
                header, "bgr8; jpeg compressed bgr8", ByteBuffer.wrap(halves())));
        Frame frame = images.next().orElseThrow();
        assertEquals(WIDTH, frame.image().width());
        assertEquals(HEIGHT, frame.image().height());
        assertEquals(new Time(77, 5), images.header(frame).stamp());
        assertEquals("lens", images.header(frame).frameId());
        int red = frame.image().order().red();
        assertEquals(250, frame.image().value(8, 24, red), 8);
        assertEquals(0, frame.image().value(8, 24, 2 - red), 8);
        assertEquals(0, frame.image().value(56, 24, red), 8);
        assertEquals(250, frame.image().value(56, 24, 2 - red), 8);
      }
    }
  }

  /** Red on the left, blue on the right. */
  private static byte[] halves() throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(250, 0, 0));
    graphics.fillRect(0, 0, WIDTH / 2, HEIGHT);
    graphics.setColor(new Color(0, 0, 250));
    graphics.fillRect(WIDTH / 2, 0, WIDTH / 2, HEIGHT);
    graphics.dispose();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", jpeg);
    return jpeg.toByteArray();
  }
}
