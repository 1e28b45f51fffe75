package org.jpose.ros.bag;

import java.nio.file.Path;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.InputTransform;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.ros.convert.PeopleMessages;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.Persons;
import org.jpose.ros.message.Time;

/**
 * Records a video's people, on {@code /pose_estimator/pose}, and its pictures, on {@code
 * /pose_estimator/picture}, as {@code jpose ros} publishes them. Not thread-safe.
 */
public final class BagRecorder implements AutoCloseable {
  private static final String POSE = "/pose_estimator/pose";
  private static final String PICTURE = "/pose_estimator/picture";

  private final BagWriter bag;
  private final Time start;
  private final String frameId;

  /**
   * Begins a bag.
   *
   * @param start the time of a frame at time zero
   * @param frameId where the pictures are seen from
   * @throws FileException if its folder is missing or cannot be written
   */
  public BagRecorder(Path target, Time start, String frameId) {
    bag = new BagWriter(target);
    this.start = start;
    this.frameId = frameId;
  }

  /**
   * Records a frame's people and its picture, as it is or drawn on.
   *
   * @throws FileException if it cannot be written
   */
  public void write(FramePeople people) {
    InputTransform seen = people.estimate().transform();
    Time time = start.plus(people.frame().time());
    Header header = new Header(people.frame().index(), time, frameId);
    bag.write(
        POSE,
        time,
        Persons.TYPE,
        PeopleMessages.persons(people.poses(), seen.sourceWidth(), seen.sourceHeight(), header));
    bag.write(
        PICTURE, time, ImageMessage.TYPE, PeopleMessages.picture(people.frame().image(), header));
  }

  /**
   * Finishes: the bag appears under its name.
   *
   * @throws FileException if it cannot be written
   */
  public void complete() {
    bag.complete();
  }

  /** Frees what is held; without {@link #complete()} nothing is left. May be called twice. */
  @Override
  public void close() {
    bag.close();
  }
}
