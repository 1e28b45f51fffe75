package org.jpose.data.remote;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jpose.data.BatchRequest;

/**
 * Talks with workers for the trainer: lets them in or refuses them, gives out requests, takes
 * batches, counts. Knows neither sockets nor clocks: frames come in by {@link #received}, time by
 * {@link #tick}, answers leave through what the constructor is given. Thread-safe; a peer that has
 * not been let in leaves nothing here but a count.
 */
final class TrainerDesk {
  /** A worker with more malformed frames than this is shown the door. */
  static final int MAX_MALFORMED = 10;

  /** A batch that so many workers could not make is given up, and the run with it. */
  static final int MAX_FAILURES = 3;

  private static final Duration MOST_PATIENCE = Duration.ofMinutes(30);

  private final BatchRecipe recipe;
  private final DataIdentity data;
  private final String version;
  private final RemoteOptions options;
  private final BiConsumer<byte[], byte[]> out;
  private final String fingerprint;
  private final HandOut<Peer> handOut;
  private final Map<ByteBuffer, Peer> peers = new LinkedHashMap<>();
  private final DeskCounts counts = new DeskCounts();
  private final SecureRandom sessions = new SecureRandom();
  private Optional<String> failure = Optional.empty();
  private long ticked;
  private long taken;

  /**
   * A desk nobody has come to yet.
   *
   * @param plan the batches, in order
   * @param recipe how they are to be made
   * @param data the data they are made of
   * @param version of jpose
   * @param options terms
   * @param out takes a peer's identity and a frame for it
   * @param now the time, in nanoseconds as everywhere here
   */
  TrainerDesk(
      Iterator<BatchRequest> plan,
      BatchRecipe recipe,
      DataIdentity data,
      String version,
      RemoteOptions options,
      BiConsumer<byte[], byte[]> out,
      long now) {
    this.recipe = recipe;
    this.data = data;
    this.version = version;
    this.options = options;
    this.out = out;
    this.ticked = now;
    this.fingerprint = Fingerprint.of(recipe, data.size());
    Pace pace = new Pace(options.firstPatience(), options.leastPatience(), MOST_PATIENCE);
    this.handOut = new HandOut<>(plan, options.ahead(), pace, counts::handedOutAgain);
  }

  /** Takes a frame; whatever it holds, this returns. */
  synchronized void received(byte[] identity, byte[] frame, long now) {
    Optional<Peer> peer = Optional.ofNullable(peers.get(ByteBuffer.wrap(identity)));
    peer.ifPresent(known -> known.heard = now);
    try {
      if (frame.length > options.maxFrameBytes()) {
        throw new MalformedFrameException(
            Malformed.OVERSIZED, "a frame of %,d bytes".formatted(frame.length));
      }
      FrameKind kind = FrameReader.kind(frame);
      if (kind == FrameKind.HELLO) {
        hello(identity, peer, (Message.Hello) Messages.decode(frame), now);
      } else if (kind == FrameKind.BYE) {
        Messages.decode(frame);
        peer.ifPresent(known -> leave(known, "left", now));
      } else if (peer.isEmpty()) {
        counts.strangers(1);
        send(identity, new Message.Who());
      } else if (kind == FrameKind.BATCH) {
        batch(peer.get(), BatchFrame.open(frame), now);
      } else {
        said(peer.get(), Messages.decode(frame), now);
      }
    } catch (MalformedFrameException e) {
      dropped(identity, peer, e, now);
    }
    giveOut(now);
  }

  /** A message of several parts, dropped before it came here. */
  synchronized void receivedParts(byte[] identity, long now) {
    Optional<Peer> peer = Optional.ofNullable(peers.get(ByteBuffer.wrap(identity)));
    dropped(
        identity,
        peer,
        new MalformedFrameException(Malformed.PARTS, "a message of several parts"),
        now);
  }

  private void dropped(
      byte[] identity, Optional<Peer> peer, MalformedFrameException error, long now) {
    counts.malformed(error.reason());
    if (error.reason() == Malformed.OTHER_VERSION) {
      String reason = error.getMessage() + "; use the same jpose for trainer and workers";
      refuse(identity, "a worker", Refusal.PROTOCOL, reason);
      peer.ifPresent(known -> leave(known, "left", now));
    } else if (peer.isPresent() && ++peer.get().malformed > MAX_MALFORMED) {
      String reason =
          "more than %d frames were malformed, the last one: %s"
              .formatted(MAX_MALFORMED, error.getMessage());
      refuse(identity, peer.get().name, Refusal.MALFORMED, reason);
      leave(peer.get(), "sent away", now);
    } else if (peer.isEmpty()) {
      counts.strangers(1);
    }
  }

