package org.jpose.ros;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jpose.core.image.Image;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.NewestValue;
import org.jpose.media.video.VideoFacts;
import org.jpose.ros.convert.RosImageDecoder;
import org.jpose.ros.message.CompressedImageMessage;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.Log;
import org.jpose.ros.message.MessageFormatException;
import org.jpose.ros.topic.RosConnection;

/**
 * A topic of pictures as a live video: the newest picture that has come, whoever published it.
 * Pictures that cannot be read are told to the connection's log and left out. Times are those of
 * arrival. Thread-safe.
 */
public final class ImageTopic implements FrameSource {
  private final RosConnection ros;
  private final String topic;
  private final long period;
  private final RosImageDecoder decoder = new RosImageDecoder();
  private final Map<Image, Header> headers = Collections.synchronizedMap(new WeakHashMap<>());
  private final NewestValue<Arrived> newest = new NewestValue<>();
  private long due = Long.MIN_VALUE;
  private long start;
  private long count;
  private long unreadable;
  private String told = "";
  private VideoFacts facts;

  /** A picture that is decoded when somebody wants it. */
  private record Arrived(long number, long nanos, Header header, Supplier<Image> picture) {}

  private ImageTopic(RosConnection ros, String topic, OptionalDouble mostHertz) {
    if (mostHertz.isPresent() && !(mostHertz.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          mostHertz.getAsDouble() + " pictures a second at most: must be positive");
    }
    this.ros = ros;
    this.topic = ros.resolve(topic);
    period = mostHertz.isPresent() ? Math.round(1e9 / mostHertz.getAsDouble()) : 0;
  }

  /**
   * Subscribes to a topic.
   *
   * @param compressed whether its messages are {@code sensor_msgs/CompressedImage}, not {@code
   *     sensor_msgs/Image}
   * @param mostHertz pictures looked at a second, at most; others are left out unread
   */
  public static ImageTopic subscribe(
      RosConnection ros, String topic, boolean compressed, OptionalDouble mostHertz) {
    ImageTopic images = new ImageTopic(ros, topic, mostHertz);
    if (compressed) {
      ros.subscribe(
          topic,
          CompressedImageMessage.TYPE,
          message -> images.put(message.header(), () -> images.decoder.decode(message)));
    } else {
      ros.subscribe(
          topic,
          ImageMessage.TYPE,
          message -> images.put(message.header(), () -> images.decoder.decode(message)));
    }
    ros.whenClosed(images::close);
    return images;
  }

  /** The topic's full name. */
  public String topic() {
    return topic;
  }

  private synchronized void put(Header header, Supplier<Image> picture) {
    long now = System.nanoTime();
    if (now < due) {
      return;
    }
    if (period > 0) {
      due = due == Long.MIN_VALUE ? now + period : Math.max(due + period, now);
    }
    start = count == 0 ? now : start;
    newest.put(new Arrived(count++, now, header, picture));
  }

  @Override
  public Optional<Frame> next() {
    while (true) {
      Optional<Arrived> arrived = newest.take();
      if (arrived.isEmpty()) {
        return Optional.empty();
      }
      try {
        Image image = arrived.get().picture.get();
        headers.put(image, arrived.get().header);
        return Optional.of(frame(arrived.get(), image));
      } catch (MessageFormatException e) {
        leaveOut(e.getMessage());
      }
    }
  }

  private synchronized Frame frame(Arrived arrived, Image image) {
    told = "";
    if (facts == null) {
      facts =
          new VideoFacts(
              topic,
              image.width(),
              image.height(),
              25,
              OptionalLong.empty(),
              Optional.empty(),
              true);
    }
    return new Frame(arrived.number, Duration.ofNanos(arrived.nanos - start), image);
  }

  private void leaveOut(String why) {
    synchronized (this) {
      unreadable++;
      if (why.equals(told)) {
        return;
      }
      told = why;
    }
    ros.log(Log.Level.WARN, topic + ": a picture was left out: " + why);
  }

  /** The header of a frame's message, while the frame's image is held by anybody. */
  public Header header(Frame frame) {
    return headers.getOrDefault(frame.image(), new Header(frame.index(), ros.now(), ""));
  }

  /**
   * Name and size of the pictures, which the first one tells; the rate is a guess.
   *
   * @throws IllegalStateException if no picture has been taken yet
   */
  @Override
  public synchronized VideoFacts facts() {
    if (facts == null) {
      throw new IllegalStateException(topic + ": no picture has come yet; take the first frame");
    }
    return facts;
  }

  @Override
  public boolean givesNewest() {
    return true;
  }

  @Override
  public synchronized long dropped() {
    return newest.dropped() + unreadable;
  }

  @Override
  public synchronized OptionalLong origin() {
    return count == 0 ? OptionalLong.empty() : OptionalLong.of(start);
  }

  @Override
  public void close() {
    newest.close();
  }
}
