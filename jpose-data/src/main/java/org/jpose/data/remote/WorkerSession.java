package org.jpose.data.remote;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jpose.data.BatchMaker;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMonitor;

/**
 * One connection of a worker: from the first try to reach the trainer until one of both goes. Has a
 * socket of its own, so that nothing of an earlier connection is left in it. For one thread.
 */
final class WorkerSession implements AutoCloseable {
  /** How a session ended. */
  enum End {
    /** The trainer is done. */
    DONE,
    /** The trainer is gone, or was never there. */
    LOST,
    /** Somebody is there, but hung up before a word was said. */
    HUNG_UP,
    /** This worker was closed. */
    CLOSED
  }

  private static final int TICK = 50;
  private static final int HELLO_AGAIN_NANOS = 1_000_000_000;
  private static final long ANSWER_NANOS = 4_000_000_000L;
  private static final int LINGER_MILLIS = 500;
  private static final int CONTROL_FRAMES = 64;
  private static final int RECONNECT_MILLIS = 100;
  private static final int RECONNECT_MAX_MILLIS = 3000;

  private final WorkerData data;
  private final WorkerOptions options;
  private final String version;
  private final BatchWorkshop workshop;
  private final WorkerCounts counts;
  private final ZContext context;
  private final ZMQ.Socket socket;
  private final Breakage breakage = new Breakage();
  private final Queue<ZMonitor.Event> events = new ConcurrentLinkedQueue<>();
  private final Deque<BatchWorkshop.Work> outgoing = new ArrayDeque<>();
  private Optional<Message.Welcome> welcome = Optional.empty();
  private Optional<BatchMaker> maker = Optional.empty();
  private Optional<End> end = Optional.empty();
  private boolean connected;
  private boolean spokenTo;
  private int inHand;
  private long connectedAt;
  private long heard;
  private long said;

  WorkerSession(
      WorkerData data,
      WorkerOptions options,
      String version,
      BatchWorkshop workshop,
      WorkerCounts counts) {
    this.data = data;
    this.options = options;
    this.version = version;
    this.workshop = workshop;
    this.counts = counts;
    context = new ZContext(1);
    breakage.watch(context);
    context.setLinger(LINGER_MILLIS);
    socket = context.createSocket(SocketType.DEALER);
    socket.setMaxMsgSize(Messages.MAX_FRAME);
    socket.setMsgAllocator(new FrameAllocator(Messages.MAX_FRAME));
    socket.setSndHWM(credits() + CONTROL_FRAMES);
    socket.setRcvHWM(credits() + CONTROL_FRAMES);
    socket.setReconnectIVL(RECONNECT_MILLIS);
    socket.setReconnectIVLMax(RECONNECT_MAX_MILLIS);
    socket.setIPv6(options.trainer().isNumericV6());
    options.keys().ifPresent(keys -> keys.secure(socket));
    socket.setEventHook(event -> events.add(event.getEvent()), ZMQ.EVENT_ALL);
  }

  /** One batch in work and one behind it for every thread, so that the wire is never waited for. */
  private int credits() {
    return 2 * options.threads();
  }

  /** Whether the trainer has let this worker in. */
  boolean wasWelcome() {
    return welcome.isPresent();
  }

  /** Whether anything was heard of the trainer. */
  boolean wasSpokenTo() {
    return spokenTo;
  }

  /**
   * Works until the session ends.
   *
   * @param closing whether this worker is to end
   * @param until when to give up if the trainer has said nothing
   * @throws RemoteDataException if the trainer refuses this worker
   * @throws UnknownHostException if the trainer's machine is not known
   */
  End run(BooleanSupplier closing, long until) throws UnknownHostException {
    InetAddress.getByName(options.trainer().host());
    socket.connect(options.trainer().toString());
    ZMQ.Poller poller = context.createPoller(2);
    poller.register(socket, ZMQ.Poller.POLLIN);
    poller.register(workshop.wakeUp().channel(), ZMQ.Poller.POLLIN);
    while (end.isEmpty()) {
      if (breakage.happened()) {
        options.journal().accept(breakage.reason(options.trainer()) + "; connecting anew");
        return End.LOST;
      }
      poller.poll(TICK);
      workshop.wakeUp().clear();
      receive();
      watch();
      long now = System.nanoTime();
      if (end.isEmpty() && closing.getAsBoolean()) {
        send(new Message.Bye());
        return End.CLOSED;
      }
      if (!spokenTo && now - until >= 0) {
        return End.LOST;
      }
      pulse(now);
      deliver();
    }
    return end.get();
  }

  private void receive() {
    for (byte[] frame = socket.recv(ZMQ.DONTWAIT);
        frame != null && end.isEmpty();
        frame = socket.recv(ZMQ.DONTWAIT)) {
      boolean parts = false;
      while (socket.hasReceiveMore()) {
        socket.recv();
        parts = true;
      }
      try {
        if (parts) {
          throw new MalformedFrameException(Malformed.PARTS, "a message of several parts");
        }
        received(Messages.decode(frame));
      } catch (MalformedFrameException e) {
        counts.malformed.increment();
      }
    }
  }