  private void hello(byte[] identity, Optional<Peer> before, Message.Hello hello, long now) {
    if (before.filter(peer -> !peer.ready).isPresent()) {
      welcome(before.get()); // impatient: the first hello was slow to come through
      return;
    }
    before.ifPresent(peer -> leave(peer, "came again", now));
    String name = printable(hello.name());
    if (!hello.version().equals(version)) {
      refuse(
          identity,
          name,
          Refusal.VERSION,
          "it runs jpose %s, the trainer %s; use the same for all"
              .formatted(printable(hello.version()), version));
    } else if (!hello.data().equalsContent(data)) {
      refuse(
          identity,
          name,
          Refusal.DATA,
          "its data are %s, the trainer's %s; give every worker the same data"
              .formatted(printable(hello.data().toString()), data));
    } else if (peers.size() >= options.maxWorkers()) {
      refuse(
          identity,
          name,
          Refusal.FULL,
          "there are %d workers already, as many as the trainer takes".formatted(peers.size()));
    } else {
      int credits = Math.min(hello.credits(), options.ahead());
      Peer peer = new Peer(identity, name, sessions.nextLong(), credits, now);
      peers.put(ByteBuffer.wrap(identity), peer);
      welcome(peer);
    }
  }

  private void welcome(Peer peer) {
    int beat = (int) options.beat().toMillis();
    int silence = (int) options.silence().toMillis();
    send(peer.identity, new Message.Welcome(peer.session, recipe, peer.credits, beat, silence));
  }

  private void said(Peer peer, Message message, long now) throws MalformedFrameException {
    if (message instanceof Message.Ready ready) {
      requireSession(peer, ready.session());
      if (!ready.fingerprint().equals(fingerprint)) {
        refuse(
            peer.identity,
            peer.name,
            Refusal.RECIPE,
            "it would make other batches (%s) than asked for (%s)"
                .formatted(printable(ready.summary()), recipe.summary()));
        leave(peer, "sent away", now);
      } else if (!peer.ready) {
        peer.ready = true;
        counts.joined();
        options.journal().accept("worker %s joined".formatted(peer.name));
      }
    } else if (message instanceof Message.Failed failed) {
      requireSession(peer, failed.session());
      HandOut.Asked<Peer> question = question(peer, failed.number());
      if (question != null) {
        failed(peer, question, printable(failed.reason()));
      }
    } else if (!(message instanceof Message.Beat)) {
      throw new MalformedFrameException(
          Malformed.UNKNOWN_KIND, "a worker does not send " + message.getClass().getSimpleName());
    }
  }

  private void failed(Peer peer, HandOut.Asked<Peer> question, String reason) {
    peer.failed++;
    String line =
        "worker %s could not make %s: %s".formatted(peer.name, question.request(), reason);
    options.journal().accept(line);
    if (handOut.failed(question) >= MAX_FAILURES) {
      failure = Optional.of(line + "; others could not either");
    }
  }

  private void batch(Peer peer, BatchFrame frame, long now) throws MalformedFrameException {
    requireSession(peer, frame.session());
    HandOut.Asked<Peer> question = question(peer, frame.number());
    if (question == null) {
      return;
    }
    try {
      if (!question.request().equals(frame.request())) {
        throw new MalformedFrameException(
            Malformed.OTHER_REQUEST,
            "%s, asked for was %s".formatted(frame.request(), question.request()));
      }
      frame.check(recipe.shape());
    } catch (MalformedFrameException e) {
      handOut.dropped(question);
      throw e;
    }
    if (handOut.delivered(question, frame, now)) {
      counts.delivered(peer, frame);
      counts.waiting(handOut);
    } else {
      counts.duplicate(peer);
    }
  }

  /** The open question of a number; null, counted, if it was answered before. */
  private HandOut.Asked<Peer> question(Peer peer, long number) throws MalformedFrameException {
    Optional<HandOut.Asked<Peer>> question = handOut.open(number, peer);
    if (question.isEmpty() && !handOut.wasAsked(number)) {
      throw new MalformedFrameException(Malformed.NOT_ASKED, "answers what was never asked");
    }
    if (question.isEmpty()) {
      counts.duplicate(peer);
    }
    return question.orElse(null);
  }

