package org.jpose.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ctrl-C and the like end a run in good order: what is under way is told to finish, and the program
 * goes on to complete its files. A second signal ends it at once, as if this were not there.
 *
 * <p>Not a shutdown hook: ONNX Runtime has one as well, which frees its environment while the
 * network may still be running. The JDK's signals are found by name, because the compiler warns of
 * their package; on a Java without them signals do what they always do.
 */
final class StopSignal implements AutoCloseable {
  private static final Map<String, Integer> EXIT_CODES =
      Map.of("INT", ExitCode.INTERRUPTED, "TERM", ExitCode.TERMINATED);

  private final Map<Object, Object> before = new LinkedHashMap<>();
  private int exitCode = ExitCode.OK;
  private Runnable finish = () -> {};

  /** Listens from now on. */
  StopSignal() {
    EXIT_CODES.forEach(this::listen);
  }

  /** Whether there was a signal. */
  synchronized boolean isRaised() {
    return exitCode != ExitCode.OK;
  }

  /** What the program tells its caller: that of the first signal, or that all is well. */
  synchronized int exitCode() {
    return exitCode;
  }

  /**
   * What is under way and how to finish it, which must be quick; called at once if there was a
   * signal already.
   */
  void underWay(Runnable newFinish) {
    boolean late;
    synchronized (this) {
      finish = newFinish;
      late = isRaised();
    }
    if (late) {
      newFinish.run();
    }
  }

  /** As a signal with this exit code does. */
  void raise(int code) {
    Runnable now;
    synchronized (this) {
      exitCode = isRaised() ? exitCode : code;
      now = finish;
    }
    restore();
    now.run();
  }

  private void listen(String name, int code) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = type.getConstructor(String.class).newInstance(name);
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> called(code, proxy, method, arguments));
      before.put(signal, handle(signal, handler));
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // This Java or system has no such signal: then it ends the program, as always.
      return;
    }
  }

  private Object called(int code, Object proxy, Method method, Object[] arguments) {
    switch (method.getName()) {
      case "handle" -> {
        // Signals have one thread; what finishes may take a moment.
        Thread thread = new Thread(() -> raise(code), "jpose-stop");
        thread.setDaemon(true);
        thread.start();
        return null;
      }
      case "equals" -> {
        return proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      default -> {
        return "jpose's stop";
      }
    }
  }

  private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    try {
      return signal
          .getClass()
          .getMethod("handle", signal.getClass(), handlerType)
          .invoke(null, signal, handler);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause());
    }
  }

  private synchronized void restore() {
    before.forEach(
        (signal, handler) -> {
          try {
            handle(signal, handler);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signals cannot be given back", e);
          }
        });
    before.clear();
  }

  /** Signals do again what they did before. */
  @Override
  public void close() {
    restore();
  }
}