  private void received(Message message) throws MalformedFrameException {
    heard = System.nanoTime();
    spokenTo = true;
    if (message instanceof Message.Ask ask) {
      asked(ask);
    } else if (message instanceof Message.Welcome news) {
      welcomed(news);
    } else if (message instanceof Message.Refused refused) {
      throw new RemoteDataException(
          "the trainer at " + options.trainer() + " refused this worker: " + refused.reason());
    } else if (message instanceof Message.Who) {
      // Its connection or the trainer is another than before.
      welcome = Optional.empty();
      maker = Optional.empty();
      hello();
    } else if (message instanceof Message.End) {
      end = Optional.of(End.DONE);
    } else if (!(message instanceof Message.Beat)) {
      throw new MalformedFrameException(Malformed.UNKNOWN_KIND, "not a trainer's word");
    }
  }

  private void welcomed(Message.Welcome news) {
    if (welcome.filter(old -> old.session() == news.session()).isPresent()) {
      return;
    }
    welcome = Optional.of(news);
    maker = Optional.empty();
    inHand = 0;
    outgoing.clear();
    counts.sessions.increment();
    workshop.begin(news.session());
    workshop.prepare(news.session(), news.recipe());
    options
        .journal()
        .accept("working for %s: %s".formatted(options.trainer(), news.recipe().summary()));
  }

  private void asked(Message.Ask ask) throws MalformedFrameException {
    if (maker.isEmpty() || welcome.filter(w -> w.session() == ask.session()).isEmpty()) {
      throw new MalformedFrameException(Malformed.OTHER_SESSION, "a request of another session");
    }
    if (inHand >= welcome.get().credits()) {
      // The trainer counts as well; holding more would be memory without bound.
      throw new MalformedFrameException(Malformed.NOT_ASKED, "more requests than agreed");
    }
    inHand++;
    workshop.make(maker.get(), ask);
  }

  private void watch() {
    for (ZMonitor.Event event = events.poll(); event != null; event = events.poll()) {
      switch (event) {
        case CONNECTED -> {
          connected = true;
          connectedAt = System.nanoTime();
          hello();
        }
        case DISCONNECTED, HANDSHAKE_FAILED_PROTOCOL, HANDSHAKE_FAILED_AUTH -> {
          if (end.isEmpty()) {
            end = Optional.of(spokenTo ? End.LOST : End.HUNG_UP);
          }
        }
        default -> {
          // Tries that fail are repeated by ZeroMQ.
        }
      }
    }
  }

  private void pulse(long now) {
    if (connected && !spokenTo && now - connectedAt >= ANSWER_NANOS) {
      // Now and then a greeting of ZeroMQ's gets stuck under load; its own patience is 30 s.
      end = Optional.of(End.LOST);
    } else if (welcome.isEmpty()) {
      if (connected && now - said >= HELLO_AGAIN_NANOS) {
        hello();
      }
    } else if (now - heard >= welcome.get().silenceMillis() * 1_000_000L) {
      options.journal().accept("no word of " + options.trainer());
      end = Optional.of(End.LOST);
    } else if (now - said >= welcome.get().beatMillis() * 1_000_000L) {
      send(new Message.Beat());
    }
  }

  private void hello() {
    send(new Message.Hello(version, options.name(), data.identity(), credits()));
  }

  private void deliver() {
    for (BatchWorkshop.Work work = workshop.take(); work != null; work = workshop.take()) {
      outgoing.add(work);
    }
    while (!outgoing.isEmpty() && end.isEmpty() && deliver(outgoing.peek())) {
      outgoing.remove();
    }
  }

  private boolean deliver(BatchWorkshop.Work work) {
    if (welcome.filter(w -> w.session() == work.session()).isEmpty()) {
      return true;
    }
    if (work.frame().isEmpty()) {
      ready(work);
      return true;
    }
    byte[] frame = work.frame().get();
    if (!socket.send(frame, ZMQ.DONTWAIT)) {
      return false;
    }
    inHand--;
    if (work.samples() > 0) {
      counts.batches.increment();
      counts.samples.add(work.samples());
      counts.bytes.add(frame.length);
    }
    return true;
  }

  private void ready(BatchWorkshop.Work work) {
    Message.Welcome terms = welcome.orElseThrow();
    if (work.error().isPresent()) {
      RuntimeException error = work.error().get();
      String reason = Optional.ofNullable(error.getMessage()).orElse(error.toString());
      send(new Message.Ready(terms.session(), reason, ""));
      throw new RemoteDataException(
          "the trainer at %s wants batches that cannot be made from %s: %s"
              .formatted(options.trainer(), data.identity(), reason),
          error);
    }
    BatchMaker made = work.maker().orElseThrow();
    BatchRecipe own = new BatchRecipe(made.shape(), terms.recipe().text());
    maker = Optional.of(made);
    send(new Message.Ready(terms.session(), own.summary(), Fingerprint.of(own, made.epochSize())));
  }

  private void send(Message message) {
    said = System.nanoTime();
    // What does not fit is said again with the next beat.
    socket.send(Messages.encode(message), ZMQ.DONTWAIT);
  }

  /** Closes the connection; what is not sent yet is waited for only after a good-bye. */
  @Override
  public void close() {
    if (end.isPresent()) {
      socket.setLinger(0);
    }
    breakage.close(context);
  }
}