  private static void requireSession(Peer peer, long session) throws MalformedFrameException {
    if (session != peer.session) {
      throw new MalformedFrameException(Malformed.OTHER_SESSION, "a session of another visit");
    }
  }

  /** Looks at the clock: who is gone, what is late, who may be asked. */
  synchronized void tick(long now) {
    for (Peer peer : List.copyOf(peers.values())) {
      if (now - peer.heard >= options.silence().toNanos()) {
        leave(peer, "was lost: no word for " + options.silence().toSeconds() + " s", now);
      }
    }
    if (handOut.isFull()) {
      counts.idle((now - ticked) * peers.values().stream().filter(this::hasCredit).count());
    }
    ticked = now;
    handOut.expire(now);
    giveOut(now);
  }

  /** Tells every worker that the trainer is there. */
  synchronized void beat() {
    peers.values().forEach(peer -> send(peer.identity, new Message.Beat()));
  }

  /** Tells every worker that the trainer is done. */
  synchronized void end() {
    peers.values().forEach(peer -> send(peer.identity, new Message.End()));
  }

  private void giveOut(long now) {
    Set<Peer> ready = Collections.newSetFromMap(new IdentityHashMap<>());
    peers.values().stream().filter(peer -> peer.ready).forEach(ready::add);
    // In turn, so that the first worker does not fill its hands while the others wait.
    boolean given = true;
    while (given) {
      given = false;
      for (Peer peer : ready) {
        if (hasCredit(peer)) {
          Optional<HandOut.Asked<Peer>> question = handOut.ask(peer, ready, now);
          question.ifPresent(q -> ask(peer, q));
          given |= question.isPresent();
        }
      }
    }
    counts.outstanding(handOut);
  }

  private boolean hasCredit(Peer peer) {
    return peer.ready && handOut.held(peer) < peer.credits;
  }

  private void ask(Peer peer, HandOut.Asked<Peer> question) {
    counts.asked();
    long bytes = BatchFrame.maxBytes(recipe.shape(), question.request().size());
    if (bytes > options.maxFrameBytes()) {
      failure =
          Optional.of(
              "%s may need a frame of %,d bytes, more than the %,d allowed; make batches smaller"
                  .formatted(question.request(), bytes, options.maxFrameBytes()));
    }
    send(peer.identity, new Message.Ask(peer.session, question.number(), question.request()));
  }

  private void leave(Peer peer, String how, long now) {
    if (peers.remove(ByteBuffer.wrap(peer.identity)) == null) {
      return;
    }
    peer.left = now;
    handOut.lost(peer);
    if (peer.ready) {
      counts.left(peer);
      options.journal().accept("worker %s %s".formatted(peer.name, how));
    }
  }

  private void refuse(byte[] identity, String name, Refusal kind, String reason) {
    counts.refused(kind, 1);
    options.journal().accept("%s was refused: %s".formatted(name, reason));
    send(identity, new Message.Refused(reason));
  }

  /** Connections refused before a frame was read: wrong keys, or none. */
  synchronized void refusedKeys(long count) {
    counts.refused(Refusal.KEYS, count);
    options.journal().accept("a worker was refused: its key is not of the trainer's pair");
  }

  /** Connections that ended before they spoke ZeroMQ as expected. */
  synchronized void strangers(long count) {
    counts.strangers(count);
  }

  private void send(byte[] identity, Message message) {
    out.accept(identity, Messages.encode(message));
  }

  /** The plan's next batch if it is there. */
  synchronized Optional<BatchFrame> take() {
    Optional<BatchFrame> frame = handOut.take();
    frame.ifPresent(f -> taken++);
    return frame;
  }

  /**
   * Whether the plan ends here.
   *
   * @param given batches that have reached the trainer; others may still be on their way
   */
  synchronized boolean isDone(long given) {
    return handOut.isDone() && taken == given;
  }

  /** What makes going on useless, if anything. */
  synchronized Optional<String> failure() {
    return failure;
  }

  synchronized long damaged() {
    return counts.damaged();
  }

  /** Time workers were idle because the trainer took no batches. */
  synchronized Duration idle() {
    return counts.idle();
  }

  synchronized RemoteStatistics statistics(long now) {
    return counts.statistics(peers.values(), handOut, now);
  }

  /** Others' words are shown to people: no control characters, no end. */
  private static String printable(String text) {
    String clean = text.replaceAll("\\p{C}", "?");
    return clean.length() > 300 ? clean.substring(0, 300) + "..." : clean;
  }
}
