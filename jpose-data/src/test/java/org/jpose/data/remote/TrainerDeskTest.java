package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The trainer's part of the protocol with workers that are dishonest, broken or strange. */
class TrainerDeskTest {
  private static final List<BatchRequest> PLAN = Plans.samples(80);
  private static final long SECOND = 1_000_000_000;

  private final Map<String, Deque<Message>> sent = new TreeMap<>();
  private long now;
  private final TrainerDesk desk = desk(RemoteOptions.DEFAULTS);

  private TrainerDesk desk(RemoteOptions options) {
    return new TrainerDesk(
        PLAN.iterator(), InventedData.RECIPE, InventedData.IDENTITY, "1", options, this::note, 0);
  }

  static LongStream seeds() {
    return Seeds.sixty();
  }

  private void note(byte[] identity, byte[] frame) {
    try {
      sent.computeIfAbsent(new String(identity), w -> new ArrayDeque<>())
          .add(Messages.decode(frame));
    } catch (MalformedFrameException e) {
      throw new AssertionError("the trainer sends malformed frames", e);
    }
  }

  private void say(String worker, Message message) {
    say(worker, Messages.encode(message));
  }

  private void say(String worker, byte[] frame) {
    desk.received(worker.getBytes(), frame, now);
  }

  private <M extends Message> M heard(String worker, Class<M> kind) {
    Deque<Message> messages = sent.getOrDefault(worker, new ArrayDeque<>());
    assertTrue(!messages.isEmpty(), worker + " heard nothing");
    return assertInstanceOf(kind, messages.remove());
  }

  private Message.Ask join(String worker, int credits) {
    say(worker, new Message.Hello("1", worker, InventedData.IDENTITY, credits));
    Message.Welcome welcome = heard(worker, Message.Welcome.class);
    String fingerprint = Fingerprint.of(welcome.recipe(), InventedData.EPOCH);
    say(worker, new Message.Ready(welcome.session(), "it", fingerprint));
    return heard(worker, Message.Ask.class);
  }

  private static byte[] answer(Message.Ask ask) {
    return answer(ask, ask.request());
  }

  private static byte[] answer(Message.Ask ask, BatchRequest request) {
    return BatchFrame.encode(ask.session(), ask.number(), 1, 0, InventedData.batch(request));
  }

  private RemoteStatistics statistics() {
    return desk.statistics(SECOND);
  }

  @Test
  void aWorkerHoldsNoMoreThanItsCredits() {
    Message.Ask first = join("a", 2);
    heard("a", Message.Ask.class);
    assertTrue(sent.get("a").isEmpty());
    say("a", answer(first));
    heard("a", Message.Ask.class);
    assertTrue(sent.get("a").isEmpty());
    assertEquals(2, statistics().workers().get(0).outstanding());
  }

  @Test
  void anAnswerToAnotherRequestIsDroppedAndAskedAgain() {
    Message.Ask ask = join("a", 1);
    say("a", answer(ask, PLAN.get(5)));
    assertEquals(1, statistics().malformed(Malformed.OTHER_REQUEST));
    assertEquals(1, statistics().handedOutAgain());
    Message.Ask again = heard("a", Message.Ask.class);
    assertEquals(ask.request(), again.request());
    say("a", answer(again));
    assertEquals(PLAN.get(0), desk.take().orElseThrow().request());
  }

  @Test
  void aSecondAnswerIsADuplicate() {
    Message.Ask ask = join("a", 1);
    say("a", answer(ask));
    say("a", answer(ask));
    assertEquals(1, statistics().duplicates());
    assertEquals(1, statistics().workers().get(0).duplicates());
    assertEquals(1, statistics().waiting());
    desk.take();
    say("a", answer(ask));
    assertEquals(2, statistics().duplicates());
    assertEquals(0, statistics().waiting());
  }

