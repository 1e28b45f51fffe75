package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.jpose.data.BatchRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Garbage of all kinds at the port, while honest work goes on beside it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileNetworkTest {
  private static final RemoteOptions OPTIONS =
      RemoteOptions.DEFAULTS.withBeat(Duration.ofMillis(100), Duration.ofSeconds(40));

  static LongStream seeds() {
    long first = Long.getLong("jpose.seed", 0);
    return LongStream.range(first, first + 4);
  }

  private static RemoteBatches trainer(List<BatchRequest> plan, RemoteOptions options) {
    return new RemoteBatches(
        RemoteAddress.toListen("tcp://127.0.0.1:0"),
        plan.iterator(),
        InventedData.RECIPE,
        InventedData.IDENTITY,
        options);
  }

  private static void assertWorks(List<BatchRequest> plan, RemoteBatches trainer)
      throws InterruptedException {
    for (BatchRequest request : plan) {
      Batches.assertMade(request, trainer.next());
    }
    assertEquals(Optional.empty(), trainer.next());
  }

  /** Bytes that are not ZeroMQ's at all, or begin as ZeroMQ's do. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void garbageOnTheConnection(boolean withKeys) throws Exception {
    Map<CurveKeys.Side, CurveKeys> keys = CurveKeys.generate();
    RemoteOptions options = withKeys ? OPTIONS.withKeys(keys.get(CurveKeys.Side.TRAINER)) : OPTIONS;
    List<BatchRequest> plan = Plans.samples(160);
    Random random = new Random(Long.getLong("jpose.seed", 0));
    try (RemoteBatches trainer = trainer(plan, options)) {
      int count = 40;
      for (int i = 0; i < count; i++) {
        throwGarbage(trainer.address().port(), random, withKeys ? "CURVE" : "NULL");
      }
      WorkerOptions honest = WorkerOptions.of(trainer.address(), "honest");
      try (RunningWorker worker =
          new RunningWorker(
              new InventedData(),
              withKeys ? honest.withKeys(keys.get(CurveKeys.Side.WORKER)) : honest)) {
        assertWorks(plan, trainer);
        Waiting.until(
            () ->
                trainer.remoteStatistics().strangers()
                        + trainer.remoteStatistics().refused(Refusal.KEYS)
                    >= count / 2,
            () -> "not counted: " + trainer.remoteStatistics());
        assertEquals(1, trainer.remoteStatistics().joined());
        assertEquals(1, worker.worker.summary().sessions());
      }
    }
  }

  private static void throwGarbage(int port, Random random, String mechanism) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      byte[] noise = new byte[random.nextInt(3000)];
      random.nextBytes(noise);
      if (random.nextInt(3) > 0) {
        // ZMTP 3's greeting, so that what follows gets as far as it can.
        out.write(greeting(mechanism));
        if (random.nextBoolean()) {
          byte[] ready = {4, 6, 5, 'R', 'E', 'A', 'D', 'Y', (byte) random.nextInt(3), 1};
          out.write(ready);
        }
      }
      out.write(noise);
      out.flush();
    } catch (java.net.SocketException hungUp) {
      // The trainer had seen enough.
    }
  }

  /** A message of a negative length: JeroMQ's own limit lets it pass as one of 2 GB. */
  @Test
  void noLengthOnTheWireTakesMemory() throws Exception {
    List<BatchRequest> plan = Plans.samples(80);
    try (RemoteBatches trainer = trainer(plan, OPTIONS)) {
      for (int high : new int[] {0x80, 0xff}) {
        try (Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), trainer.address().port())) {
          byte[] message = {2, (byte) high, 0, 0, 0, 0x75, 0x7c, 0x13, 0x4f};
          socket.getOutputStream().write(greeting("NULL"));
          socket.getOutputStream().write(message);
          socket.getOutputStream().flush();
        }
      }
      try (RunningWorker worker =
          new RunningWorker(new InventedData(), WorkerOptions.of(trainer.address(), "honest"))) {
        assertWorks(plan, trainer);
        assertEquals(1, worker.worker.summary().sessions());
      }
    }
  }

  /** ZMTP 3's. */
  private static byte[] greeting(String mechanism) {
    byte[] greeting = new byte[64];
    greeting[0] = (byte) 0xff;
    greeting[9] = 0x7f;
    greeting[10] = 3;
    System.arraycopy(mechanism.getBytes(), 0, greeting, 12, mechanism.length());
    return greeting;
  }

  /** Frames of the protocol, damaged, from a peer that speaks ZeroMQ well. */
  @ParameterizedTest
  @MethodSource("seeds")
  void garbageAsFramesToTheTrainer(long seed) throws Exception {
    List<BatchRequest> plan = Plans.samples(400);
    Random random = new Random(seed);
    try (RemoteBatches trainer = trainer(plan, OPTIONS.withMaxFrameBytes(5_000_000));
        ZContext context = new ZContext(1);
        RunningWorker worker =
            new RunningWorker(new InventedData(), WorkerOptions.of(trainer.address(), "honest"))) {
      context.setLinger(2000);
      ZMQ.Socket evil = context.createSocket(SocketType.DEALER);
      evil.connect(trainer.address().toString());
      for (int i = 0; i < 300; i++) {
        if (random.nextInt(20) == 0) {
          evil.sendMore("part");
        }
        evil.send(damaged(random));
      }
      evil.send(new byte[5_000_001]);
      assertWorks(plan, trainer);
      Waiting.until(
          () -> trainer.remoteStatistics().malformed(Malformed.OVERSIZED) == 1,
          () -> "not counted: " + trainer.remoteStatistics());
      RemoteStatistics statistics = trainer.remoteStatistics();
      assertTrue(statistics.malformed(Malformed.PARTS) > 0, statistics.toString());
      assertTrue(statistics.malformed(Malformed.NOT_OURS) > 0, statistics.toString());
      assertTrue(statistics.malformed(Malformed.WRONG_LENGTH) > 0, statistics.toString());
      // Larger than even the transport takes: the connection is cut, the trainer goes on.
      evil.send(new byte[7_000_000]);
      evil.send(Messages.encode(new Message.Beat()));
      assertEquals(1, worker.worker.summary().sessions());
    }
  }

  private static byte[] damaged(Random random) {
    List<byte[]> sound = FrameTest.messages().map(Messages::encode).toList();
    byte[] frame = sound.get(random.nextInt(sound.size())).clone();
    switch (random.nextInt(4)) {
      case 0 -> random.nextBytes(frame);
      case 1 -> frame = java.util.Arrays.copyOf(frame, random.nextInt(frame.length));
      case 2 -> frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      default -> frame = java.util.Arrays.copyOf(frame, frame.length + 1 + random.nextInt(100));
    }
    return frame;
  }

  /**
   * Whether a worker takes the frame for its trainer's word: that it is done, refuses, or is to be
   * waited for during a long silence.
   */
  private static boolean isItsWord(byte[] frame) {
    if (frame.length < 4) {
      return false;
    }
    try {
      return frame[3] == FrameKind.END.code()
          || frame[3] == FrameKind.REFUSED.code()
          || Messages.decode(frame) instanceof Message.Welcome welcome
              && welcome.silenceMillis() > 1000;
    } catch (MalformedFrameException e) {
      return false;
    }
  }

  /** A trainer gone mad cannot break a worker: when a sound one comes, it works. */
  @ParameterizedTest
  @MethodSource("seeds")
  void garbageAsFramesToTheWorker(long seed) throws Exception {
    List<BatchRequest> plan = Plans.samples(80);
    Random random = new Random(seed);
    RemoteAddress address;
    try (RemoteBatches free = trainer(plan, OPTIONS)) {
      address = free.address();
    }
    List<String> journal = new CopyOnWriteArrayList<>();
    WorkerOptions options =
        WorkerOptions.of(address, "one").withStay(true).withJournal(journal::add);
    try (RunningWorker worker = new RunningWorker(new InventedData(), options)) {
      try (ZContext context = new ZContext(1)) {
        ZMQ.Socket mad = context.createSocket(SocketType.ROUTER);
        mad.setReceiveTimeOut(30_000);
        mad.bind(address.toString());
        byte[] identity = mad.recv();
        assertNotNull(identity, () -> "the worker does not say hello: " + journal);
        for (int i = 0; i < 300; i++) {
          byte[] frame = damaged(random);
          if (!isItsWord(frame)) {
            mad.sendMore(identity);
            mad.send(frame);
          }
        }
        mad.sendMore(identity);
        mad.send(new byte[Messages.MAX_FRAME + 1]);
        Waiting.until(
            () -> worker.worker.summary().malformed() > 50,
            () -> "dropped and counted: " + worker.worker.summary() + journal);
      }
      try (RemoteBatches sound =
          new RemoteBatches(
              address, plan.iterator(), InventedData.RECIPE, InventedData.IDENTITY, OPTIONS)) {
        assertWorks(plan, sound);
      }
    }
  }

  /** More requests than agreed are not kept: a worker's memory is its own. */
  @Test
  void aWorkerKeepsNoMoreThanItsCredits() throws Exception {
    InventedData slow = InventedData.taking(request -> Waiting.pause(50));
    try (ZContext context = new ZContext(1)) {
      ZMQ.Socket greedy = context.createSocket(SocketType.ROUTER);
      greedy.setReceiveTimeOut(30_000);
      int port = greedy.bindToRandomPort("tcp://127.0.0.1");
      WorkerOptions options =
          WorkerOptions.of(new RemoteAddress("127.0.0.1", port), "one").withStay(true);
      try (RunningWorker worker = new RunningWorker(slow, options)) {
        byte[] identity = receive(greedy, FrameKind.HELLO);
        send(greedy, identity, new Message.Welcome(7, InventedData.RECIPE, 2, 1000, 60_000));
        receive(greedy, FrameKind.READY);
        for (int i = 0; i < 50; i++) {
          send(greedy, identity, new Message.Ask(7, i + 1, new BatchRequest(1, 0, 0, 8)));
        }
        Waiting.until(
            () -> worker.worker.summary().malformed() >= 40,
            () -> "it keeps all: " + worker.worker.summary());
        assertTrue(slow.made.get() <= 10, slow.made + " made");
      }
    }
  }

  private static byte[] receive(ZMQ.Socket socket, FrameKind kind) throws MalformedFrameException {
    while (true) {
      byte[] identity = socket.recv();
      byte[] frame = socket.recv();
      if (FrameReader.kind(frame) == kind) {
        return identity;
      }
    }
  }

  private static void send(ZMQ.Socket socket, byte[] identity, Message message) {
    socket.sendMore(identity);
    socket.send(Messages.encode(message));
  }
}
