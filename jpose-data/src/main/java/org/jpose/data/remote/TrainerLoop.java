package org.jpose.data.remote;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * The thread that owns the trainer's sockets: carries frames between workers and the desk, keeps
 * the beat, passes batches on in order. Everything but the constructor and {@link #wake()} runs on
 * it.
 */
final class TrainerLoop implements Runnable {
  /** Looks at the clock so often when nothing comes, in milliseconds. */
  private static final int TICK = 50;

  /** Frames taken before others have their turn: beats, authentication. */
  private static final int TURN = 64;

  /**
   * What a transport of more bytes than a frame may have is cut at; between, frames are counted.
   */
  private static final long SLACK = 1 << 20;

  /** Small frames that wait for one worker; it need not wait long for any. */
  private static final int OUTGOING = 1000;

  /** Batches of one worker that wait to be read here. */
  private static final int INCOMING = 4;

  /** Ports below are often the system's alone. */
  private static final int PRIVILEGED = 1024;

  private static final int GREETING_MILLIS = 5000;
  private static final int LINGER_MILLIS = 1000;

  private final ZContext context;
  private final ZMQ.Socket router;
  private final ConnectionGuard guard;
  private final Breakage breakage = new Breakage();
  private final WakeUp wakeUp;
  private final RemoteAddress address;
  private final RemoteOptions options;
  private final Consumer<BatchFrame> batches;
  private final BooleanSupplier takesMore;
  private TrainerDesk desk;
  private volatile boolean closing;

  /**
   * Listens.
   *
   * @param address where
   * @param options terms
   * @param takesMore whether a batch can be passed on now
   * @param batches takes the plan's next batch
   * @throws RemoteDataException if the port is taken or the address is not of this machine
   */
  TrainerLoop(
      RemoteAddress address,
      RemoteOptions options,
      BooleanSupplier takesMore,
      Consumer<BatchFrame> batches) {
    this.options = options;
    this.takesMore = takesMore;
    this.batches = batches;
    wakeUp = new WakeUp();
    context = new ZContext(1);
    boolean bound = false;
    try {
      breakage.watch(context);
      context.setLinger(LINGER_MILLIS);
      router = context.createSocket(SocketType.ROUTER);
      router.setMaxMsgSize(options.maxFrameBytes() + SLACK);
      router.setMsgAllocator(new FrameAllocator(options.maxFrameBytes() + SLACK));
      router.setRcvHWM(INCOMING);
      router.setSndHWM(OUTGOING);
      router.setHandshakeIvl(GREETING_MILLIS);
      router.setIPv6(address.isNumericV6());
      router.base().setSocketOpt(zmq.ZMQ.ZMQ_DISCONNECT_MSG, Messages.encode(new Message.Bye()));
      guard = new ConnectionGuard(context, router, options.keys());
      this.address = bind(address);
      bound = true;
    } finally {
      if (!bound) {
        context.close();
        wakeUp.close();
      }
    }
  }

  private RemoteAddress bind(RemoteAddress wanted) {
    requireOwn(wanted);
    try {
      router.bind(wanted.toString());
    } catch (ZMQException e) {
      // JeroMQ says EADDRINUSE for whatever the system refuses.
      boolean privileged = wanted.port() > 0 && wanted.port() < PRIVILEGED;
      throw new RemoteDataException(
          wanted
              + ": the port is in use; is another trainer running? Choose another port"
              + (privileged ? ", of 1024 or more: lower ones may be the system's alone" : ""),
          e);
    }
    String endpoint = router.getLastEndpoint();
    return wanted.at(Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1)));
  }

  private static void requireOwn(RemoteAddress wanted) {
    if (wanted.isAnywhere()) {
      return;
    }
    boolean own;
    try {
      own = NetworkInterface.getByInetAddress(InetAddress.getByName(wanted.host())) != null;
    } catch (UnknownHostException | SocketException e) {
      own = false;
    }
    if (!own) {
      throw new RemoteDataException(
          wanted + ": there is no such address on this machine; listen on *?");
    }
  }

  /** Where it listens, the port known. */
  RemoteAddress address() {
    return address;
  }

  /** Sets who answers; before the thread starts. */
  void serve(TrainerDesk answering) {
    desk = answering;
  }

  /** Sends a frame to a worker. */
  void send(byte[] identity, byte[] frame) {
    // A worker that is gone, or takes nothing, is not waited for: its silence will tell.
    if (router.sendMore(identity)) {
      router.send(frame, ZMQ.DONTWAIT);
    }
  }

  /** Makes the thread look for something to pass on. */
  void wake() {
    wakeUp.wake();
  }

  /** Lets the thread say good-bye and end. */
  void end() {
    closing = true;
  }

  @Override
  public void run() {
    try (wakeUp) {
      ZMQ.Poller poller = context.createPoller(3);
      poller.register(router, ZMQ.Poller.POLLIN);
      poller.register(wakeUp.channel(), ZMQ.Poller.POLLIN);
      guard.register(poller);
      long beat = System.nanoTime();
      while (!closing) {
        breakage.require(address);
        poller.poll(TICK);
        wakeUp.clear();
        guard.answer();
        report();
        receive();
        long now = System.nanoTime();
        if (now - beat >= options.beat().toNanos()) {
          desk.beat();
          beat = now;
        }
        desk.tick(now);
        passOn();
      }
      desk.end();
    } finally {
      breakage.close(context);
    }
  }

  private void report() {
    long refused = guard.takeRefusedKeys();
    if (refused > 0) {
      desk.refusedKeys(refused);
    }
    desk.strangers(guard.takeStrangers());
  }

  private void receive() {
    for (int i = 0; i < TURN; i++) {
      byte[] identity = router.recv(ZMQ.DONTWAIT);
      if (identity == null) {
        return;
      }
      byte[] frame = router.hasReceiveMore() ? router.recv() : new byte[0];
      boolean parts = false;
      while (router.hasReceiveMore()) {
        router.recv();
        parts = true;
      }
      if (parts) {
        desk.receivedParts(identity, System.nanoTime());
      } else {
        desk.received(identity, frame, System.nanoTime());
      }
    }
  }

  private void passOn() {
    while (takesMore.getAsBoolean()) {
      var frame = desk.take();
      if (frame.isEmpty()) {
        return;
      }
      batches.accept(frame.get());
    }
  }
}