  @Test
  void anAnswerToNothingIsDropped() {
    Message.Ask ask = join("a", 1);
    say("a", answer(new Message.Ask(ask.session(), 99, ask.request())));
    say("a", answer(new Message.Ask(ask.session() + 1, ask.number(), ask.request())));
    assertEquals(1, statistics().malformed(Malformed.NOT_ASKED));
    assertEquals(1, statistics().malformed(Malformed.OTHER_SESSION));
    assertEquals(0, statistics().waiting());
    Message.Ask other = join("b", 1);
    say("b", answer(new Message.Ask(other.session(), ask.number(), ask.request())));
    assertEquals(1, statistics().duplicates(), "what was asked of another counts as done by it");
    assertEquals(0, statistics().waiting());
  }

  @Test
  void anotherShapeIsDroppedAndAskedAgain() {
    Message.Ask ask = join("a", 1);
    BatchShape larger =
        new BatchShape(Skeletons.COCO18, new NetworkSize(64, 64), 8, ColourOrder.BGR);
    byte[] frame =
        BatchFrame.encode(
            ask.session(), ask.number(), 1, 0, InventedData.batch(larger, ask.request()));
    say("a", frame);
    assertEquals(1, statistics().malformed(Malformed.OTHER_SHAPE));
    assertEquals(ask.request(), heard("a", Message.Ask.class).request());
  }

  @Test
  void framesTooLargeAreDropped() {
    join("a", 1);
    say("a", new byte[(int) RemoteOptions.DEFAULTS.maxFrameBytes() + 1]);
    assertEquals(1, statistics().malformed(Malformed.OVERSIZED));
  }

  @Test
  void strangersAreAskedToSayHello() {
    say("x", new Message.Beat());
    heard("x", Message.Who.class);
    say("x", answer(new Message.Ask(1, 1, PLAN.get(0))));
    heard("x", Message.Who.class);
    say("x", "GET / HTTP/1.1".getBytes());
    assertTrue(sent.get("x").isEmpty(), "garbage is not answered");
    assertEquals(3, statistics().strangers());
    assertEquals(List.of(), statistics().workers());
  }

  @Test
  void aWorkerOfAnotherProtocolIsToldSo() {
    byte[] hello = Messages.encode(new Message.Hello("1", "a", InventedData.IDENTITY, 1));
    hello[2] = 9;
    say("a", hello);
    assertEquals(
        "protocol version 9, expected 1; use the same jpose for trainer and workers",
        heard("a", Message.Refused.class).reason());
    assertEquals(1, statistics().refused(Refusal.PROTOCOL));
  }

  @Test
  void aWorkerOfTooManyMalformedFramesIsSentAway() {
    Message.Ask ask = join("a", 1);
    for (int i = 0; i <= TrainerDesk.MAX_MALFORMED; i++) {
      byte[] frame = answer(ask);
      frame[200] ^= 1;
      say("a", frame);
    }
    assertEquals(
        "more than 10 frames were malformed, the last one: a batch's checksum is wrong",
        heard("a", Message.Refused.class).reason());
    assertEquals(1, statistics().refused(Refusal.MALFORMED));
    assertEquals(11, statistics().malformed(Malformed.CHECKSUM));
    assertEquals(0, statistics().connected());
    assertEquals(0, statistics().outstanding());
    assertEquals(ask.request(), join("b", 1).request());
  }

  @Test
  void silentWorkersAreGone() {
    Message.Ask ask = join("a", 1);
    desk.tick(30 * SECOND - 1);
    assertEquals(1, statistics().connected());
    desk.tick(30 * SECOND);
    assertEquals(0, statistics().connected());
    assertEquals(1, statistics().left());
    assertEquals(ask.request(), join("b", 1).request());
  }

  @Test
  void whoComesAgainStartsAnew() {
    Message.Ask ask = join("a", 1);
    Message.Ask again = join("a", 1);
    assertEquals(ask.request(), again.request());
    assertTrue(ask.session() != again.session());
    say("a", answer(ask));
    assertEquals(1, statistics().malformed(Malformed.OTHER_SESSION));
    say("a", answer(again));
    assertEquals(1, statistics().waiting());
    assertEquals(2, statistics().joined());
  }

