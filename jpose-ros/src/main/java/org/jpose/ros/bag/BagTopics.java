package org.jpose.ros.bag;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jpose.core.disk.FileException;
import org.jpose.media.MediaException;

/** The topics of a bag. */
public final class BagTopics {
  private BagTopics() {}

  /**
   * A topic.
   *
   * @param type its messages' package and name
   * @param messages how many there are
   */
  public record Topic(String type, long messages) {}

  /** Whether a file begins as a bag does, of any version. */
  public static boolean isBag(Path file) {
    return BagIndex.isBag(file);
  }

  /**
   * The topics by name, from the index or, where there is none, from all of the file.
   *
   * @throws MediaException if it is missing or no bag of version 2.0
   */
  public static SortedMap<String, Topic> of(Path file) {
    SortedMap<String, Topic> topics = new TreeMap<>();
    index(file)
        .ifPresentOrElse(
            index ->
                index
                    .connections()
                    .values()
                    .forEach(c -> add(topics, c, index.counts().getOrDefault(c.id(), 0L))),
            () -> scan(file, topics));
    return topics;
  }

  private static void add(SortedMap<String, Topic> topics, BagConnection connection, long count) {
    topics.merge(
        connection.topic(),
        new Topic(connection.type(), count),
        (one, other) -> new Topic(one.type(), one.messages() + other.messages()));
  }

  private static Optional<BagIndex> index(Path file) {
    try (FileChannel channel = BagIndex.open(file)) {
      return Optional.of(BagIndex.read(channel)).filter(BagIndex::isWhole);
    } catch (IOException e) {
      throw new MediaException(file + ": cannot be read: " + FileException.reason(e), e);
    }
  }

  private static void scan(Path file, SortedMap<String, Topic> topics) {
    try (BagReader bag = BagReader.open(file, connection -> true, fault -> {})) {
      Optional<BagMessage> message = bag.next();
      while (message.isPresent()) {
        add(topics, message.get().connection(), 1);
        message = bag.next();
      }
    }
  }
}
