package org.jpose.ros.bag;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.RawVideo;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.ros.bag.BagTopics.Topic;
import org.jpose.ros.convert.RosImageDecoder;
import org.jpose.ros.message.CompressedImageMessage;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.MessageFormatException;
import org.jpose.ros.message.Time;

/**
 * A bag's topic of pictures as a video, with the times of the pictures' headers. Pictures that
 * cannot be read are told to the listener and left out; what is damaged in the bag as well, and
 * after the last picture it is an exception. For one thread, but for {@link #end}.
 */
public final class BagVideo implements RawVideo {
  private static final List<String> TYPES =
      List.of(ImageMessage.TYPE.name(), CompressedImageMessage.TYPE.name());
  private static final Duration LEAST_STEP = Duration.ofMillis(1);
  private static final double USUAL_RATE = 25;

  private final Path file;
  private final String topic;
  private final VideoOptions options;
  private final RosImageDecoder decoder = new RosImageDecoder();
  private final VideoFacts facts;
  private final Time start;
  private final String frameId;
  private BagReader bag;
  private volatile boolean ended;
  private long index = -1;
  private long whole;
  private Time first;
  private Duration time = Duration.ZERO;
  private Header header;
  private Image image;
  private String fault;
  private int faults;

  /**
   * Opens a bag.
   *
   * @param topic name of the topic; empty if there is one of pictures only
   * @throws MediaException if it is no bag, the topic is not there or has no pictures, or there are
   *     several to choose from
   */
  public BagVideo(Path file, Optional<String> topic, VideoOptions options) {
    this.file = file;
    this.options = options;
    SortedMap<String, Topic> topics = BagTopics.of(file);
    this.topic = choose(topics, topic);
    open();
    try {
      facts = firstFacts(topics.get(this.topic).messages());
      start = first;
      frameId = header.frameId();
      rewind(Optional.empty());
    } catch (RuntimeException e) {
      bag.close();
      throw e;
    }
  }

  /** Opens a bag as frames, with the range and step of the options. */
  public static FrameSource open(Path file, Optional<String> topic, VideoOptions options) {
    return VideoSources.select(new BagVideo(file, topic, options), options);
  }

  private String choose(SortedMap<String, Topic> topics, Optional<String> asked) {
    List<String> pictures =
        topics.entrySet().stream()
            .filter(entry -> TYPES.contains(entry.getValue().type()))
            .map(entry -> entry.getKey())
            .toList();
    String names = pictures.isEmpty() ? "none" : String.join(", ", pictures);
    if (asked.isEmpty()) {
      if (pictures.size() == 1) {
        return pictures.get(0);
      }
      throw new MediaException(
          pictures.isEmpty()
              ? file + ": has no topic of pictures; its topics: " + describe(topics)
              : file + ": has several topics of pictures (" + names + "); name one");
    }
    String name = asked.get().startsWith("/") ? asked.get() : "/" + asked.get();
    String found = topics.containsKey(asked.get()) ? asked.get() : name;
    if (!topics.containsKey(found)) {
      throw new MediaException(
          file + ": has no topic " + asked.get() + "; its topics of pictures: " + names);
    }
    if (!TYPES.contains(topics.get(found).type())) {
      throw new MediaException(
          "%s: topic %s is of type %s, expected pictures (%s); its topics of pictures: %s"
              .formatted(file, found, topics.get(found).type(), String.join(" or ", TYPES), names));
    }
    return found;
  }

  private static String describe(SortedMap<String, Topic> topics) {
    return topics.isEmpty()
        ? "none"
        : topics.entrySet().stream()
            .map(entry -> entry.getKey() + " (" + entry.getValue().type() + ")")
            .collect(Collectors.joining(", "));
  }

  private void open() {
    bag = BagReader.open(file, connection -> connection.topic().equals(topic), this::note);
    index = -1;
    whole = 0;
    first = null;
    time = Duration.ZERO;
    fault = null;
    faults = 0;
  }

  private void note(String damage) {
    fault = fault == null ? damage : fault;
    faults++;
  }

  /** Size from the first picture, rate from all messages' times. */
  private VideoFacts firstFacts(long messages) {
    if (!advance(true)) {
      throw new MediaException(
          file + ": topic " + topic + " has no picture that can be read; " + reason());
    }
    int width = image.width();
    int height = image.height();
    int sampled = 1;
    while (sampled < 10 && advance(true)) {
      sampled++;
    }
    double seconds = time.toNanos() / 1e9;
    double rate = sampled > 1 && seconds > 0 ? (sampled - 1) / seconds : USUAL_RATE;
    return new VideoFacts(
        file.toString(),
        width,
        height,
        rate,
        OptionalLong.of(messages),
        Optional.of(Duration.ofNanos(Math.round(messages * 1e9 / rate))),
        false);
  }

  private String reason() {
    return fault == null ? "check what was recorded" : fault;
  }

  @Override
  public VideoFacts facts() {
    return facts;
  }

  /** The topic's name. */
  public String topic() {
    return topic;
  }

  @Override
  public boolean advance() {
    return advance(false);
  }

  private boolean advance(boolean always) {
    while (!ended) {
      int before = faults;
      Optional<BagMessage> message = bag.next();
      if (faults > before && !always) {
        options.listener().accept(fault);
      }
      if (message.isEmpty()) {
        if (fault != null && !always && !ended) {
          throw new MediaException(
              "%s%s; the %d pictures that were whole are good"
                  .formatted(
                      fault, faults > 1 ? " (the first of " + faults + " faults)" : "", whole));
        }
        return false;
      }
      try {
        read(message.get(), always);
        return true;
      } catch (MessageFormatException e) {
        if (!always) {
          options
              .listener()
              .accept(file + ": a picture of " + topic + " is left out: " + e.getMessage());
        }
      }
    }
    return false;
  }

  private void read(BagMessage message, boolean always) {
    boolean raw = message.connection().type().equals(ImageMessage.TYPE.name());
    ImageMessage plain = raw ? message.as(ImageMessage.TYPE) : null;
    CompressedImageMessage file = raw ? null : message.as(CompressedImageMessage.TYPE);
    Header found = raw ? plain.header() : file.header();
    Time stamp = found.stamp().equals(Time.ZERO) ? message.time() : found.stamp();
    Duration since = first == null ? Duration.ZERO : stamp.sinceZero().minus(first.sinceZero());
    Duration next = index >= 0 && since.compareTo(time) <= 0 ? time.plus(LEAST_STEP) : since;
    // Those that cannot be read count as well: whoever passes them over does not look at them.
    first = first == null ? stamp : first;
    header = found;
    time = next;
    index++;
    boolean isWanted =
        always || options.from().map(from -> from.isReached(index, next)).orElse(true);
    image = isWanted ? raw ? decoder.decode(plain) : decoder.decode(file) : null;
    whole++;
  }

  @Override
  public long index() {
    return index;
  }

  @Override
  public Duration time() {
    return time;
  }

  /** When the first picture was taken: what {@link #time} counts from. */
  public Time start() {
    return start;
  }

  /** Where the first picture was seen from. */
  public String frameId() {
    return frameId;
  }

  @Override
  public Image image() {
    if (image == null) {
      throw new IllegalStateException(file + ": picture " + index + " was passed");
    }
    Image given = image;
    image = null;
    return given;
  }

  @Override
  public void rewind(Optional<FramePosition> from) {
    bag.close();
    open();
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public void close() {
    bag.close();
  }
}