  @Test
  void anImpatientHelloGetsTheSameSession() {
    Message.Hello hello = new Message.Hello("1", "a", InventedData.IDENTITY, 1);
    say("a", hello);
    say("a", hello);
    assertEquals(
        heard("a", Message.Welcome.class).session(), heard("a", Message.Welcome.class).session());
  }

  @Test
  void requestsAreSpreadOverTheWorkers() {
    join("a", 1);
    join("b", 1);
    assertEquals(2, statistics().outstanding());
    assertEquals(
        List.of(1, 1), statistics().workers().stream().map(WorkerStatistics::outstanding).toList());
  }

  @Test
  void workersThatLeftAreForgottenAtLast() {
    for (int i = 0; i < DeskCounts.MAX_LEFT + 50; i++) {
      join("a", 1);
      say("a", new Message.Bye());
    }
    assertEquals(DeskCounts.MAX_LEFT, statistics().workers().size());
    assertEquals(DeskCounts.MAX_LEFT + 50, statistics().joined());
  }

  @Test
  void namesAreShownWithoutControlCharacters() {
    say("a", new Message.Hello("1", "a\u001b[2J\nb", new DataIdentity("d", 3, "h\u0007"), 1));
    String reason = heard("a", Message.Refused.class).reason();
    assertTrue(reason.chars().allMatch(c -> c >= ' '), reason);
  }

  /** Whatever comes in whatever order, an honest worker beside it gets the plan done. */
  @ParameterizedTest
  @MethodSource("seeds")
  void anythingMayComeAndTheRunGoesOn(long seed) {
    Random random = new Random(seed);
    say("honest", answer(join("honest", 1)));
    Message.Ask ask = null;
    int taken = 0;
    for (int step = 0; taken < PLAN.size(); step++) {
      assertTrue(step < 5000, "no end; seed " + seed);
      String evil = "evil" + random.nextInt(3);
      byte[] frame = frame(random, ask);
      if (random.nextInt(3) > 0 && frame.length > 0) {
        for (int k = random.nextInt(4); k > 0; k--) {
          frame[random.nextInt(Math.min(60, frame.length))] = (byte) random.nextInt();
        }
      }
      say(evil, frame);
      for (Message m : sent.getOrDefault(evil, new ArrayDeque<>())) {
        ask = m instanceof Message.Ask given ? given : ask;
      }
      sent.remove(evil);
      now = step * SECOND / 100;
      desk.tick(now);
      if (random.nextInt(4) == 0) {
        for (Deque<Message> todo = sent.getOrDefault("honest", new ArrayDeque<>());
            !todo.isEmpty(); ) {
          if (todo.remove() instanceof Message.Ask own) {
            say("honest", answer(own));
          }
        }
        desk.tick(now);
        while (desk.take().isPresent()) {
          taken++;
        }
      }
      if (step % 50 == 49) {
        // They hold what they took for ever; gone, they give it back.
        List.of("evil0", "evil1", "evil2").forEach(name -> say(name, new Message.Bye()));
      }
    }
    assertTrue(desk.isDone(PLAN.size()), "seed " + seed);
  }

  private byte[] frame(Random random, Message.Ask ask) {
    switch (random.nextInt(7)) {
      case 0:
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        return noise;
      case 1:
        return Messages.encode(new Message.Hello("1", "evil", InventedData.IDENTITY, 3));
      case 2:
        return ask == null ? new byte[0] : answer(ask, PLAN.get(random.nextInt(3)));
      case 3:
        return Messages.encode(new Message.Failed(1, random.nextInt(5), "no"));
      case 4:
        return Messages.encode(
            new Message.Ready(random.nextInt(5), "x", Fingerprint.of(InventedData.RECIPE, 500)));
      default:
        return FrameTest.messages().map(Messages::encode).toList().get(random.nextInt(10));
    }
  }
}
