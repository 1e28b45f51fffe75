package org.jpose.data.remote;

import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;

/** Messages to frames and back; docs/DATAWORKERS.md describes the bytes. */
final class Messages {
  /** The longest frame that is not a batch. */
  static final int MAX_FRAME = 1 << 17;

  private static final int NAME = 256;
  private static final int REASON = 4000;
  private static final int MAX_CREDITS = 1 << 12;
  private static final int MAX_MILLIS = 3_600_000;

  private Messages() {}

  static byte[] encode(Message message) {
    if (message instanceof Message.Hello hello) {
      return new FrameWriter(FrameKind.HELLO)
          .put(cut(hello.version(), NAME))
          .put(cut(hello.name(), NAME))
          .put(cut(hello.data().name(), NAME))
          .put(hello.data().size())
          .put(hello.data().hash())
          .put(hello.credits())
          .frame();
    } else if (message instanceof Message.Welcome welcome) {
      FrameWriter out = new FrameWriter(FrameKind.WELCOME).put(welcome.session());
      write(out, welcome.recipe());
      return out.put(welcome.credits())
          .put(welcome.beatMillis())
          .put(welcome.silenceMillis())
          .frame();
    } else if (message instanceof Message.Ready ready) {
      return new FrameWriter(FrameKind.READY)
          .put(ready.session())
          .put(cut(ready.summary(), NAME))
          .put(ready.fingerprint())
          .frame();
    } else if (message instanceof Message.Refused refused) {
      return new FrameWriter(FrameKind.REFUSED).put(cut(refused.reason(), REASON)).frame();
    } else if (message instanceof Message.Ask ask) {
      return new FrameWriter(FrameKind.ASK)
          .put(ask.session())
          .put(ask.number())
          .put(ask.request().seed())
          .put(ask.request().epoch())
          .put(ask.request().from())
          .put(ask.request().to())
          .frame();
    } else if (message instanceof Message.Failed failed) {
      return new FrameWriter(FrameKind.FAILED)
          .put(failed.session())
          .put(failed.number())
          .put(cut(failed.reason(), REASON))
          .frame();
    }
    return new FrameWriter(bareKind(message)).frame();
  }

  private static FrameKind bareKind(Message message) {
    if (message instanceof Message.Who) {
      return FrameKind.WHO;
    } else if (message instanceof Message.End) {
      return FrameKind.END;
    } else if (message instanceof Message.Bye) {
      return FrameKind.BYE;
    }
    return FrameKind.BEAT;
  }

  /**
   * Reads any frame but a batch.
   *
   * @throws MalformedFrameException if it is not whole and sound
   */
  static Message decode(byte[] frame) throws MalformedFrameException {
    FrameKind kind = FrameReader.kind(frame);
    FrameReader in = FrameReader.content(frame);
    Message message =
        switch (kind) {
          case HELLO -> readHello(in);
          case WELCOME -> readWelcome(in);
          case READY -> new Message.Ready(in.readLong(), in.readText(4 * NAME), in.readText(NAME));
          case REFUSED -> new Message.Refused(in.readText(4 * REASON));
          case ASK -> new Message.Ask(in.readLong(), in.readLong(), readRequest(in));
          case FAILED -> new Message.Failed(in.readLong(), in.readLong(), in.readText(4 * REASON));
          case WHO -> new Message.Who();
          case END -> new Message.End();
          case BYE -> new Message.Bye();
          case BEAT -> new Message.Beat();
          case BATCH ->
              throw new MalformedFrameException(Malformed.UNKNOWN_KIND, "a batch out of place");
        };
    in.end();
    return message;
  }

  private static Message.Hello readHello(FrameReader in) throws MalformedFrameException {
    String version = in.readText(4 * NAME);
    String name = in.readText(4 * NAME);
    String data = in.readText(4 * NAME);
    int size = in.readInt(1, Integer.MAX_VALUE);
    String hash = in.readText(NAME);
    int credits = in.readInt(1, MAX_CREDITS);
    return sound(
        () -> new Message.Hello(version, name, new DataIdentity(data, size, hash), credits));
  }

  private static Message.Welcome readWelcome(FrameReader in) throws MalformedFrameException {
    return new Message.Welcome(
        in.readLong(),
        readRecipe(in),
        in.readInt(1, MAX_CREDITS),
        in.readInt(1, MAX_MILLIS),
        in.readInt(1, MAX_MILLIS));
  }

  static BatchRequest readRequest(FrameReader in) throws MalformedFrameException {
    long seed = in.readLong();
    int epoch = in.readInt();
    int from = in.readInt();
    int to = in.readInt();
    return sound(() -> new BatchRequest(seed, epoch, from, to));
  }

  static void write(FrameWriter out, BatchRecipe recipe) {
    BatchShape shape = recipe.shape();
    out.put(shape.size().width())
        .put(shape.size().height())
        .put(shape.stride())
        .put(shape.colour().ordinal())
        .put(recipe.text())
        .put(shape.skeleton().toText());
  }

  private static BatchRecipe readRecipe(FrameReader in) throws MalformedFrameException {
    int width = in.readInt(1, NetworkSize.MAX_SIDE);
    int height = in.readInt(1, NetworkSize.MAX_SIDE);
    int stride = in.readInt();
    ColourOrder colour = ColourOrder.values()[in.readInt(0, ColourOrder.values().length - 1)];
    String text = in.readText(4 * BatchRecipe.MAX_TEXT);
    String definition = in.readText(BatchRecipe.MAX_SKELETON);
    return sound(
        () ->
            new BatchRecipe(
                new BatchShape(
                    Skeleton.parse(definition), new NetworkSize(width, height), stride, colour),
                text));
  }

  /** What a record's own check refuses is a malformed frame. */
  private static <T> T sound(java.util.function.Supplier<T> made) throws MalformedFrameException {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(Malformed.BAD_VALUE, e.getMessage());
    }
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }
}
