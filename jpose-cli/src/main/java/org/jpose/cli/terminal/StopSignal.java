package org.jpose.cli.terminal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Ctrl-C and the like, one for the whole program. The first signal calls what the command has named
 * to finish its work; where there is nothing to finish, and at the second signal, the program ends
 * at once. Thread-safe.
 *
 * <p>Not a shutdown hook: ONNX Runtime has one as well, which frees its environment while the
 * network may still be running. The JDK's signals are found by name, because the compiler warns of
 * their package; on a Java without them signals do what they always do.
 */
public final class StopSignal {
  private static final Map<String, Integer> EXIT_CODES =
      Map.of("HUP", ExitCode.HUNG_UP, "INT", ExitCode.INTERRUPTED, "TERM", ExitCode.TERMINATED);

  /** What a program's root command is. */
  public interface Program {
    /** What ends it. */
    StopSignal stop();
  }

  private final IntConsumer end;
  private int exitCode = ExitCode.OK;
  private Optional<Runnable> finish = Optional.empty();

  /**
   * Knows of no signal yet.
   *
   * @param end ends the program with an exit code, whatever it is doing
   */
  public StopSignal(IntConsumer end) {
    this.end = end;
  }

  /** The one of the program that a command belongs to. */
  public static StopSignal of(CommandSpec command) {
    return ((Program) command.root().userObject()).stop();
  }

  /** Listens from now on, until the process ends. */
  public void listen() {
    EXIT_CODES.forEach(this::listen);
  }

  /** Whether there was a signal. */
  public synchronized boolean isRaised() {
    return exitCode != ExitCode.OK;
  }

  /** What the program tells its caller: that of the first signal, or that all is well. */
  public synchronized int exitCode() {
    return exitCode;
  }

  /**
   * What is under way and how to finish it, which must be quick; called at once if there was a
   * signal already. The command then has to end by itself.
   */
  public void underWay(Runnable newFinish) {
    boolean late;
    synchronized (this) {
      finish = Optional.of(newFinish);
      late = isRaised();
    }
    if (late) {
      newFinish.run();
    }
  }

  /** What {@link #underWay} said is over: from now on a signal ends the program at once. */
  public synchronized void nothingUnderWay() {
    finish = Optional.empty();
  }

  /** As a signal with this exit code does. */
  void raise(int code) {
    Optional<Runnable> now;
    synchronized (this) {
      now = isRaised() ? Optional.empty() : finish;
      exitCode = isRaised() ? exitCode : code;
    }
    now.orElse(this::end).run();
  }

  /** Ends the program with the exit code of its signal. */
  public void end() {
    end.accept(exitCode());
  }

  private void listen(String name, int code) {
    try {
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal =
          Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> called(code, proxy, method.getName(), arguments));
      signal
          .getClass()
          .getMethod("handle", signal.getClass(), handlerType)
          .invoke(null, signal, handler);
    } catch (InvocationTargetException e) {
      // The system has no such signal, or keeps it: then it does what it always does.
      return;
    } catch (ReflectiveOperationException e) {
      // This Java has no signals.
      return;
    }
  }

  private Object called(int code, Object proxy, String method, Object[] arguments) {
    switch (method) {
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
}
