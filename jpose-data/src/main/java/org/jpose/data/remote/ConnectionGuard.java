package org.jpose.data.remote;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;

/**
 * Watches the trainer's connections below the protocol: decides by their keys who may connect (ZAP,
 * ZeroMQ RFC 27) and counts who was turned away. Requests are answered by the sockets' thread,
 * connections are counted by ZeroMQ's.
 */
final class ConnectionGuard {
  private static final String ZAP = "inproc://zeromq.zap.01";

  /** Frames of a request before its credentials: version, id, domain, address, identity, kind. */
  private static final int BEFORE_CREDENTIALS = 6;

  private final Optional<CurveKeys> keys;
  private final ZMQ.Socket zap;

  /** Open connections that have not spoken ZeroMQ yet, oldest first. */
  private final Set<Object> silent = new LinkedHashSet<>();

  private long refusedKeys;
  private long strangers;

  /**
   * Starts watching.
   *
   * @param context the trainer's own; nobody else may authenticate in it
   * @param socket not bound yet
   */
  ConnectionGuard(ZContext context, ZMQ.Socket socket, Optional<CurveKeys> keys) {
    this.keys = keys;
    zap = context.createSocket(SocketType.REP);
    zap.bind(ZAP);
    keys.ifPresent(own -> own.secure(socket));
    socket.setEventHook(this::count, ZMQ.EVENT_ALL);
  }

  void register(ZMQ.Poller poller) {
    poller.register(zap, ZMQ.Poller.POLLIN);
  }

  private synchronized void count(ZEvent event) {
    switch (event.getEvent()) {
      case ACCEPTED -> silent.add(event.getValue());
      case HANDSHAKE_PROTOCOL -> {
        // The event does not say whose: taken for the oldest. If that was another's, the count is
        // right once both have ended.
        Iterator<Object> oldest = silent.iterator();
        if (oldest.hasNext()) {
          oldest.next();
          oldest.remove();
        }
      }
      case DISCONNECTED -> {
        Object connection = event.getValue();
        strangers += silent.remove(connection) ? 1 : 0;
      }
      case HANDSHAKE_FAILED_PROTOCOL, HANDSHAKE_FAILED_AUTH -> {
        if (keys.isPresent()) {
          refusedKeys++;
        } else {
          strangers++;
        }
      }
      default -> {
        // Listening and closing need no count.
      }
    }
  }

  /** Answers the requests that came. */
  void answer() {
    for (byte[] version = zap.recv(ZMQ.DONTWAIT);
        version != null;
        version = zap.recv(ZMQ.DONTWAIT)) {
      answer(version);
    }
  }

  private void answer(byte[] version) {
    byte[] id = new byte[0];
    byte[] mechanism = new byte[0];
    byte[] key = new byte[0];
    for (int frame = 1; zap.hasReceiveMore(); frame++) {
      byte[] content = zap.recv();
      if (frame == 1) {
        id = content;
      } else if (frame == BEFORE_CREDENTIALS - 1) {
        mechanism = content;
      } else if (frame == BEFORE_CREDENTIALS) {
        key = content;
      }
    }
    byte[] proved = key;
    boolean ok =
        new String(mechanism, ZMQ.CHARSET).equals("CURVE")
            && keys.filter(own -> own.isOther(proved)).isPresent();
    if (!ok) {
      refuse();
    }
    zap.sendMore(version);
    zap.sendMore(id);
    zap.sendMore(ok ? "200" : "400");
    zap.sendMore(ok ? "OK" : "key not known");
    zap.sendMore("");
    zap.send("");
  }

  private synchronized void refuse() {
    refusedKeys++;
  }

  /** Connections turned away for their keys since the last call. */
  synchronized long takeRefusedKeys() {
    long count = refusedKeys;
    refusedKeys = 0;
    return count;
  }

  /** Connections that ended without a word of ZeroMQ, or of its expected security, since then. */
  synchronized long takeStrangers() {
    long count = strangers;
    strangers = 0;
    return count;
  }
}
